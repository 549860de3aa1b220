import { questionsApart, type Recorded } from "./answersFile";
import { isVersion, order } from "../template/versions";
import { digestOf } from "./marker";
import type { Branch, State, Wanted } from "./state";

/** One thing to do, and why, in words for whoever reads the summary. */
export type Plan =
  | { readonly kind: "nothing"; readonly why: string }
  /** What a person has to put right first. */
  | { readonly kind: "stop"; readonly why: string }
  /** The first commit of an empty repository, on its default branch. */
  | { readonly kind: "begin"; readonly why: string }
  /** Close the open pull request: nothing is left of what it was for. */
  | { readonly kind: "withdraw"; readonly why: string }
  /** The branch is as wanted: see that its pull request is open, and says what it should. */
  | { readonly kind: "ask"; readonly why: string; readonly from?: string }
  /** Render or update, push the branch, and ask. */
  | {
      readonly kind: "change";
      readonly why: string;
      readonly how: "render" | "update";
      /** `anew` from the default branch; `on-top` of commits of people's, which stay. */
      readonly onto: "anew" | "on-top";
      readonly from?: string;
    };

export interface PlanOptions {
  readonly isTemplate: (source: string) => boolean;
}

/** What has to happen to a repository, by its state alone. */
export function plan(state: State, wanted: Wanted, { isTemplate }: PlanOptions): Plan {
  const { archived, head, recorded, isPristine, declined } = state;
  if (archived) return { kind: "nothing", why: "the repository is archived" };
  if (head === undefined) return { kind: "begin", why: "the repository is empty" };
  if (recorded === undefined && !isPristine) {
    return {
      kind: "nothing",
      why: "the repository has content of its own, and was not made from the template",
    };
  }
  if (recorded === "unreadable") {
    return {
      kind: "stop",
      why: "`.copier-answers.yml` of the default branch cannot be read: put it back as it was in the last commit that the template made",
    };
  }
  const difference = differenceOf(recorded, wanted, isTemplate);
  if ("stop" in difference) return { kind: "stop", why: difference.stop };
  if (difference.why === undefined) return settled(state, wanted);
  const digest = digestOf(wanted.answers);
  const isDeclined = declined.some(
    ({ version, answers }) => version === wanted.version && answers === digest,
  );
  if (isDeclined && state.pull === undefined) {
    return {
      kind: "nothing",
      why: `somebody closed the pull request for ${wanted.version}: reopen it to have it after all`,
    };
  }
  return changeOf(state, wanted, {
    why: difference.why,
    ...(recorded?.version && { from: recorded.version }),
  });
}

function differenceOf(
  recorded: Recorded | undefined,
  { version, answers }: Wanted,
  isTemplate: PlanOptions["isTemplate"],
): { readonly stop: string } | { readonly why?: string } {
  if (recorded === undefined) return { why: "the repository has nothing of the template yet" };
  if (recorded.source === undefined || !isTemplate(recorded.source)) {
    return {
      stop: "`.copier-answers.yml` names another template: set its `_src_path` to this one's address, or take `repository.template_version` out of the manifest",
    };
  }
  if (recorded.version === undefined || !isVersion(recorded.version)) {
    return {
      stop: "`.copier-answers.yml` names no released version of the template: set its `_commit` to the version that the repository follows",
    };
  }
  const newer = order(version, recorded.version);
  if (newer < 0) {
    return {
      stop: `the repository has ${recorded.version}, which is newer than ${version}, and cannot go back: set \`repository.template_version: ${recorded.version}\` in the manifest`,
    };
  }
  if (newer > 0) return { why: `the repository has ${recorded.version}, and ${version} is wanted` };
  const apart = questionsApart(recorded, answers);
  return apart.length === 0 ? {} : { why: `the manifest answers otherwise: ${apart.join(", ")}` };
}

function settled({ pull }: State, { version }: Wanted): Plan {
  // One that a person opened from this branch is theirs.
  return pull?.marker === undefined
    ? { kind: "nothing", why: `the repository follows ${version}` }
    : { kind: "withdraw", why: `the default branch follows ${version} by other means` };
}

function changeOf(
  { branch, recorded, pull }: State,
  wanted: Wanted,
  reason: { readonly why: string; readonly from?: string },
): Plan {
  const how = recorded === undefined ? "render" : "update";
  if (branch === undefined) return { kind: "change", how, onto: "anew", ...reason };
  // With people's commits it stays as they left it: the merge of the default branch into it is theirs to make or ours
  // to make with the next version, not a reason of its own.
  if (fits(branch, wanted) && (branch.hasPeople || branch.behind === 0)) return { kind: "ask", ...reason };
  if (!branch.hasPeople) return { kind: "change", how, onto: "anew", ...reason };
  if (branch.recorded === "unreadable" || branch.conflicts.length > 0) {
    return {
      kind: "stop",
      why: `people work on conflicts in ${pull?.url ?? "the branch of the template"}: ${wanted.version} follows once that is merged or closed and its branch deleted`,
    };
  }
  return { kind: "change", how: branch.recorded === undefined ? how : "update", onto: "on-top", ...reason };
}

/** Whether a branch is what is wanted already. */
function fits({ recorded, ahead }: Branch, { version, answers }: Wanted): boolean {
  if (ahead === 0 || recorded === undefined || recorded === "unreadable") return false;
  return (
    recorded.version !== undefined &&
    isVersion(recorded.version) &&
    order(recorded.version, version) === 0 &&
    questionsApart(recorded, answers).length === 0
  );
}
