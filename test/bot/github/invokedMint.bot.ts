import assert from "node:assert/strict";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { invokedMint } from "../../../bot/github/invokedMint";
import { mintRequest, type TokenAnswer } from "../../../bot/github/mintCall";
import { Refused, TryLater } from "../../../bot/failure";
import { Busy, hostFunctions } from "../lambda/functions";

describe("Tokens by the function that mints", () => {
  const functions = hostFunctions();
  const asked: unknown[] = [];
  let answers: () => TokenAnswer | Promise<TokenAnswer>;
  let count = 0;

  beforeEach(() => {
    count = 0;
    asked.length = 0;
    answers = () => lasting(3600);
    functions.works.set("mint", (event) => {
      asked.push(mintRequest.parse(event));
      return answers();
    });
  });

  function lasting(seconds: number): TokenAnswer {
    count++;
    return { token: `token-${count}`, expires: Date.now() + seconds * 1000 };
  }

  function mint(spare?: number, functionName = "mint") {
    const client = new LambdaClient({
      endpoint: functions.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
      maxAttempts: 1,
    });
    return invokedMint(functionName, client, spare);
  }

  it("are kept by purpose and repository", async () => {
    const one = mint();
    assert.equal((await one.token("clone", "acme/churn")).token, "token-1");
    assert.equal((await one.token("clone", "Acme/Churn")).token, "token-1");
    assert.equal((await one.token("reconcile", "acme/churn")).token, "token-2");
    assert.equal((await one.token("clone", "acme/visits")).token, "token-3");
    assert.deepEqual(asked, [
      { purpose: "clone", repository: "acme/churn" },
      { purpose: "reconcile", repository: "acme/churn" },
      { purpose: "clone", repository: "acme/visits" },
    ]);
  });

  it("are asked for anew when less than five minutes are left", async () => {
    const one = mint();
    answers = () => lasting(301);
    await one.token("clone", "acme/churn");
    assert.equal((await one.token("clone", "acme/churn")).token, "token-1");
    const another = mint();
    answers = () => lasting(299);
    await another.token("clone", "acme/churn");
    assert.equal((await another.token("clone", "acme/churn")).token, "token-3");
  });

  it("are shared by those who ask at the same time, also when one runs out", async () => {
    const one = mint();
    answers = () => lasting(10);
    await one.token("clone", "acme/churn");
    answers = () => lasting(3600);
    const tokens = await Promise.all([1, 2, 3].map(() => one.token("clone", "acme/churn")));
    assert.deepEqual(new Set(tokens.map(({ token }) => token)), new Set(["token-2"]));
  });

  it("are not kept for whoever wants them whole", async () => {
    const one = mint(Infinity);
    await one.token("clone", "acme/churn");
    assert.equal((await one.token("clone", "acme/churn")).token, "token-2");
  });

  it("that are refused or come later say why, and are asked for again", async () => {
    const one = mint();
    answers = () => ({ refused: "the App's installation is suspended" });
    await fails(one, Refused, /^the App's installation is suspended$/);
    answers = () => ({ later: "GitHub's rate limit", seconds: 40 });
    await assert.rejects(
      one.token("clone", "acme/churn"),
      (error) => error instanceof TryLater && error.seconds === 40 && error.message === "GitHub's rate limit",
    );
    answers = () => lasting(3600);
    assert.equal((await one.token("clone", "acme/churn")).token, "token-1");
  });

  it("come later where the function fails, and nobody hears what it said", async () => {
    answers = () => Promise.reject(new Error("ghs_planted"));
    await fails(mint(), TryLater, /^mint failed: see its log$/);
    answers = () => ({ token: "", said: "ghs_planted" }) as never;
    await fails(mint(), TryLater, /^mint gave no answer that is understood: see its log$/);
  });

  it("come later where the function is busy, and not where there is none", async () => {
    functions.works.set("mint", () => {
      throw new Busy();
    });
    await fails(mint(), TryLater, /^mint is not to be had now: TooManyRequestsException$/);
    await assert.rejects(mint(undefined, "gone").token("clone", "acme/churn"), {
      name: "ResourceNotFoundException",
    });
  });

  async function fails(
    one: ReturnType<typeof mint>,
    kind: typeof Refused | typeof TryLater,
    message: RegExp,
  ) {
    await assert.rejects(
      one.token("clone", "acme/churn"),
      (error) => error instanceof kind && message.test(error.message),
    );
  }
});
