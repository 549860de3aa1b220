import { InvokeCommand, LambdaServiceException, type LambdaClient } from "@aws-sdk/client-lambda";
import { Refused, TryLater } from "../failure";
import { jsonOf } from "../json";
import type { Mint, Token } from "./mint";
import { tokenAnswer, type MintRequest } from "./mintCall";

/** Milliseconds of life that a token must have left to be given out again. */
const SPARE = 5 * 60_000;

/**
 * Tokens from the function that holds the App's key. They are kept, by purpose and repository, until they are nearly
 * over.
 * @param spare milliseconds that a kept token must have left; Infinity: none is kept. @default five minutes
 */
export function invokedMint(functionName: string, client: LambdaClient, spare = SPARE): Mint {
  const kept = new Map<string, Promise<Token>>();
  const token: Mint["token"] = async (purpose, repository) => {
    const key = `${purpose} ${repository.toLowerCase()}`;
    const known = kept.get(key);
    if (known !== undefined) {
      const one = await known;
      if (one.expires - Date.now() > spare) return one;
    }
    // Two that ask at once share one: the first to find none puts its own in place before it waits.
    if (kept.get(key) !== known) return token(purpose, repository);
    const asked = ask(client, functionName, { purpose, repository });
    if (spare === Infinity) return asked;
    kept.set(key, asked);
    asked.catch(() => kept.delete(key));
    return asked;
  };
  return { token };
}

async function ask(client: LambdaClient, functionName: string, request: MintRequest): Promise<Token> {
  const answer = tokenAnswer.safeParse(await invoked(client, functionName, request));
  if (!answer.success) throw new TryLater(`${functionName} gave no answer that is understood: see its log`);
  if ("refused" in answer.data) throw new Refused(answer.data.refused);
  if ("later" in answer.data) throw new TryLater(answer.data.later, answer.data.seconds);
  return answer.data;
}

/**
 * What the function that mints answers, not looked at yet.
 * @throws TryLater where it failed, without what it said: that may hold anything
 */
export async function invoked(
  client: LambdaClient,
  functionName: string,
  request: MintRequest,
): Promise<unknown> {
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) });
  const { FunctionError, Payload } = await client.send(command).catch((error: unknown) => {
    const isBusy =
      error instanceof LambdaServiceException &&
      (error.$fault === "server" || error.$metadata.httpStatusCode === 429);
    throw isBusy ? new TryLater(`${functionName} is not to be had now: ${error.name}`) : error;
  });
  if (FunctionError !== undefined) throw new TryLater(`${functionName} failed: see its log`);
  return jsonOf(Buffer.from(Payload ?? []).toString("utf8"));
}
