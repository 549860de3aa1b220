import type { GitHub } from "../github/client";
import { placeOf } from "../github/place";
import { observe } from "../reconcile/observe";
import { clientOf, failureOf, type Tools } from "../reconcile/reconcile";
import { said } from "../said";
import type { Canary, Checks } from "./rollout";
import type { FleetProject } from "./fleet";

/** The projects that get new versions of the template first. */
export function canariesOf(projects: readonly FleetProject[]): FleetProject[] {
  return projects.filter(({ lifecycle, template }) => lifecycle === "active" && template === "canary");
}

/** How the canaries stand. Those that the bot has nothing to do with (archived, or with content of their own) are none. */
export async function observeCanaries(fleet: readonly FleetProject[], tools: Tools): Promise<Canary[]> {
  const found: Canary[] = [];
  for (const project of canariesOf(fleet)) {
    const canary = await observeCanary(project, tools);
    if (canary !== undefined) found.push(canary);
  }
  return found;
}

async function observeCanary(canary: FleetProject, tools: Tools): Promise<Canary | undefined> {
  const { project, repository } = canary;
  try {
    const { github } = await clientOf(canary, tools);
    const {
      archived,
      head,
      isPristine,
      recorded,
      pull,
      branch,
      repository: now,
    } = await observe(github, repository, tools.bot.login);
    if (archived || (head !== undefined && recorded === undefined && !isPristine)) return undefined;
    const merged = recorded === undefined || recorded === "unreadable" ? undefined : recorded.version;
    const isOpen = pull?.marker !== undefined && branch !== undefined;
    return {
      project,
      ...(merged !== undefined && { merged }),
      ...(isOpen && {
        open: {
          version: pull.marker.version,
          url: pull.url,
          checks: branch.conflicts.length > 0 ? "conflicts" : await checksAt(github, now, branch.tip),
        },
      }),
    };
  } catch (error) {
    return { project, unknown: said(failureOf(error, repository)).message };
  }
}

const GOOD: readonly (string | null)[] = ["success", "neutral", "skipped"];

/** What check runs and commit statuses say of a commit together. */
async function checksAt(github: GitHub, repository: string, ref: string): Promise<Checks> {
  const at = { ...placeOf(repository), ref, per_page: 100 };
  const runs = await github.paginate(github.rest.checks.listForRef, at);
  const { data: combined } = await github.rest.repos.getCombinedStatusForRef(at);
  const isDone = runs.every(({ status }) => status === "completed");
  if (runs.some(({ status, conclusion }) => status === "completed" && !GOOD.includes(conclusion)))
    return "failed";
  if (combined.total_count > 0 && combined.state === "failure") return "failed";
  if (!isDone || (combined.total_count > 0 && combined.state === "pending")) return "pending";
  return combined.total_count > 0 || runs.some(({ conclusion }) => conclusion === "success")
    ? "passed"
    : "pending";
}
