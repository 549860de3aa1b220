import assert from "node:assert/strict";
import { deliveryOf, LARGEST_BODY } from "../../bot/webhook/delivery";
import { deliveryRequest } from "./deliveryRequest";

describe("A request to the webhook's address", () => {
  it("is a delivery, byte by byte", () => {
    const body = JSON.stringify({ text: "Zürich, 🚀" });
    const plain = deliveryOf(deliveryRequest({ event: "push", body, signature: "sha256=0" }));
    assert.deepEqual(plain, {
      event: "push",
      id: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      body: Buffer.from(body),
      signature: "sha256=0",
    });
    const encoded = deliveryRequest({ event: "push", body, signature: "sha256=0" });
    const inBase64 = { ...encoded, isBase64Encoded: true, body: Buffer.from(body).toString("base64") };
    assert.deepEqual(deliveryOf(inBase64), plain);
  });

  const refused: [what: string, request: Parameters<typeof deliveryRequest>[0], status: number][] = [
    ["by another method", { method: "GET" }, 405],
    ["at another path", { path: "/admin" }, 404],
    ["as a form, as webhooks may be set to", { type: "application/x-www-form-urlencoded" }, 415],
    ["without a type", { type: undefined }, 415],
    ["without an event", { event: undefined }, 400],
    ["with an event that is none", { event: "push\nx" }, 400],
    ["without a number", { id: undefined }, 400],
    ["with a number that is none", { id: "../../etc" }, 400],
    ["of too many bytes", { body: "x".repeat(LARGEST_BODY + 1) }, 413],
    ["of few letters with too many bytes", { body: "é".repeat(LARGEST_BODY / 2 + 1) }, 413],
  ];
  for (const [what, request, status] of refused) {
    it(`is turned away ${what}`, () => {
      const turned = deliveryOf(deliveryRequest(request));
      assert.equal("status" in turned && turned.status, status);
    });
  }

  it("is turned away when it is too large in base64, before and after it is decoded", () => {
    for (const bytes of [LARGEST_BODY + 1, LARGEST_BODY + 2, LARGEST_BODY * 2]) {
      const body = Buffer.alloc(bytes).toString("base64");
      const turned = deliveryOf({ ...deliveryRequest({}), isBase64Encoded: true, body });
      assert.equal("status" in turned && turned.status, 413);
    }
    const body = Buffer.alloc(LARGEST_BODY).toString("base64");
    assert.ok(!("status" in deliveryOf({ ...deliveryRequest({}), isBase64Encoded: true, body })));
  });

  it("may say its type with parameters", () => {
    assert.ok(!("status" in deliveryOf(deliveryRequest({ type: "application/json; charset=utf-8" }))));
  });
});
