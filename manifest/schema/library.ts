import { z } from "zod";
import { documentation } from "./documentation";
import { sentence } from "./names";
import { object } from "./object";

const KINDS = ["pypi", "maven", "cran", "whl", "jar", "requirements"];

/** What is said of a file that a bundle would build or copy. */
export const COPIES_NOTHING =
  "Marvin builds and copies nothing: publish the file to a volume of the project, and name it by its whole path, e.g. `${resources.volumes.KEY.volume_path}/NAME`";

/** Files that compute may read: https://docs.databricks.com/aws/en/libraries/ */
function file(extension: string, what: string) {
  return sentence(1024)
    .superRefine((path, context) => {
      const message = path.startsWith("dbfs:")
        ? "lies on DBFS, where anybody may write: move it to a volume, `/Volumes/CATALOG/SCHEMA/VOLUME/...`"
        : !/^(?:\/|\$\{|[a-z][a-z0-9+.-]*:\/\/)/.test(path)
          ? COPIES_NOTHING
          : path.split(/[?#]/)[0]?.endsWith(extension) === true
            ? undefined
            : `must end in \`${extension}\``;
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .optional()
    .describe(what);
}

/** One library of a cluster. https://docs.databricks.com/api/workspace/libraries/install */
export const library = object(
  {
    pypi: object({
      package: sentence(255).describe(
        "Package and version, as in a requirements file, e.g. `holidays==0.70`.",
      ),
      repo: sentence(2048)
        .optional()
        .describe("Index to take it from. Default: the workspace's, usually PyPI."),
    })
      .optional()
      .describe("A Python package from an index."),
    maven: object({
      coordinates: sentence(1024)
        .regex(/^[^:\s]+:[^:\s]+:[^:\s]+$/, { error: "must be `group:artifact:version`" })
        .describe("Coordinates `group:artifact:version`."),
      repo: sentence(2048).optional().describe("Repository to take it from. Default: Maven Central."),
      exclusions: z
        .array(sentence(1024))
        .optional()
        .describe("Dependencies to leave out, as `group:artifact`."),
    })
      .optional()
      .describe("A JVM library from a Maven repository. On shared clusters the metastore must allow it."),
    cran: object({
      package: sentence(255).describe("Name of the package."),
      repo: sentence(2048).optional().describe("Repository to take it from. Default: CRAN."),
    })
      .optional()
      .describe("An R package. Shared clusters do not run R.")
      .register(documentation, { since: "0.2.0" }),
    whl: file(".whl", "A Python wheel in a volume or workspace file, by its whole path."),
    jar: file(
      ".jar",
      "A JAR in a volume, by its whole path. On shared clusters the metastore must allow it.",
    ),
    requirements: file(".txt", "A `requirements.txt` in a volume or workspace file, by its whole path."),
  },
  {
    egg: "Databricks takes no eggs since runtime 14: build a wheel and name it under `whl`",
    provider_config: "Marvin knows the workspace: remove it",
  },
).superRefine((value, context) => {
  if (Object.values(value).filter((kind) => kind !== undefined).length !== 1) {
    context.addIssue({
      code: "custom",
      message: `a library is exactly one of ${KINDS.join(", ")}: write one item for each library`,
    });
  }
});

export const libraries = z.array(library).optional().describe("Libraries installed on the task's cluster.");

export type Library = z.output<typeof library>;
