import { z } from "zod";
import { ENVIRONMENTS, OVERRIDABLE, project } from "./schema/project";

type Json = Record<string, unknown>;

const DEFINITIONS = "#/definitions/";
const IN_OVERRIDES = "override_";

/**
 * The manifest's JSON Schema (draft 7, as YAML editors read it), made from the schema that checks manifests.
 * It omits the rules between keys, which only `validate` knows.
 */
export function jsonSchema(): Json {
  const root: Json = z.toJSONSchema(project, {
    io: "input",
    target: "draft-7",
    unrepresentable: "any",
    reused: "ref",
  });
  const properties = mapping(root["properties"]);
  const definitions = mapping(root["definitions"]);
  const overrides = {
    description:
      "What differs in this environment: mappings merge, tasks and clusters merge by key, `null` removes.",
    type: "object",
    properties: Object.fromEntries(OVERRIDABLE.map((key) => [key, removable(properties[key])])),
    additionalProperties: false,
  };
  return {
    ...root,
    title: "Marvin project",
    description: "One ML project: its repository, data, jobs, models and access.",
    properties: {
      ...properties,
      environments: {
        description: "Overrides by environment, laid over the rest of the file.",
        type: "object",
        properties: Object.fromEntries(
          ENVIRONMENTS.map((name) => [name, { $ref: `${DEFINITIONS}overrides` }]),
        ),
        additionalProperties: false,
      },
    },
    definitions: {
      ...definitions,
      overrides,
      ...Object.fromEntries(
        Object.entries(definitions).map(([name, value]) => [`${IN_OVERRIDES}${name}`, partial(value)]),
      ),
    },
  };
}

/** The same schema with nothing required, no defaults and `null` allowed, for overrides. */
function partial(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(partial);
  if (typeof schema !== "object" || schema === null) return schema;
  const {
    required: _r,
    default: _d,
    properties,
    additionalProperties,
    $ref: reference,
    ...rest
  } = schema as Json;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, partial(value)])),
    ...(typeof reference === "string" && {
      $ref: reference.replace(DEFINITIONS, DEFINITIONS + IN_OVERRIDES),
    }),
    ...(additionalProperties !== undefined && { additionalProperties: removable(additionalProperties) }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(mapping(properties)).map(([key, value]) => [key, removable(value)]),
      ),
    }),
  };
}

/** A value of an override; `false` stays, for it means that nothing else may stand there. */
function removable(schema: unknown): unknown {
  return typeof schema === "boolean" ? schema : { anyOf: [partial(schema), { type: "null" }] };
}

function mapping(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}
