import { z } from "zod";
import { documentation } from "./documentation";
import { catalogObject, groupName, projectName } from "./names";
import { object, type RefusedKeys } from "./object";

/**
 * What may be given on each kind of object: words, each with the privileges that it stands for, and single
 * privileges where the words do not fit.
 * https://docs.databricks.com/aws/en/data-governance/unity-catalog/manage-privileges/privileges
 */
export const GIVABLE = {
  schema: {
    words: {
      read: ["EXECUTE", "READ_VOLUME", "SELECT", "USE_SCHEMA"],
      // prettier-ignore
      write: ["CREATE_FUNCTION", "CREATE_TABLE", "EXECUTE", "MODIFY", "READ_VOLUME", "SELECT", "USE_SCHEMA", "WRITE_VOLUME"],
    },
    // prettier-ignore
    privileges: [
      "APPLY_TAG", "CREATE_FUNCTION", "CREATE_MATERIALIZED_VIEW", "CREATE_MODEL", "CREATE_TABLE", "CREATE_VOLUME",
      "EXECUTE", "MODIFY", "READ_VOLUME", "REFRESH", "SELECT", "USE_SCHEMA", "WRITE_VOLUME",
    ],
  },
  tables: {
    words: { read: ["SELECT"], write: ["MODIFY", "SELECT"] },
    privileges: ["APPLY_TAG", "MODIFY", "SELECT"],
  },
  volumes: {
    words: { read: ["READ_VOLUME"], write: ["READ_VOLUME", "WRITE_VOLUME"] },
    privileges: ["APPLY_TAG", "READ_VOLUME", "WRITE_VOLUME"],
  },
  functions: { words: { execute: ["EXECUTE"] }, privileges: ["EXECUTE"] },
  models: { words: { execute: ["EXECUTE"] }, privileges: ["APPLY_TAG", "CREATE_MODEL_VERSION", "EXECUTE"] },
} as const;

export type GivenKind = keyof typeof GIVABLE;

/** Privileges that change nothing: what people may have where the stack lets only principals write. */
export const READING: readonly string[] = ["EXECUTE", "READ_VOLUME", "SELECT", "USE_SCHEMA"];

/** The privileges behind a list of words and privileges, sorted, each once. */
export function privilegesOf(kind: GivenKind, given: readonly string[]): string[] {
  const words: Readonly<Record<string, readonly string[]>> = GIVABLE[kind].words;
  return [...new Set(given.flatMap((one) => (Object.hasOwn(words, one) ? words[one]! : [one])))].sort();
}

const REFUSED: Readonly<Record<string, string>> = {
  ALL_PRIVILEGES:
    "ALL_PRIVILEGES grows with what Databricks adds to it: name what is needed, e.g. `read` or `write`",
  MANAGE:
    "MANAGE lets its holder grant and delete: only whoever runs Pulumi has it, so that this file stays true",
};

function privileges(kind: GivenKind) {
  const { words, privileges: exact } = GIVABLE[kind];
  const all = [...Object.keys(words), ...exact];
  return z
    .array(
      z.enum(all, {
        error: ({ input }) => {
          const spelled = typeof input === "string" ? input.toUpperCase().replaceAll(" ", "_") : "";
          return Object.hasOwn(REFUSED, spelled) ? REFUSED[spelled] : undefined;
        },
      }),
    )
    .min(1, { error: "is empty: name what is given, or remove the key" });
}

const filters: RefusedKeys = {
  row_filters: "row filters belong to the table: set them in the SQL that makes it, and remove this",
  column_masks: "column masks belong to the table: set them in the SQL that makes it, and remove this",
  catalog: "the catalog is the platform's: grant on the schema or on what it holds",
  views: "views stand under `tables`: move them there",
  materialized_views: "materialized views stand under `tables`: move them there",
  external_locations: "rights on files would bypass those on tables: grant on a volume, or on the tables",
};

/** Jobs make tables and functions, and Unity Catalog refuses a grant on what is not there. */
const MADE_BY_JOBS =
  "Add one once a job has made it, in each environment by `environments`: a grant on one that is not there fails the update.";

const what = (kind: GivenKind, of: string, when = "") =>
  z
    .record(catalogObject, privileges(kind))
    .default({})
    .describe(
      `${of} of the project's main schema by name, each with a list of ${[...Object.keys(GIVABLE[kind].words), ...GIVABLE[kind].privileges].join(", ")}.${when === "" ? "" : ` ${when}`}`,
    );

const given = object(
  {
    schema: privileges("schema")
      .optional()
      .describe(
        `The main schema with all that it holds now and later: a list of ${[...Object.keys(GIVABLE.schema.words), ...GIVABLE.schema.privileges].join(", ")}.`,
      ),
    schemas: z
      .record(catalogObject, privileges("schema"))
      .default({})
      .describe(
        "Further schemas whole, by their key in `data.schemas`, each with a list of the same words and privileges.",
      ),
    tables: what("tables", "Tables and views", MADE_BY_JOBS),
    volumes: what("volumes", "Volumes"),
    functions: what("functions", "Functions", MADE_BY_JOBS),
    models: what("models", "Models"),
  },
  filters,
).describe("What is given: schemas, or single objects in the main one. USE SCHEMA comes by itself.");

export type Given = z.output<typeof given>;

/** Rights on the project's own data for others, beside what the roles give. */
export const grants = object(
  {
    groups: z
      .record(groupName, given)
      .default({})
      .describe(
        "Account groups by name. Where the stack lets only principals write, of what is given only reading counts.",
      ),
    projects: z
      .record(projectName, given)
      .default({})
      .describe("Other projects of this repository, whose service principals get the rights."),
  },
  { ...filters, users: "people come and go: give rights to a group that they are in" },
)
  .prefault({})
  .describe(
    "Rights on the project's schemas and on single objects in the main one, for others than the roles.",
  )
  .register(documentation, { drives: ["databricks.Grant"], since: "0.2.0" });
