import { formatPath } from "../../manifest/fault";
import type { Value } from "../../manifest/origins";
import { drivesInWords } from "../../manifest/reference/page";
import { keyAt, type Key } from "../../manifest/reference/keys";
import { parsePath, unknownStep } from "../../manifest/reference/path";
import { defaultInWords, typeInWords } from "../../manifest/reference/words";
import { closest } from "../../manifest/schema/closest";
import { ENVIRONMENTS } from "../../manifest/schema/project";
import { UsageError } from "../arguments";
import { flow } from "../flow";
import type { Colors } from "../terminal";
import type { Explained, Seen } from "./explain";
import { originOf, stackNotes } from "./render";

/** One place that says something of a key; the first that is said wins. */
interface Said {
  readonly value: unknown;
  readonly where: string;
}

/** Everything that says something about one key: its meaning, and by environment each place and which one wins. */
export function why(explained: Explained, asked: string, json: boolean, paint: Colors): string {
  const path = parsePath(asked);
  const override = path[0] === "environments" && ENVIRONMENTS.some((one) => one === path[1]);
  const seen = override
    ? explained.seen.filter(({ environment }) => environment === path[1])
    : explained.seen;
  const wanted = override ? path.slice(2) : path;
  const resolved = seen.map((one) => explained.origins.resolve(one.environment, wanted));
  const first = resolved.find((one) => unknownStep(one) === undefined) ?? resolved[0] ?? wanted;
  const unknown = unknownStep(first);
  if (unknown !== undefined || first.length === 0)
    throw new UsageError(`${asked} is no key of a manifest: ${unknown ?? "name one, e.g. workflows"}`);
  const key = keyAt(first);
  const chains = seen.map((one, index) => ({
    ...one,
    said: chain(explained, one, resolved[index] ?? first),
  }));
  if (chains.every(({ said }) => said.length === 0)) requireNames(explained, seen, first, asked);
  if (json) return JSON.stringify(inJson(explained, asked, key, chains), undefined, 2);
  const width = Math.max(...chains.map(({ environment }) => environment.length));
  const lines = chains.flatMap(({ environment, stack, said }, index) => {
    const [winner, ...others] = said;
    const at = resolved[index] ?? first;
    const head = environment.padEnd(width);
    if (winner === undefined)
      return [`  ${head}  not set${key === undefined ? "" : `; default: ${defaultInWords(key.schema)}`}`];
    const notes = stackNotes(at, winner.value, stack);
    return [
      `  ${head}  ${paint.bold(flow(winner.value))}  ${paint.dim(`# ${winner.where}`)}`,
      ...others.map(
        (one) => `  ${" ".repeat(width)}  ${paint.dim(`wins over ${flow(one.value)}  # ${one.where}`)}`,
      ),
      ...notes.map(({ said, place }) => `  ${" ".repeat(width)}  ${said}  ${paint.dim(`# ${place}`)}`),
    ];
  });
  return [paint.bold(formatPath(first)), ...(key === undefined ? [] : meaning(key)), "", ...lines].join("\n");
}

function meaning(key: Key): string[] {
  return [
    ...(key.description === undefined ? [] : [`  ${key.description}`]),
    `  ${typeInWords(key.schema)}; ${key.required ? "required" : `default: ${defaultInWords(key.schema)}`}`,
    ...(key.drives.length === 0 ? [] : [`  changes ${drivesInWords(key.drives)}`]),
    ...(key.since === undefined ? [] : [`  since ${key.since}`]),
  ];
}

/** Every place that says something of a path in one environment, the one that wins first. */
function chain({ file, origins }: Explained, { environment }: Seen, path: readonly PropertyKey[]): Said[] {
  const { values, removed } = origins.in(environment);
  const told = (value: Value): Said => ({
    value: value.value,
    where: `${file}, ${originOf(value, environment)}`,
  });
  const inTree = origins.inTree(environment, path);
  const inFile = origins.inFile(path);
  const gone = removed.find((one) => beginsWith(path, one.path));
  const byDefault = values.find(
    (value) => value.from === "default" && formatPath(value.path) === formatPath(path),
  );
  return [
    ...(gone === undefined
      ? []
      : [{ value: null, where: `${file}, line ${gone.line}, in environments.${environment}: removed` }]),
    ...(inTree === undefined ? [] : [told(inTree)]),
    ...(inFile === undefined || inFile.line === inTree?.line ? [] : [told(inFile)]),
    ...(byDefault === undefined ? [] : [{ value: byDefault.value, where: "default of Marvin" }]),
  ];
}

function beginsWith(path: readonly PropertyKey[], start: readonly PropertyKey[]): boolean {
  return start.every((step, index) => path[index] === step);
}

/** A name that the project does not have, such as that of a workflow, is no key that is merely not set. */
function requireNames(
  { origins }: Explained,
  seen: readonly Seen[],
  path: readonly PropertyKey[],
  asked: string,
): void {
  for (const [depth, step] of path.entries()) {
    const parent = path.slice(0, depth);
    const mark = keyAt(path.slice(0, depth + 1))?.path.at(-1);
    if (mark !== "*" && mark !== "[]") continue;
    const names = new Set(seen.flatMap(({ environment }) => origins.namesIn(environment, parent)));
    if (names.has(String(step)) || typeof step === "number") continue;
    const near = closest(String(step), [...names]);
    const known = names.size === 0 ? "it has none" : `it has ${[...names].join(", ")}`;
    throw new UsageError(
      `${asked} is not in the project: ${formatPath(parent)} has no ${String(step)}, ${near === undefined ? known : `did you mean ${near}?`}`,
    );
  }
}

function inJson(
  { project, file, faults }: Explained,
  asked: string,
  key: Key | undefined,
  chains: readonly (Seen & { readonly said: readonly Said[] })[],
): object {
  return {
    version: 1,
    command: "explain",
    project,
    file,
    faults,
    path: asked,
    meaning: key?.description ?? null,
    drives: key?.drives ?? [],
    since: key?.since ?? null,
    environments: chains.map(({ environment, stack, said }) => ({
      environment,
      stack: stack?.name ?? null,
      settings: (key?.stack ?? []).flatMap((name) => stack?.setting(name) ?? []),
      said,
    })),
  };
}
