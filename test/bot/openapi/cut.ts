type Json = unknown;
type Mapping = Readonly<Record<string, Json>>;

/** What is read here of an OpenAPI 3.0 description. https://spec.openapis.org/oas/v3.0.3 */
export interface Description {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  /** By path, then by method in small letters. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  /** By kind, as `schemas`, then by name. */
  readonly components: Readonly<Record<string, Mapping>>;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Json[];
  readonly requestBody?: Json;
  readonly responses: Readonly<Record<string, Json>>;
}

/**
 * The part of a description that says how some operations are called and answered: without words, examples, headers of
 * answers and media types other than JSON, and with those components alone that it refers to.
 *
 * @throws Error where an operation is not described
 */
export function cut(whole: Description, operationIds: readonly string[]): Description {
  const wanted = new Set(operationIds);
  const paths: Record<string, Record<string, Operation>> = {};
  for (const [path, methods] of byName(whole.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (!wanted.delete(operation.operationId)) continue;
      (paths[path] ??= {})[method] = operationOf(operation);
    }
  }
  if (wanted.size > 0) throw new Error(`GitHub does not describe ${[...wanted].join(", ")}`);
  const { title, version } = whole.info;
  return {
    openapi: whole.openapi,
    info: { title, version },
    paths,
    components: componentsFor(paths, whole.components),
  };
}

function operationOf({ operationId, parameters = [], requestBody, responses }: Operation): Operation {
  return {
    operationId,
    parameters: parameters.map(bare),
    ...(requestBody !== undefined && { requestBody: bare(requestBody) }),
    responses: mapped(responses, responseOf),
  };
}

/** A response, whose description is the one that OpenAPI does not let out. */
function responseOf(response: Json): Json {
  if (!isMapping(response) || "$ref" in response) return response;
  const { content } = response;
  return { description: "", ...(content !== undefined && { content: bareAt("content", content) }) };
}

/** Words for people, and what no check reads. */
const WORDS = new Set([
  ...["title", "summary", "description", "externalDocs", "example", "examples", "default", "deprecated"],
  ...["readOnly", "writeOnly", "discriminator"],
]);

/** Any part, without its words. */
function bare(part: Json): Json {
  if (Array.isArray(part)) return part.map(bare);
  if (!isMapping(part)) return part;
  const kept = Object.entries(part).filter(([key]) => !WORDS.has(key) && !key.startsWith("x-"));
  return Object.fromEntries(kept.map(([key, value]) => [key, bareAt(key, value)]));
}

function bareAt(key: string, value: Json): Json {
  if (!isMapping(value)) return key === "enum" || key === "required" ? value : bare(value);
  // Names of the API's own, among which `description` is one like others.
  if (key === "properties" || key === "patternProperties") return mapped(value, bare);
  if (key !== "content") return bare(value);
  return "application/json" in value ? { "application/json": bare(value["application/json"]) } : {};
}

/** Components that a part refers to, and those that they refer to in turn. */
function componentsFor(part: Json, all: Description["components"]): Description["components"] {
  const found: Record<string, Record<string, Json>> = {};
  const waiting = referencesIn(part);
  // Grows while it is gone through.
  for (const reference of waiting) {
    const [, , kind = "", name = ""] = reference.split("/");
    if (found[kind]?.[name] !== undefined) continue;
    const component = all[kind]?.[name];
    const kept = kind === "responses" ? responseOf(component) : bare(component);
    (found[kind] ??= {})[name] = kept;
    waiting.push(...referencesIn(kept));
  }
  return mapped(Object.fromEntries(byName(found)), (components) => Object.fromEntries(byName(components)));
}

function referencesIn(part: Json): string[] {
  if (Array.isArray(part)) return part.flatMap(referencesIn);
  if (!isMapping(part)) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    key === "$ref" && typeof value === "string" ? [value] : referencesIn(value),
  );
}

function isMapping(part: Json): part is Mapping {
  return typeof part === "object" && part !== null && !Array.isArray(part);
}

function mapped<From, To>(mapping: Readonly<Record<string, From>>, to: (value: From) => To) {
  return Object.fromEntries(Object.entries(mapping).map(([name, value]) => [name, to(value)]));
}

function byName<Value>(mapping: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(mapping).sort(([one], [other]) => (one < other ? -1 : 1));
}
