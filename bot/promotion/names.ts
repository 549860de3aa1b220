import type { Label } from "../github/labels";

/** Branch of the pull request that asks for a tag; the webhook knows promotions by it. */
export function branchOf(project: string, tag: string): string {
  return `${PREFIX}${project}/${tag}`;
}

/** What a branch asks for; undefined where it is no promotion's. */
export function askedBy(branch: string): { readonly project: string; readonly tag: string } | undefined {
  if (!branch.startsWith(PREFIX)) return undefined;
  const [, project, tag] = /^([^/]+)\/(.+)$/.exec(branch.slice(PREFIX.length)) ?? [];
  return project === undefined || tag === undefined ? undefined : { project, tag };
}

/** The tag that a branch asks for, where it is one of the project's. */
export function tagOfBranch(project: string, branch: string): string | undefined {
  const asked = askedBy(branch);
  return asked?.project === project ? asked.tag : undefined;
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
export const LABEL: Label = {
  name: "marvin:promotion",
  color: "1d76db",
  description: "Takes a release of a project to prod",
};

const PREFIX = "marvin/promote/";
const FOLDER = "projects";
