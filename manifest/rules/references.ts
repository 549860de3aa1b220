import { closest, listed } from "../schema/closest";
import { circles } from "./circles";
import { inOrder } from "./order";
import {
  FIXED,
  keysAt,
  PLATFORM_KINDS,
  platformName,
  platformPart,
  REFERABLE,
  REFERRING,
  type Written,
} from "./referable";
import { referencesOf, type TextReference } from "./referenceText";
import type { RuleFault } from "./tasks";
import { textsBelow } from "./texts";

interface FoundReference extends TextReference {
  readonly path: PropertyKey[];
}

/** Every `${...}` below a value, with its path. A name without a dot is a shell's own variable, and stays as it is. */
export function* referencesBelow(value: unknown): Generator<FoundReference> {
  for (const [path, text] of textsBelow(value)) {
    for (const found of referencesOf(text)) yield { ...found, path };
  }
}

/**
 * What is wrong with the `${...}` in a project as written: names that nothing has, places where none is resolved, and
 * parts that refer to each other in a circle. Looks at the text and not at the checked project, so that a reference's
 * own fault is heard instead of that of a form which it does not fit.
 */
export function checkReferences(project: Written): RuleFault[] {
  const found = [...referencesBelow(project)];
  const faults = found.flatMap((reference) => {
    const message = faultOf(reference, project);
    return message === undefined ? [] : [{ path: reference.path, message }];
  });
  const wrong = new Set(faults.map(({ path }) => JSON.stringify(path)));
  return [
    ...faults,
    ...circlesIn(found).filter(({ path }) => !wrong.has(JSON.stringify(path))),
    ...referencesInKeys(project),
  ];
}

function faultOf({ name, parts, path }: FoundReference, project: Written): string | undefined {
  const fault = nameFault(name, parts, project);
  if (fault !== undefined) return fault;
  const place = REFERRING.find(({ part, only }) => part === path[0] && (only ?? path.at(-1)) === path.at(-1));
  if (place?.kinds !== undefined && parts[0] === "resources" && !place.kinds.includes(parts[1] ?? "")) {
    return `here only ${place.kinds.join(", ")} can be named, which are made before: write the value out`;
  }
  if (place !== undefined) return undefined;
  const where = REFERRING.map(({ part, only }) => `\`${only ?? part}\``).join(", ");
  return `a reference is resolved in ${where} only: write the value out`;
}

/** Nobody writes longer ones; a message repeats no more. */
const LONGEST_NAME = 200;

function nameFault(name: string, parts: readonly string[], project: Written): string | undefined {
  if (name.length > LONGEST_NAME) return "this reference is longer than any: check its braces";
  if (FIXED.some((fixed) => fixed === name)) return undefined;
  // Whether there is one of that name is the stack's to say.
  if (PLATFORM_KINDS.some((kind) => /^[a-z]/.test(platformPart(kind, name) ?? ""))) return undefined;
  if (parts[0] === "resources") return resourceFault(parts, project);
  const platform = PLATFORM_KINDS.map((kind) => platformName(kind, "NAME"));
  const near = closest(name, [...FIXED, ...platform]);
  if (near !== undefined) return `there is no reference \`\${${name}}\`: did you mean \`\${${near}}\`?`;
  const [, advice] = ADVICE.find(([form]) => form.test(name)) ?? [];
  if (advice !== undefined) return advice;
  return `there is no reference \`\${${name}}\`: references begin with \`resources.\`, or are ${FIXED.join(", ")}, ${platform.join(" and ")}; text that is meant as it stands is written \`$\${${name}}\``;
}

/** What Asset Bundles know and Marvin does not, with what to write instead. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /^var(?:iables)?\./,
    "Marvin has no variables: write the value out, and what differs between environments under `environments`; `${bundle.target}`, `${marvin.catalog}` and `${marvin.schema}` name the environment, its catalog and the project's schema",
  ],
  [
    /^workspace\.(?:file_path|root_path|artifact_path|resource_path|state_path)\b/,
    "Marvin copies no files to the workspace, for jobs run from Git: write the path from the repository's root, e.g. `notebooks/train`",
  ],
  [
    /^workspace\.current_user\b/,
    "jobs run as the project's service principal and belong to no user: write the value out, or use `${bundle.name}` or `${bundle.target}`",
  ],
  [/^workspace\./, "of the workspace only `${workspace.host}` is known: write the value out"],
  [/^bundle\.git\./, "what runs is the Git reference of `releases`: remove the value, or write it out"],
  [/^bundle\./, "of a bundle only `${bundle.target}` and `${bundle.name}` are known: write the value out"],
  [
    /^artifacts\./,
    "Marvin builds no artifacts: build the wheel in the repository's own workflow, and name it by its place in a volume or by its name and version",
  ],
];

function resourceFault(parts: readonly string[], project: Written): string | undefined {
  const [, kind = "", key = "", ...attributes] = parts;
  const attribute = attributes.join(".");
  const referable = Object.hasOwn(REFERABLE, kind) ? REFERABLE[kind] : undefined;
  const form = "`${resources.KIND.KEY.ATTRIBUTE}`";
  if (referable === undefined) {
    const kinds = Object.keys(REFERABLE);
    const near = closest(kind, kinds);
    return `there is no kind \`${kind}\` in ${form}: ${near === undefined ? `the kinds are ${kinds.join(", ")}` : `did you mean \`${near}\`?`}`;
  }
  const keys = referable.keys?.(project) ?? keysAt(project, referable.part);
  if (!keys.includes(key)) {
    const near = closest(key, keys);
    const place = referable.part.join(".");
    const hint =
      near !== undefined
        ? `did you mean \`${near}\`?`
        : keys.length > 0
          ? `\`${place}\` has ${listed(keys)}`
          : `declare it under \`${place}\``;
    return `the project has no ${WORDS[kind] ?? kind} \`${key}\`: ${hint}`;
  }
  const names = Object.keys(referable.attributes);
  if (names.includes(attribute)) return undefined;
  const near = closest(attribute, names);
  const known = names.map((one) => `\`.${one}\``).join(", ");
  return attribute === ""
    ? `the reference lacks what it wants of \`${key}\`: add ${known}`
    : `\`${attribute}\` is not known of ${kind}: ${near === undefined ? `write ${known}` : `did you mean \`${near}\`?`}`;
}

/** What people call one of a kind, where it is not the kind's own name. */
const WORDS: Readonly<Record<string, string>> = {
  jobs: "workflow",
  experiments: "experiment",
  registered_models: "model",
  schemas: "schema",
  external_locations: "external location",
  volumes: "volume",
  model_serving_endpoints: "endpoint",
  sql_warehouses: "warehouse",
};

/** A part that other parts can refer to, e.g. `jobs.train`. */
function nodeOf({ path: [part, key] }: Pick<FoundReference, "path">): string | undefined {
  const kind = REFERRING.find((referring) => referring.part === part)?.kind;
  return kind === undefined ? undefined : `${kind}.${String(key)}`;
}

function targetOf({ parts: [root, kind, key] }: TextReference): string | undefined {
  return root === "resources" ? `${kind}.${key}` : undefined;
}

function circlesIn(found: readonly FoundReference[]): RuleFault[] {
  const inCircle = circles(needsIn(found));
  return found.flatMap((reference) => {
    const [from, to] = [nodeOf(reference), targetOf(reference)];
    if (from === undefined || to === undefined || !inCircle(from, to)) return [];
    const starts = reference.path.at(-1) === "job_id";
    const message = starts
      ? "the workflows start each other in a circle: remove one of these tasks"
      : "these parts refer to each other in a circle, so that none can be made first: remove one of the references";
    return [{ path: reference.path, message }];
  });
}

function needsIn(found: readonly FoundReference[]): Map<string, string[]> {
  const needs = new Map<string, string[]>();
  for (const reference of found) {
    const [from, to] = [nodeOf(reference), targetOf(reference)];
    if (from === undefined || to === undefined) continue;
    needs.set(from, [...(needs.get(from) ?? []), to]);
  }
  return needs;
}

function referencesInKeys(value: unknown, path: PropertyKey[] = []): RuleFault[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    const own = referencesOf(key).map(() => ({
      path: place,
      message: "a reference can stand in a value, not in a key: write the key out",
    }));
    return [...own, ...referencesInKeys(inner, place)];
  });
}

/** One part of a project that can be referred to: its kind and its key. */
export interface Part {
  readonly kind: string;
  readonly key: string;
}

/** Parts of the kinds given such that each stands behind those that it refers to. The rules exclude circles. */
export function inReferenceOrder(project: Written, kinds: readonly string[]): Part[] {
  const needs = needsIn([...referencesBelow(project)]);
  const parts = kinds.flatMap((kind) => {
    const part = REFERRING.find((referring) => referring.kind === kind)?.part;
    return part === undefined ? [] : keysAt(project, [part]).map((key) => ({ kind, key }));
  });
  const byName = new Map(parts.map((part) => [`${part.kind}.${part.key}`, part] as const));
  return [...inOrder(byName, ({ kind, key }) => needs.get(`${kind}.${key}`) ?? []).values()];
}
