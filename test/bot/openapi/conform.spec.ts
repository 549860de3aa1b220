import assert from "node:assert/strict";
import { ROUTES } from "../../../sandbox/githubApi/server";
import type { RecordedRequest } from "../../../sandbox/githubApi/world";
import { DESCRIPTION, assertConform, faultsOf } from "./conform";
import { OPERATIONS } from "./operations";

const REF = { ref: "refs/heads/x", node_id: "1", url: "https://example.com/x" };
const OBJECT = { type: "commit", sha: "1".repeat(40), url: "https://example.com/o" };

const asked = (request: Partial<RecordedRequest>): RecordedRequest => ({
  method: "POST",
  path: "/repos/acme/churn/git/refs",
  query: {},
  headers: { "content-type": "application/json; charset=utf-8" },
  body: { ref: "refs/heads/x", sha: "1".repeat(40) },
  surface: "api",
  answer: { status: 201, body: { ...REF, object: OBJECT } },
  ...request,
});

const found = async (request: Partial<RecordedRequest>) => [...(await faultsOf([asked(request)]))];

describe("GitHub's description of its API", () => {
  it("has every route of the GitHub on loopback, and nothing that nobody asked for", () => {
    const described = Object.entries(DESCRIPTION.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = ROUTES.map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(
      served.filter((route) => !described.includes(route)),
      [],
    );
    const ids = Object.values(DESCRIPTION.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    assert.deepEqual(ids.sort(), [...OPERATIONS].sort());
  });

  it("passes a request and an answer that fit it", async () => {
    await assertConform([asked({}), asked({ surface: "git", path: "/acme/churn.git/info/refs" })]);
  });

  it("finds a body that lacks a field, has one of another type, or one that GitHub would pass over", async () => {
    const wrong = (body: unknown) => found({ body });
    assert.deepEqual(await wrong({ ref: "refs/heads/x" }), [
      "POST /repos/acme/churn/git/refs: the request's /requestBody must have required property 'sha'",
    ]);
    assert.match(
      (await wrong({ ref: 1, sha: "1" })).join(),
      /the request's \/requestBody\/ref must be string/,
    );
    assert.match((await wrong({ ref: "r", sha: "1", froce: true })).join(), /additional properties: froce/);
    assert.match((await wrong(undefined)).join(), /required property 'requestBody'/);
  });

  it("finds fields that are misspelt in what a body refers to", async () => {
    const path = "/app/installations/1/access_tokens";
    const permitted = (permissions: unknown) => found({ path, body: { permissions }, answer: undefined });
    assert.deepEqual(await permitted({ contents: "read" }), []);
    assert.match((await permitted({ content: "read" })).join(), /permissions must NOT .*: content$/);
    assert.match(
      (await permitted({ contents: "admin" })).join(),
      /permissions\/contents must be equal to one/,
    );
  });

  it("finds a query and a path that are not described", async () => {
    const listed = { method: "GET", path: "/repos/acme/churn/pulls", body: undefined, answer: undefined };
    assert.deepEqual(await found({ ...listed, query: { state: "open", per_page: "100" } }), []);
    assert.match(
      (await found({ ...listed, query: { state: "merged" } })).join(),
      /\/query\/state must be equal/,
    );
    assert.match(
      (await found({ ...listed, query: { labels: "a" } })).join(),
      /additional properties: labels/,
    );
    assert.match((await found({ ...listed, path: "/repos/acme/churn/pulls/x" })).join(), /must be integer/);
    assert.match((await found({ ...listed, path: "/repos/acme/churn/pull" })).join(), /no operation of/);
  });

  it("finds answers that GitHub would not give", async () => {
    const answered = (status: number, body?: unknown) => found({ answer: { status, body } });
    assert.match((await answered(201, REF)).join(), /its answer 201 must have required property 'object'/);
    assert.match(
      (await answered(201, { ...REF, object: { ...OBJECT, sha: null } })).join(),
      /its answer 201\/object\/sha must be string/,
    );
    assert.match((await answered(200, { ...REF, object: OBJECT })).join(), /its answer 200 is not described/);
    assert.match((await answered(403, { error: "no" })).join(), /its answer 403 has no message/);
    assert.deepEqual(await answered(403, { message: "Forbidden" }), []);
    const deletion = { method: "DELETE", path: "/repos/acme/churn/git/refs/heads%2Fx", body: undefined };
    assert.deepEqual(await found({ ...deletion, answer: { status: 204, body: undefined } }), []);
    assert.match((await found({ ...deletion, answer: { status: 204, body: {} } })).join(), /must be null/);
  });

  it("repeats no values, and a fault of many requests once", async () => {
    const secret = asked({ body: { ref: { token: "ghs_secret" }, sha: "1" } });
    const faults = [...(await faultsOf([secret, secret]))];
    assert.equal(faults.length, 1);
    assert.ok(!faults.join().includes("ghs_secret"));
  });
});
