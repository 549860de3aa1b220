import { createRequire } from "node:module";
import { join } from "node:path";
import type { Context } from "aws-lambda";
import type { FunctionName } from "../../../bot/lambda/environment";
import { withoutOutput } from "./output";

type Handler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/**
 * A function as a cold start makes it: what its module keeps between invocations is new, and made from these variables
 * alone. What it logs is for `takeOutput`.
 */
export function coldStart<Event, Result>(
  name: FunctionName,
  variables: Readonly<Record<string, string>>,
): (event: Event, context?: Context) => Promise<Result> {
  for (const variable of Object.keys(process.env)) {
    if (/^(MARVIN|AWS)_/.test(variable)) delete process.env[variable];
  }
  Object.assign(process.env, variables);
  const load = createRequire(__filename);
  const file = join(__dirname, "..", "..", "..", "bot", "lambda", name);
  delete load.cache[load.resolve(file)];
  const { handler } = load(file) as { readonly handler: Handler<Event, Result> };
  return (event, context = CONTEXT) => withoutOutput(() => handler(event, context));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export const CONTEXT: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: "marvin-function",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:marvin-function",
  memoryLimitInMB: "256",
  awsRequestId: "8286a188-ba32-4475-8077-530cd35c09a9",
  logGroupName: "/aws/lambda/marvin-function",
  logStreamName: "2026/11/27/[$LATEST]58419525dade4d17a495dceeeed44708",
  getRemainingTimeInMillis: () => 30_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};
