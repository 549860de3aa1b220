import addFormats from "ajv-formats";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OpenAPIBackend, type ValidationResult } from "openapi-backend";
import type { RecordedRequest } from "../../../sandbox/githubApi/world";
import type { Description } from "./cut";
import { asJsonSchema, closed } from "./schema";

/** What GitHub publishes of its API, cut to what is used here: written by `write.ts`. */
export const DESCRIPTION = JSON.parse(readFileSync(join(__dirname, "github.json"), "utf8")) as Description;

let ready: Promise<OpenAPIBackend> | undefined;

/** Schemas are compiled when first needed, and once for all tests of a process. */
function checker(): Promise<OpenAPIBackend> {
  return (ready ??= new OpenAPIBackend({
    definition: asJsonSchema(withClosedBodies(DESCRIPTION)),
    quick: true,
    ajvOpts: { strict: false, logger: false },
    customizeAjv: (ajv) => addFormats(ajv),
  }).init());
}

/**
 * Asserts that what was asked of the GitHub on loopback, and what it answered, is as GitHub's description has it.
 *
 * @throws AssertionError with every fault, a line each; values are not repeated, for they may be secret
 */
export async function assertConform(requests: readonly RecordedRequest[]): Promise<void> {
  const faults = await faultsOf(requests);
  if (faults.size > 0) assert.fail(`not as GitHub describes its API:\n${[...faults].join("\n")}`);
}

/** The same fault of many requests is one. */
export async function faultsOf(requests: readonly RecordedRequest[]): Promise<Set<string>> {
  const api = await checker();
  return new Set(
    requests
      .filter(({ surface }) => surface === "api")
      .flatMap((request) => faultsOfOne(api, request).map((fault) => `${nameOf(request)} ${fault}`)),
  );
}

function nameOf({ method, operation, path }: RecordedRequest): string {
  return `${method} ${operation ?? path}:`;
}

function faultsOfOne(
  api: OpenAPIBackend,
  { method, path, query, headers, body, answer }: RecordedRequest,
): string[] {
  const request = { method, path: byName(path), query: { ...query }, headers: { ...headers }, body };
  const operation = api.matchOperation(request);
  if (operation === undefined)
    return ["no operation of test/bot/openapi/github.json; add its id to operations.ts, and run write.ts"];
  const faults = worst(api.validateRequest(request, operation)).map((fault) => `the request's ${fault}`);
  if (answer === undefined) return faults;
  const { status } = answer;
  // As it is read at the other end.
  const sent: unknown = answer.body === undefined ? null : JSON.parse(JSON.stringify(answer.body));
  if (operation.responses?.[status] !== undefined) {
    faults.push(
      ...worst(api.validateResponse(sent, operation, status)).map((fault) => `its answer ${status}${fault}`),
    );
  } else if (status < 300) {
    faults.push(`its answer ${status} is not described`);
  } else if (typeof (sent as { message?: unknown } | null)?.message !== "string") {
    // Descriptions leave many refusals out, all of which have a message.
    faults.push(`its answer ${status} has no message`);
  }
  return faults;
}

/** By number a repository is asked for where a redirect led there; only paths by name are described. */
function byName(path: string): string {
  return path.replace(/^\/repositories\/\d+/, "/repos/owner/name");
}

/** Of the errors that the branches of a schema give, one that is furthest inside: the others say that no branch fits. */
function worst({ errors }: ValidationResult): string[] {
  const [first, ...others] = errors ?? [];
  if (first === undefined) return [];
  const {
    instancePath,
    message = "",
    params,
  } = others.reduce(
    (one, other) => (other.instancePath.length > one.instancePath.length ? other : one),
    first,
  );
  const extra = (params as { additionalProperty?: string }).additionalProperty;
  return [`${instancePath} ${message}${extra === undefined ? "" : `: ${extra}`}`];
}

function withClosedBodies({ paths, components, ...head }: Description): Description {
  return {
    ...head,
    components,
    paths: eachValue(paths, (methods) =>
      eachValue(methods, ({ requestBody, ...operation }) =>
        requestBody === undefined
          ? operation
          : { ...operation, requestBody: closed(requestBody, components) },
      ),
    ),
  };
}

function eachValue<From, To>(
  mapping: Readonly<Record<string, From>>,
  to: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(mapping).map(([name, value]) => [name, to(value)]));
}
