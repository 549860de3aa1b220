import { isFields, type Data, type Fields } from "./read";
import type { Notes } from "./notes";

/** Keys that name a file or folder of the repository, by kind of task; the mark says a notebook, which has no extension. */
const PATHS: readonly (readonly [task: string, key: string, notebook: boolean])[] = [
  ["notebook_task", "notebook_path", true],
  ["spark_python_task", "python_file", false],
  ["dbt_task", "project_directory", false],
  ["dbt_task", "profiles_directory", false],
];

/** Rewrites the paths of a task to what stands in the repository, and takes `source` away. */
export function rewritePaths(task: Fields, path: readonly PropertyKey[], notes: Notes): void {
  for (const [kind, key, notebook] of PATHS) {
    const own = task[kind];
    if (isFields(own)) rewrite(own, key, notebook, [...path, kind], notes);
  }
  const sql = task["sql_task"];
  if (isFields(sql) && isFields(sql["file"]))
    rewrite(sql["file"], "path", false, [...path, "sql_task", "file"], notes);
}

function rewrite(own: Fields, key: string, notebook: boolean, path: PropertyKey[], notes: Notes): void {
  const { source } = own;
  if (source !== undefined && source !== "GIT") {
    notes.add(
      "dropped",
      [...path, "source"],
      "jobs run what is committed: the file belongs into the project's repository",
    );
    delete own["source"];
  }
  const given = own[key];
  if (typeof given !== "string") return;
  const found = repositoryPath(given, notebook);
  if (found === given) return;
  if (found === "" || found === ".") {
    delete own[key];
    notes.add(
      "changed",
      [...path, key],
      `\`${given}\` is the repository's root, which is where Databricks looks by itself`,
    );
    return;
  }
  own[key] = found;
  const elsewhere = /^\/(?:Workspace|Users|Shared|Repos|Volumes)\/|^dbfs:|^\/dbfs\//.test(given);
  const advice = elsewhere ? "; commit the file there" : "";
  notes.add(
    "changed",
    [...path, key],
    `\`${given}\` has become \`${found}\`, from the repository's root${advice}`,
  );
}

const EXTENSION = /\.(?:py|ipynb|sql|scala|r|R)$/;

/** The path from the repository's root that was most probably meant. */
export function repositoryPath(path: string, notebook: boolean): string {
  const inside = path
    .replace(/^\$\{workspace\.(?:file_path|root_path)\}\/(?:files\/)?/, "")
    .replace(/^(?:dbfs:|file:|\/dbfs)\/*(?=\/)/, "")
    .replace(/^\/Workspace(?=\/)/, "")
    .replace(/^\/Users\/[^/]+\/\.bundle\/.*?\/files\//, "")
    .replace(/^\/Repos\/[^/]+\/[^/]+\//, "")
    .replace(/^\/Users\/[^/]+\//, "")
    .replace(/^\/Volumes\/(?:[^/]+\/){3}/, "")
    .replace(/^\/(?:Shared|FileStore)\//, "")
    .replace(/^(?:\.{0,2}\/)+/, "");
  return notebook ? inside.replace(EXTENSION, "") : inside;
}

/** A place in the developer's own folder or on the bundle's way to the workspace: nothing that a job from Git can read. */
export function isLocal(place: Data | undefined): boolean {
  return (
    typeof place === "string" &&
    (/^(?:\.{1,2}\/|dist\/|\$\{(?:workspace|artifacts)\.|\/Workspace\/|\/Users\/|dbfs:)/.test(place) ||
      /\*\.whl$/.test(place))
  );
}
