import { checkFolder } from "../../manifest/load";
import { ENVIRONMENTS } from "../../manifest/schema/project";
import { UsageError, type StacksArguments } from "../arguments";
import { count } from "../faultFormat";
import { findStacks, PROJECTS } from "../repository";
import { readStackConfig } from "../stackConfig";
import { fleetOf, type Fleet } from "./fleet";
import { planMove, type Move } from "./move";

/** Shows which stack makes which project, or what the move of one takes. Needs neither an engine nor an account. */
export async function stacks({
  move,
  to,
  json,
}: StacksArguments): Promise<{ text: string; exitCode: number }> {
  const configs = await Promise.all((await findStacks()).map(readStackConfig));
  const { projects } = await checkFolder(PROJECTS);
  const names = projects.map(({ name }) => name);
  const fleet = fleetOf(configs, names, ENVIRONMENTS);
  if (move === undefined || to === undefined) {
    const ok = fleet.faults.length + fleet.rivals.length === 0;
    const text = json ? document({ ok, ...fleet }) : inWords(fleet, names.length);
    return { text, exitCode: ok ? 0 : 1 };
  }
  const project = projects.find(({ name }) => name === move);
  if (project === undefined)
    throw new UsageError(`there is no project ${move} without faults in ${PROJECTS}/`);
  const groups = Object.keys(project.environments.dev.groups).length > 0;
  const plan = planMove(fleet, configs, { project: move, to, groups });
  return { text: json ? document({ ok: true, move: plan }) : planInWords(plan), exitCode: 0 };
}

function document(content: object): string {
  return JSON.stringify({ version: 1, command: "stacks", ...content }, undefined, 2);
}

function inWords({ stacks, rivals, absent, ...fleet }: Fleet, projects: number): string {
  const faults = [...fleet.faults, ...rivals];
  const lines = stacks.flatMap(({ stack, environment, patterns, projects: taken }) => [
    `${stack} (${environment ?? "no environment"}): ${count(taken.length, "project")}, by ${patterns.join(", ")}`,
    ...taken.map((project) => `  ${project}`),
  ]);
  const missing = absent.map(
    ({ environment, projects: left }) => `no stack of ${environment} makes ${left.join(", ")}`,
  );
  return [
    ...lines,
    "",
    ...missing,
    ...faults,
    `${count(projects, "project")} in ${count(stacks.length, "stack")}, ${faults.length === 0 ? "none twice" : count(faults.length, "fault")}`,
  ].join("\n");
}

function planInWords({ project, from, to, projects, differences, before, move, after }: Move): string {
  const list = (names: readonly string[]) => `[${names.map((name) => JSON.stringify(name)).join(", ")}]`;
  return [
    `${project} from ${from} to ${to}. Nothing is deleted or made anew: its entries go from one state to the other.`,
    "",
    "1. Let no update of the two stacks run until all is done. Nothing of the project may be left to do:",
    ...before.map((line) => `     ${line}`),
    "2. Change both files in one pull request, and merge it without deploying:",
    `     Pulumi.${from}.yaml   marvin:projects: ${list(projects.from)}`,
    `     Pulumi.${to}.yaml   marvin:projects: ${list(projects.to)}`,
    "   A pattern is replaced by names where it took the project too: new projects then join by their names.",
    `3. Move the state, logged in where it is kept${to === from ? "" : `; \`pulumi stack init ${to}\` first, if it is new`}:`,
    ...move.map((line) => `     ${line}`),
    "4. Both previews must show nothing of the project that is created or deleted:",
    ...after.map((line) => `     ${line}`),
    ...(differences.length === 0
      ? ["   The stacks' other keys are the same, so they show nothing at all."]
      : [
          "   The stacks differ, and the project follows the new one in:",
          ...differences.map((line) => `     ${line}`),
        ]),
    "",
    "To go back: the same with the names exchanged.",
  ].join("\n");
}
