import assert from "node:assert/strict";
import { LambdaServiceException } from "@aws-sdk/client-lambda";
import { Refused, TryLater } from "../../bot/failure";
import { said } from "../../bot/said";

describe("What may be said of a failure", () => {
  it("is all of the bot's own words", () => {
    assert.deepEqual(said(new Refused("give it that")), {
      message: "give it that",
      details: { kind: "Refused" },
    });
    assert.equal(said(new TryLater("GitHub's rate limit", 3)).message, "GitHub's rate limit");
  });

  it("is what a service of AWS has answered", () => {
    const error = new LambdaServiceException({
      name: "ResourceNotFoundException",
      message: "Function not found",
      $fault: "client",
      $metadata: { httpStatusCode: 404, requestId: "c6104cbe" },
    });
    const { message, details } = said(error);
    assert.equal(message, "AWS: ResourceNotFoundException: Function not found");
    assert.deepEqual([details["status"], details["request"]], [404, "c6104cbe"]);
  });

  const quoting: [what: string, error: unknown][] = [
    [
      "an answer of AWS that could not be read",
      marked(new SyntaxError('"planted" is no JSON'), { $metadata: {} }),
    ],
    ["an answer of GitHub", marked(new Error("planted"), { status: 422, response: { data: "planted" } })],
    ["a parser's complaint", new SyntaxError('Unexpected token p, "planted" is no JSON')],
    ["a failure with a cause", new Error("planted", { cause: new TypeError("planted") })],
    ["what is no error", "planted"],
    ["a message with lines that look like places", new Error("\n    at planted (/planted:1:1) planted")],
  ];
  for (const [what, error] of quoting) {
    it(`is not what is quoted by ${what}`, () => {
      assert.doesNotMatch(JSON.stringify(said(error)), /planted/);
    });
  }

  it("tells the kind and the place of what it does not quote", () => {
    const { message, details } = said(new RangeError("planted"));
    assert.equal(message, "RangeError");
    assert.match(String((details["at"] as string[])[0]), /said\.spec\.ts:\d+:\d+/);
    assert.equal(said(marked(new Error("planted"), { status: 404 })).message, "GitHub answered 404");
  });
});

function marked(error: Error, fields: object): Error {
  return Object.assign(error, fields);
}
