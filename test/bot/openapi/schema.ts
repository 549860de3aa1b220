type Json = unknown;
type Mapping = Readonly<Record<string, Json>>;

/**
 * A part of a description with its schemas as JSON Schema understands them: OpenAPI's `nullable` is a type of its own.
 * Of `oneOf` any will do, because GitHub's alternatives overlap: a plain refusal is also one by a ruleset. An address
 * may be empty, as GitHub writes one of a deployment's status that was not given.
 */
export function asJsonSchema<Part>(part: Part): Part {
  return everywhere(part, ({ nullable, oneOf, ...rest }) => {
    const address = rest["format"] === "uri" ? { anyOf: [rest, { const: "" }] } : rest;
    const schema = oneOf === undefined ? address : { ...rest, anyOf: oneOf };
    return nullable === true ? { anyOf: [schema, { type: "null" }] } : schema;
  }) as Part;
}

/**
 * A schema whose objects take the fields alone that it names. GitHub passes over others without a word, which is how a
 * misspelt one would go unseen.
 */
export function closed(schema: Json, components: Readonly<Record<string, Mapping>>): Json {
  return everywhere(schema, (part) => {
    const { $ref, properties, additionalProperties = false } = part;
    if (typeof $ref === "string") {
      const [, , kind = "", name = ""] = $ref.split("/");
      return closed(components[kind]?.[name], components) as Mapping;
    }
    return typeof properties === "object" ? { ...part, additionalProperties } : part;
  });
}

/** Changes each object of a part, those inside first. */
function everywhere(part: Json, change: (part: Mapping) => Mapping): Json {
  if (Array.isArray(part)) return part.map((item) => everywhere(item, change));
  if (typeof part !== "object" || part === null) return part;
  return change(
    Object.fromEntries(Object.entries(part).map(([key, value]) => [key, everywhere(value, change)])),
  );
}
