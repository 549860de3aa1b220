import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { load } from "js-yaml";
import { checkManifests } from "../../manifest/check";
import { baseOf, overridesOf, treeOf } from "../../manifest/environments";
import { toData } from "../../manifest/node";
import { parsePath } from "../../manifest/reference/path";
import { parseYaml } from "../../manifest/yaml";
import { changed, changesAt, places, valueAt } from "./changes";
import { sourceOf, unfitIn, type Manifest } from "./fleet";

/** What every project needs; it stays when the rest is taken away. */
const REQUIRED = ["name", "description", "owner", "contact"];

/**
 * A project with every key that there is: docs/reference/project.yaml, which shows each, as it is in prod. A spec keeps
 * it complete, so that a new key is changed, dropped and declared here without anybody's doing.
 */
export const EVERY_KEY: Manifest = everyKey();

function everyKey(): Manifest {
  const text = readFileSync(join(__dirname, "../../docs/reference/project.yaml"), "utf8");
  const { root } = parseYaml(text);
  if (root?.kind !== "mapping") throw new Error("docs/reference/project.yaml is no manifest");
  // What only one environment can have: a share, and a folder in storage of the platform.
  const { environments } = load(text) as { environments: { stage: { data: unknown } } };
  const less = { data: environments.stage.data };
  return {
    ...(toData(treeOf(baseOf(root), overridesOf(root, "prod"))) as Manifest),
    environments: { dev: less, stage: less },
  };
}

/** A project with nothing in it. */
export function small(name: string): Manifest {
  return { name, description: "A project.", owner: "team", contact: "team@example.edu" };
}

/** The projects that the one with every key names. */
export const NEIGHBOURS: readonly Manifest[] = ["student-churn", "course-recommender"].map(small);

/** The keys of a manifest that are wrong, beside a fleet or in the stack, with what is said of them. */
export function faultsOf(
  manifest: Manifest,
  fleet: readonly Manifest[],
): { path: string; message: string }[] {
  const { file } = sourceOf(manifest);
  const { faults, projects } = checkManifests([...fleet, manifest].map(sourceOf));
  const unfit = projects.filter((project) => project.file === file).flatMap(unfitIn);
  return [
    ...faults.filter((fault) => fault.file === file),
    ...unfit.map((path) => ({ path, message: "does not fit the stack" })),
  ];
}

/**
 * Valid manifests of one name, beside those of a fleet: the project with every key, less some of its parts, with some
 * values changed, and without what then has faults.
 */
export function manifests(name: string, fleet: readonly Manifest[]): fc.Arbitrary<Manifest> {
  const parts = Object.keys(EVERY_KEY).filter((key) => !REQUIRED.includes(key));
  const picks = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 40 });
  return fc.tuple(fc.subarray(parts), picks).map(([dropped, picked]) => {
    const begun = dropped.reduce<Manifest>((manifest, key) => changed(manifest, [key]), {
      ...EVERY_KEY,
      name,
    });
    const mixed = picked.reduce<Manifest>((manifest, [place, which]) => {
      const all = places(manifest).filter(([key]) => key !== "name");
      if (all.length === 0) return manifest;
      const changes = changesAt(manifest, all[place % all.length]!);
      return changes[which % changes.length]!.after();
    }, begun);
    return repaired({ ...mixed, name }, fleet);
  });
}

/** Two projects that are valid beside each other and their neighbours. */
export const pairs: fc.Arbitrary<readonly [Manifest, Manifest]> = manifests(
  "exam-forecast",
  NEIGHBOURS,
).chain((one) => manifests("exam-rooms", [...NEIGHBOURS, one]).map((other) => [one, other] as const));

/** A manifest without what has faults; in the end with nothing but what every project needs. */
function repaired(broken: Manifest, fleet: readonly Manifest[]): Manifest {
  let manifest = REQUIRED.reduce(
    (one, key) => (key in one ? one : changed(one, [key], EVERY_KEY[key])),
    broken,
  );
  for (let round = 0; round < 30; round++) {
    const faults = faultsOf(manifest, fleet);
    if (faults.length === 0) return manifest;
    for (const fault of faults) manifest = withoutFaulty(manifest, parsePath(fault.path));
  }
  return small(String(manifest["name"]));
}

/** Takes away what a fault is about: the key itself, or the nearest thing around it that is there. */
function withoutFaulty(manifest: Manifest, path: readonly PropertyKey[]): Manifest {
  const [top] = path;
  if (top === undefined) return small(String(manifest["name"]));
  if (path.length === 1 && REQUIRED.includes(String(top)))
    return changed(manifest, path, small(String(manifest["name"]))[String(top)]);
  const there = path.length > 1 && valueAt(manifest, path) === undefined;
  return there ? withoutFaulty(manifest, path.slice(0, -1)) : changed(manifest, path);
}
