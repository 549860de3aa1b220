import { execFile } from "node:child_process";
import { basename } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What stands for a commit where there is none: a file that was never committed, or no Git at all. */
export const UNCOMMITTED = "uncommitted";

/**
 * The commit that last changed each file of a folder, by file name. Reads the folder's history once, newest
 * first. A shallow clone knows no more than its newest commit, which would then stand for every file and make
 * every job change: such a clone has no answers.
 */
export async function lastCommits(folder: string): Promise<(file: string) => string> {
  const commits = new Map<string, string>();
  try {
    const { stdout: shallow } = await run("git", ["-C", folder, "rev-parse", "--is-shallow-repository"]);
    if (shallow.trim() === "true") return () => "shallow-clone";
    const { stdout } = await run(
      "git",
      ["-C", folder, "-c", "core.quotePath=false", "log", "--format=commit %H", "--name-only", "--", "."],
      { maxBuffer: 512 * 1024 * 1024 },
    );
    let commit = UNCOMMITTED;
    for (const line of stdout.split("\n")) {
      if (line.startsWith("commit ")) commit = line.slice("commit ".length);
      else if (line !== "" && !commits.has(basename(line))) commits.set(basename(line), commit);
    }
  } catch {
    // Not a Git checkout, or one without commits.
  }
  return (file) => commits.get(basename(file)) ?? UNCOMMITTED;
}
