import { setTimeout as wait } from "node:timers/promises";
import type { Outcome } from "../reconcile/outcome";
import { reconcile, type Tools } from "../reconcile/reconcile";
import { canariesOf, observeCanaries } from "./canaries";
import type { FleetProject } from "./fleet";
import { rolloutOf, targetOf, type Rollout } from "./rollout";

export interface RunOptions {
  /** Say what would be done, and do nothing. */
  readonly dryRun: boolean;
  /** Only these projects, by name. @default all */
  readonly projects?: readonly string[];
  /** Repositories that are worked on at the same time. @default 4 */
  readonly concurrency?: number;
  /** How often one that cannot be done now is tried. @default 4 */
  readonly tries?: number;
  /** Seconds before the second try, doubled for each that follows, where GitHub does not say. @default 5 */
  readonly pause?: number;
  /** Hears of each project as it is done. */
  readonly onOutcome?: (outcome: Outcome, done: number, total: number) => void;
  /** Ends the run: what is under way is ended, the rest not begun. */
  readonly signal?: AbortSignal;
}

export interface FleetRun {
  readonly rollout: Rollout;
  /** In the order of the fleet. */
  readonly outcomes: readonly Outcome[];
}

/** Reconciles the fleet in this process: the canaries first, then the rest as far as the canaries have come. */
export async function runFleet(
  fleet: readonly FleetProject[],
  tools: Tools,
  options: RunOptions,
): Promise<FleetRun> {
  const { projects } = options;
  const chosen = fleet.filter(({ project }) => projects === undefined || projects.includes(project));
  const canaries = new Set(canariesOf(fleet).map(({ project }) => project));
  const outcomes = new Map<string, Outcome>();
  const go = (some: readonly FleetProject[], rollout: Rollout) =>
    eachOf(some, options, async (project) => {
      const outcome = await persistently(project, rollout, tools, options);
      outcomes.set(project.project, outcome);
      options.onOutcome?.(outcome, outcomes.size, chosen.length);
    });
  const { releases } = tools.template;
  await go(
    chosen.filter(({ project }) => canaries.has(project)),
    { releases, stable: {} },
  );
  const rest = chosen.filter(({ project }) => !canaries.has(project));
  // Nobody else waits for the canaries.
  const asks = rest.some(({ template }) => template === "stable");
  const rollout = rolloutOf(releases, asks ? await observeCanaries(fleet, tools) : []);
  await go(rest, rollout);
  return {
    rollout,
    outcomes: chosen.map(({ project }) => outcomes.get(project)).filter((outcome) => outcome !== undefined),
  };
}

/** Works some at a time, and begins none after the signal. */
async function eachOf<T>(
  items: readonly T[],
  { concurrency = 4, signal }: RunOptions,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined && signal?.aborted !== true; item = left.shift())
      await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
}

/** Seconds that a project is waited for at most, whatever GitHub says: the next run comes anyway. */
const LONGEST = 900;

async function persistently(
  project: FleetProject,
  rollout: Rollout,
  tools: Tools,
  { dryRun, tries = 4, pause = 5, signal }: RunOptions,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await reconcile(project, targetOf(project.template, rollout), tools, { dryRun });
    const seconds = Math.max(outcome.seconds ?? 0, pause * 2 ** (attempt - 1));
    if (outcome.kind !== "later" || attempt >= tries || seconds > LONGEST || signal?.aborted === true)
      return outcome;
    tools.log.info(`${project.project}: ${outcome.why}; tried again in ${Math.ceil(seconds)} s`);
    // Not all at once: those that met the same limit would meet it again together.
    const spread = 1 + Math.random() / 4;
    await wait(seconds * spread * 1000, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  }
}
