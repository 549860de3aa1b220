import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Refused, TryLater, type Log } from "../failure";
import type { FleetProject } from "../fleet/fleet";
import type { Target } from "../fleet/rollout";
import type { Bot } from "../github/account";
import { githubWith, type GitHub, type GitHubPlace } from "../github/client";
import { statusOf } from "../github/found";
import type { Mint } from "../github/mint";
import { said } from "../said";
import { render, update, type CopierCommand } from "../template/copier";
import type { Template } from "../template/template";
import { isVersion, order } from "../template/versions";
import { observe } from "./observe";
import type { Outcome } from "./outcome";
import { plan, type Plan } from "./plan";
import { ask, withdraw } from "./pullRequest";
import { BRANCH, type State, type Wanted } from "./state";
import { WorkingCopy } from "./workingCopy";

/** All that a reconcile works with, the same for many projects. */
export interface Tools {
  readonly place: GitHubPlace;
  readonly mint: Mint;
  readonly bot: Bot;
  readonly copier: CopierCommand;
  readonly template: Template;
  /** Directory for working trees, each of which is removed after its use. */
  readonly folder: string;
  readonly log: Log;
  /** As `ClientOptions.hurry`. */
  readonly hurry?: boolean;
}

export interface ReconcileOptions {
  /** Look and decide, and change nothing. */
  readonly dryRun: boolean;
}

/**
 * Brings one project's repository to a version of the template, whatever state it is in. What was done is not done
 * again, and what was half done is ended by the next call. Never throws.
 */
export async function reconcile(
  project: FleetProject,
  target: Target,
  tools: Tools,
  { dryRun }: ReconcileOptions,
): Promise<Outcome> {
  const known = { project: project.project, repository: project.repository };
  const { lifecycle } = project;
  if (lifecycle !== "active") return { ...known, kind: "nothing", why: `the project is ${lifecycle}` };
  if (target.kind === "none")
    return { ...known, kind: target.isFault ? "stopped" : "nothing", why: target.why };
  const to = target.tag;
  try {
    return await decided(project, target, tools, dryRun);
  } catch (error) {
    const failure = failureOf(error, project.repository);
    if (failure instanceof TryLater) {
      const { message: why, seconds } = failure;
      return { ...known, kind: "later", why, to, ...(seconds !== undefined && { seconds }) };
    }
    if (!(failure instanceof Refused)) {
      tools.log.warn("a reconcile ended unexpectedly", { project: project.project, ...said(error) });
    }
    return { ...known, kind: "failed", why: said(failure).message, to };
  }
}

async function decided(
  project: FleetProject,
  target: Exclude<Target, { kind: "none" }>,
  tools: Tools,
  dryRun: boolean,
): Promise<Outcome> {
  const { template, bot } = tools;
  const { token, github } = await clientOf(project, tools);
  const state = await observe(github, project.repository, bot.login);
  const wanted = { version: versionFor(target, state), answers: project.answers };
  const decision = plan(state, wanted, { isTemplate: (source) => template.isAt(source) });
  const outcome = outcomeOf(project, state, wanted, decision);
  if (dryRun) return { ...outcome, dry: true };
  return act({ decision, state, wanted, tools, token, github, outcome });
}

/** A client for one project's repository alone, and the token that it has. */
export async function clientOf(
  { repository }: FleetProject,
  { mint, place, log, hurry }: Tools,
): Promise<{ readonly token: string; readonly github: GitHub }> {
  const { token } = await mint.token("reconcile", repository);
  return { token, github: await githubWith(token, { place, log, ...(hurry !== undefined && { hurry }) }) };
}

/** A channel takes nobody back. */
function versionFor({ kind, tag }: Exclude<Target, { kind: "none" }>, { recorded }: State): string {
  if (kind === "pinned" || recorded === undefined || recorded === "unreadable") return tag;
  const { version } = recorded;
  return version !== undefined && isVersion(version) && order(version, tag) > 0 ? version : tag;
}

const KINDS = {
  nothing: "nothing",
  stop: "stopped",
  begin: "begun",
  withdraw: "withdrawn",
  ask: "asked",
  change: "asked",
} as const satisfies Record<Plan["kind"], Outcome["kind"]>;

function outcomeOf({ project }: FleetProject, state: State, { version }: Wanted, decision: Plan): Outcome {
  const { recorded, repository, pull } = state;
  const from = recorded === undefined || recorded === "unreadable" ? undefined : recorded.version;
  return {
    project,
    repository,
    kind: KINDS[decision.kind],
    why: decision.why,
    to: version,
    ...(from !== undefined && { from }),
    ...(pull !== undefined && { pull: pull.url }),
  };
}

interface Work {
  readonly decision: Plan;
  readonly state: State;
  readonly wanted: Wanted;
  readonly tools: Tools;
  readonly token: string;
  readonly github: GitHub;
  readonly outcome: Outcome;
}

async function act(work: Work): Promise<Outcome> {
  const { decision, state, wanted, tools, github, outcome } = work;
  switch (decision.kind) {
    case "nothing":
    case "stop":
      return outcome;
    case "withdraw":
      if (state.pull !== undefined) await withdraw(github, state.repository, state.pull, decision.why);
      return outcome;
    case "begin":
      await inWorkingCopy(work, (copy, folder) => begin(copy, folder, work));
      return outcome;
    case "ask":
    case "change": {
      const conflicts =
        decision.kind === "ask"
          ? (state.branch?.conflicts ?? [])
          : await inWorkingCopy(work, (copy, folder) => change(copy, folder, decision, work));
      const changes = await tools.template.changes(decision.from, wanted.version);
      const { why, from } = decision;
      const content = { wanted, why, conflicts, changes, ...(from !== undefined && { from }) };
      const pull = await ask(github, state, content);
      return { ...outcome, pull, conflicts };
    }
  }
}

async function inWorkingCopy<T>(
  { state: { repository }, tools: { folder: parent, place, bot }, token }: Work,
  use: (copy: WorkingCopy, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(parent, "repository-"));
  const tree = join(folder, "tree");
  try {
    await mkdir(tree);
    const { identity } = bot;
    return await use(await WorkingCopy.open({ repository, place, token, identity, tree, folder }), folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function begin(copy: WorkingCopy, folder: string, { state, wanted, tools }: Work): Promise<void> {
  await render({ ...wanted, template: tools.template }, copierPlace(copy, folder, tools));
  await copy.commit(`Begin with the template at ${wanted.version}`);
  await copy.push(state.defaultBranch, undefined);
}

/** @returns files with conflicts in them */
async function change(
  copy: WorkingCopy,
  folder: string,
  { how, onto }: Extract<Plan, { kind: "change" }>,
  { state: { head, branch, defaultBranch, repository }, wanted, tools }: Work,
): Promise<readonly string[]> {
  if (head === undefined) throw new TryLater(`${repository} has just been emptied`);
  if (branch !== undefined && onto === "on-top") {
    await copy.checkOut([branch.tip, head], { whole: true });
    // Where that conflicts GitHub says so in the pull request, and whoever has commits in it knows what is meant.
    if (branch.behind > 0) await copy.merge(head, `Merge ${defaultBranch}`);
  } else await copy.checkOut([head], { whole: false });
  const rendering = { ...wanted, template: tools.template };
  await (how === "render" ? render : update)(rendering, copierPlace(copy, folder, tools));
  const { changed, conflicts } = await copy.commit(
    how === "render"
      ? `Begin with the template at ${wanted.version}`
      : `Update the template to ${wanted.version}`,
  );
  if (!changed)
    throw new Refused(
      `the template at ${wanted.version} changes nothing in ${repository}, though its answers differ: look at .copier-answers.yml`,
    );
  await copy.push(BRANCH, branch?.tip);
  return [...conflicts, ...(onto === "on-top" ? (branch?.conflicts ?? []) : [])];
}

function copierPlace(copy: WorkingCopy, folder: string, { copier, bot }: Tools) {
  return { tree: copy.git.directory, folder, command: copier, identity: bot.identity };
}

/** What a failed request means for the project: GitHub's own words are not passed on. */
export function failureOf(error: unknown, repository: string): unknown {
  if (error instanceof Refused || error instanceof TryLater) return error;
  const status = statusOf(error);
  if (status === 401) {
    return new Refused(
      `GitHub does not take the App's token for ${repository}: see whether the App is still installed`,
    );
  }
  if (status === 403) {
    return new Refused(
      `the App may not do this in ${repository}: see whether its installation is suspended or lacks a permission`,
    );
  }
  if (status === 404 || status === 410) {
    return new Refused(`something of ${repository} is not there any more, or is hidden from the App`);
  }
  if (status === 409) return new TryLater(`somebody else changed ${repository} at the same time`);
  return error;
}
