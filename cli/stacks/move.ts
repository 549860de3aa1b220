import { isDeepStrictEqual } from "node:util";
import { matches } from "../../config/patterns";
import { UsageError } from "../arguments";
import { flow } from "../flow";
import type { StackConfig } from "../stackConfig";
import type { Fleet } from "./fleet";

/** What it takes to move a project from one stack to another of its environment. */
export interface Move {
  readonly project: string;
  readonly from: string;
  readonly to: string;
  /** The lines of the two stacks' files, as they must be afterwards. */
  readonly projects: { readonly from: readonly string[]; readonly to: readonly string[] };
  /** Keys in which the stacks differ otherwise, and which the project's resources will follow. */
  readonly differences: readonly string[];
  /** Commands, in their order. */
  readonly before: readonly string[];
  readonly move: readonly string[];
  readonly after: readonly string[];
}

/** Keys that decide what a stack declares at all: between stacks that differ in them, a project cannot be moved by its state. */
const OWNERSHIP = ["environment", "ownsRepositories", "databricksHost", "githubOrganization"] as const;

/** Keys whose values may differ without a word. */
const OF_THE_STACK = ["projects", "ownsCatalog", "ownsRecipients", "tokenUsers", "managesOrganization"];

/**
 * @param groups whether the project makes groups, which stand beside it in the state
 * @throws UsageError where the project cannot be moved so, with the reason
 */
export function planMove(
  fleet: Fleet,
  configs: readonly StackConfig[],
  { project, to, groups }: { project: string; to: string; groups: boolean },
): Move {
  const target = fleet.stacks.find(({ stack }) => stack === to);
  if (target === undefined) {
    throw new UsageError(`there is no Pulumi.${to}.yaml: write it first, with marvin:projects of its own`);
  }
  const source = fleet.stacks.find(
    ({ stack, environment, projects }) =>
      stack !== to && environment === target.environment && projects.includes(project),
  );
  if (source === undefined) {
    throw new UsageError(`no other stack of ${target.environment ?? "that environment"} makes ${project}`);
  }
  const [old, next] = [source.stack, to].map((name) => configs.find(({ stack }) => stack === name)?.values);
  const differing = [...new Set([...(old?.keys() ?? []), ...(next?.keys() ?? [])])]
    .filter((key) => !OF_THE_STACK.includes(key))
    .filter((key) => !isDeepStrictEqual(old?.get(key), next?.get(key)))
    .sort();
  const forbidden = differing.filter((key) => OWNERSHIP.some((one) => one === key));
  if (forbidden.length > 0) {
    const keys = forbidden.map((key) => `marvin:${key}`).join(", ");
    throw new UsageError(`${source.stack} and ${to} differ in ${keys}: a move would make ${project} anew`);
  }
  const urn = (type: string, name: string) =>
    `'urn:pulumi:${source.stack}::marvin::marvin:index:${type}::${name}'`;
  const urns = [urn("MLProject", project), ...(groups ? [urn("Groups", `${project}/groups`)] : [])];
  const stays = source.projects.filter((one) => one !== project);
  const others = source.patterns.filter((one) => one !== project);
  return {
    project,
    from: source.stack,
    to,
    projects: {
      // A pattern that takes the project too gives way to the names of what it took.
      from: matches(project, others) ? stays : others,
      to: target.projects.includes(project) ? target.patterns : [...target.patterns, project],
    },
    differences: differing.map((key) => `marvin:${key}: ${flow(old?.get(key))} -> ${flow(next?.get(key))}`),
    before: [`npx marvin preview --stack ${source.stack} --project ${project}`],
    move: [`pulumi state move --source ${source.stack} --dest ${to} ${urns.join(" ")}`],
    after: [`npx marvin preview --stack ${source.stack}`, `npx marvin preview --stack ${to}`],
  };
}
