/** Branch of the pull request that asks for a tag; the webhook knows promotions by it. */
export function branchOf(project: string, tag: string): string {
  return `${PREFIX}${project}/${tag}`;
}

/** The tag that a branch asks for, where it is one of the project's. */
export function tagOfBranch(project: string, branch: string): string | undefined {
  const prefix = branchOf(project, "");
  return branch.startsWith(prefix) && branch.length > prefix.length ? branch.slice(prefix.length) : undefined;
}

/** Where a project's manifest is in the manager. */
export function manifestPath(project: string): string {
  return `${FOLDER}/${project}.yaml`;
}

/** The project whose manifest is at a path; undefined where none is. */
export function projectOfPath(path: string): string | undefined {
  return /^projects\/([^/]+)\.yaml$/.exec(path)?.[1];
}

/** Of the pull requests that ask for promotions. */
export const LABEL = {
  name: "marvin:promotion",
  color: "1d76db",
  description: "Takes a release of a project to prod",
};

const PREFIX = "marvin/promote/";
const FOLDER = "projects";
