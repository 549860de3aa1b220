import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { isSigned } from "../../bot/webhook/verify";

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation */
const SECRET = "It's a Secret to Everybody";
const BODY = Buffer.from("Hello, World!");
const SIGNATURE = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

function sign(secret: string, body: Buffer): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

describe("The signature of a delivery", () => {
  it("is as in GitHub's documentation", async () => {
    assert.equal(await isSigned(BODY, SIGNATURE, [SECRET]), true);
  });

  it("may be by any of the secrets that overlap", async () => {
    assert.equal(await isSigned(BODY, SIGNATURE, ["another", SECRET]), true);
    assert.equal(await isSigned(BODY, SIGNATURE, [SECRET, "another"]), true);
    assert.equal(await isSigned(BODY, SIGNATURE, ["another", "and another"]), false);
    assert.equal(await isSigned(BODY, SIGNATURE, []), false);
  });

  it("is of every byte of the body", async () => {
    for (let at = 0; at < BODY.length; at++) {
      const changed = Buffer.from(BODY);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.equal(await isSigned(changed, SIGNATURE, [SECRET]), false);
    }
  });

  it("holds for bytes of every script, and for a byte order mark", async () => {
    for (const text of ["{}", "Zürich, 東京, 🚀", "\uFEFF{}", "a\u0000b"]) {
      const body = Buffer.from(text);
      assert.equal(await isSigned(body, sign(SECRET, body), [SECRET]), true, text);
    }
  });

  it("is refused where the bytes are no UTF-8, which would be signed as other bytes", async () => {
    const body = Buffer.from([0x7b, 0xff, 0x7d]);
    assert.equal(await isSigned(body, sign(SECRET, body), [SECRET]), false);
    assert.equal(await isSigned(body, sign(SECRET, Buffer.from(body.toString("utf8"))), [SECRET]), false);
  });

  it("is refused in every other form, without an error", async () => {
    const digest = SIGNATURE.slice("sha256=".length);
    const forms = [
      undefined,
      "",
      digest,
      `sha256=${digest.slice(1)}`,
      `sha256=${digest}0`,
      `sha1=${digest}`,
      `sha256=${digest.toUpperCase()}`,
      ` ${SIGNATURE}`,
      `${SIGNATURE}\n`,
      `sha256=${"é".repeat(64)}`,
      "sha256=",
      "x".repeat(100_000),
    ];
    for (const form of forms) assert.equal(await isSigned(BODY, form, [SECRET]), false);
  });

  it("is never by an empty secret, nor of an empty body", async () => {
    assert.equal(await isSigned(BODY, sign("", BODY), [""]), false);
    assert.equal(await isSigned(Buffer.alloc(0), sign(SECRET, Buffer.alloc(0)), [SECRET]), false);
  });
});
