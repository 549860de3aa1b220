import type { Data, Fields } from "./read";
import { isFields } from "./read";
import type { Notes } from "./notes";

/** What usually stands behind a bundle's variable of such a name. */
const MEANT: readonly (readonly [RegExp, string])[] = [
  [/catalog/i, "${marvin.catalog}"],
  [/schema|database/i, "${marvin.schema}"],
  [/^(?:env|environment|target|stage)$/i, "${bundle.target}"],
];

/** Mappings whose values are text by the Jobs API, which YAML often writes as numbers or booleans. */
const TEXT_MAPS = new Set([
  "base_parameters",
  "named_parameters",
  "job_parameters",
  "spark_conf",
  "spark_env_vars",
  "custom_tags",
  "tags",
]);

/** Puts values for a bundle's variables, and text where the API takes text. */
export function rewriteTexts(job: Fields, variables: Readonly<Record<string, Data>>, notes: Notes): Fields {
  return fields(job, []);

  function value(data: Data, path: PropertyKey[]): Data {
    if (typeof data === "string") return text(data, path);
    if (Array.isArray(data)) {
      // Arguments of a task; a job's own parameters are mappings.
      const asText = path.at(-1) === "parameters";
      return data.map((item, index) => {
        if (!asText || (typeof item !== "number" && typeof item !== "boolean"))
          return value(item, [...path, index]);
        notes.add("changed", [...path, index], "is text for Databricks: put in quotes");
        return String(item);
      });
    }
    return isFields(data) ? fields(data, path) : data;
  }

  function fields(data: Fields, path: PropertyKey[]): Fields {
    const own = String(path.at(-1) ?? "");
    return Object.fromEntries(
      Object.entries(data).map(([key, inner]) => {
        const place = [...path, key];
        const asText =
          TEXT_MAPS.has(own) ||
          (key === "default" && path.at(-2) === "parameters") ||
          (own === "condition_task" && key !== "op") ||
          key === "outcome";
        const resolved = value(inner, place);
        if (!asText || (typeof resolved !== "number" && typeof resolved !== "boolean"))
          return [key, resolved];
        notes.add("changed", place, "is text for Databricks: put in quotes");
        return [key, String(resolved)];
      }),
    );
  }

  function text(data: string, path: PropertyKey[]): Data {
    const whole = /^\$\{var(?:iables)?\.([\w-]+)\}$/.exec(data)?.[1];
    const known = whole === undefined ? undefined : variables[whole];
    if (known !== undefined && known !== null) {
      notes.add(
        "changed",
        path,
        `the variable \`${whole}\` is written out; what differs by environment goes under \`environments\``,
      );
      return known;
    }
    return data.replace(/\$\{var(?:iables)?\.([\w.-]+)\}/g, (_whole, name: string) => {
      const given = variables[name];
      if (given !== undefined && given !== null && typeof given !== "object") {
        notes.add(
          "changed",
          path,
          `the variable \`${name}\` is written out; what differs by environment goes under \`environments\``,
        );
        return String(given);
      }
      const meant = MEANT.find(([form]) => form.test(name))?.[1];
      if (meant !== undefined) {
        notes.add(
          "changed",
          path,
          `the variable \`${name}\` has become \`${meant}\`: check that it means the same`,
        );
        return meant;
      }
      notes.add(
        "decide",
        path,
        `write what stands for the variable \`${name}\`, where TODO_${name} stands now`,
      );
      return `TODO_${name}`;
    });
  }
}
