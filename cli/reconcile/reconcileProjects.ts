import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refused, TryLater, type Log } from "../../bot/failure";
import type { FleetProject } from "../../bot/fleet/fleet";
import { runFleet, type FleetRun } from "../../bot/fleet/run";
import { needsPeople, summaryMarkdown, summaryText } from "../../bot/fleet/summary";
import { Template } from "../../bot/template/template";
import { describe } from "../../manifest/fault";
import { checkFolder } from "../../manifest/load";
import type { ReconcileArguments } from "../arguments";
import { StackView } from "../explain/stackView";
import { pythonWith } from "../python/environment";
import { PROJECTS } from "../repository";
import { unknownProject } from "../unknownProject";
import { withLock } from "../setup/lock.cjs";
import { COPIER_LOCK } from "../template/template";
import { accessBy, type Access } from "./access";
import { fleetProjects, settingOfOwners } from "./fleet";
import { LOCAL_GITHUB, localGitHub } from "./localGitHub";
import { ReconcileRefused } from "./refused";

export { ReconcileRefused };

interface Surroundings {
  /** Ends it in good order. */
  readonly signal: AbortSignal;
  /** Hears how it goes on. */
  readonly say: (text: string) => void;
}

/**
 * `marvin reconcile`: the bot's reconcile from the manifests of this folder, without AWS.
 * @throws UsageError where there is no such project
 * @throws ReconcileRefused where it cannot begin
 */
export async function reconcileProjects(
  args: ReconcileArguments,
  surroundings: Surroundings,
): Promise<{ readonly text: string; readonly exitCode: number }> {
  const { projects, faults } = await checkFolder(PROJECTS);
  if (faults.length > 0) {
    throw new ReconcileRefused([...faults.map(describe), "nothing was begun: mend these first"].join("\n"));
  }
  const stacks = await StackView.all();
  const fleet = fleetProjects(projects, stacks);
  const names = fleet.map(({ project }) => project);
  if (args.project !== undefined && !names.includes(args.project)) throw unknownProject(args.project, names);
  const organization = settingOfOwners(stacks, "githubOrganization");
  if (organization === undefined) {
    throw new ReconcileRefused(
      "no stack owns repositories: set marvin:ownsRepositories in the stack that does",
    );
  }
  const log: Log = {
    info: (message) => surroundings.say(message),
    warn: (message) => surroundings.say(message),
  };
  const named = settingOfOwners(stacks, "templateRepository");
  if (!args.sandbox) {
    if (named === undefined) {
      throw new ReconcileRefused(
        "no stack says where the template is: set marvin:templateRepository, OWNER/NAME, in the stack that owns the repositories",
      );
    }
    return runWith(await accessBy(process.env, named, log), fleet, args, { ...surroundings, log });
  }
  const template = named ?? `${organization}/marvin-template`;
  const { signal } = surroundings;
  return withLock(LOCAL_GITHUB, { what: "reconciling in the local cloud", signal }, async () =>
    runWith(await localGitHub(fleet, { template, organization }), fleet, args, { ...surroundings, log }),
  );
}

async function runWith(
  access: Access,
  fleet: readonly FleetProject[],
  args: ReconcileArguments,
  { signal, say, log }: Surroundings & { readonly log: Log },
): Promise<{ readonly text: string; readonly exitCode: number }> {
  const folder = await mkdtemp(join(tmpdir(), "marvin-reconcile-"));
  try {
    const { place, mint, bot, template: repository, hurry } = access;
    const copier = { program: await pythonWith(COPIER_LOCK, { signal }), args: ["-m", "copier"] };
    say(`Fetching the template ${repository} ...`);
    const { token } = await mint.token("clone", repository);
    const template = await Template.open(repository, { place, token, folder });
    const tools = { place, mint, bot, copier, template, folder, log, ...(hurry !== undefined && { hurry }) };
    const run = await runFleet(fleet, tools, {
      dryRun: args.dryRun,
      signal,
      ...(args.project !== undefined && { projects: [args.project] }),
      onOutcome: ({ project, kind, why }, done, total) =>
        say(`[${done}/${total}] ${project}: ${kind}, ${why}`),
    });
    return { text: shown(run, args, signal.aborted), exitCode: needsPeople(run) ? 1 : 0 };
  } catch (error) {
    if (error instanceof Refused || error instanceof TryLater) throw new ReconcileRefused(error.message);
    throw error;
  } finally {
    await access.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function shown(run: FleetRun, { format, dryRun, sandbox }: ReconcileArguments, interrupted: boolean): string {
  if (format !== "json") {
    const summary = format === "markdown" ? summaryMarkdown : summaryText;
    if (!sandbox) return summary(run);
    // Nobody serves the pages of that GitHub once this has ended.
    const outcomes = run.outcomes.map(({ pull: _pull, ...outcome }) => outcome);
    return [
      summary({ ...run, outcomes }),
      `The repositories are kept in ${LOCAL_GITHUB}; \`git --git-dir=${LOCAL_GITHUB}/ORGANISATION/NAME.git log --all --stat\` shows one.`,
    ].join("\n\n");
  }
  const { outcomes, rollout } = run;
  const document = {
    version: 1,
    command: "reconcile",
    sandbox,
    dryRun,
    ok: !needsPeople(run),
    interrupted,
    template: { releases: rollout.releases, stable: rollout.stable },
    projects: outcomes,
  };
  return JSON.stringify(document, null, 2);
}
