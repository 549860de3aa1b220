import assert from "node:assert/strict";
import fc from "fast-check";
import { allKeys, keyAt, type Key } from "../../manifest/reference/keys";
import { written } from "../../manifest/reference/sections";
import { EVERYTHING } from "../../manifest/schema/documentation";
import { changesAt, places } from "./changes";
import { declared } from "./fleet";
import { EVERY_KEY, faultsOf, manifests, NEIGHBOURS, pairs } from "./manifests";

/**
 * The same runs each time, so that a change of one thing does not fail for another; other ones, and more, by
 * MARVIN_SEED and MARVIN_RUNS. A failure prints the seed.
 */
const seed = Number(process.env.MARVIN_SEED ?? 20261126);
const runs = (usual: number) => ({
  seed,
  numRuns: Number(process.env.MARVIN_RUNS ?? usual),
  // To shrink a manifest takes minutes; what failed is found by its seed and path.
  endOnFailure: process.env.MARVIN_SHRINK === undefined,
});

const keys = allKeys();

/**
 * The types that a change of a key may concern: its own, and those of the keys inside it, which go and come with it. For
 * an item of a list or a mapping by name, the key that holds it speaks.
 */
function drivenBy(key: Key): Set<string> {
  const holder = keyAt(key.path.slice(0, -1));
  if (holder !== undefined && ["*", "[]"].includes(key.path.at(-1) ?? "")) return drivenBy(holder);
  const inside = keys.filter(
    ({ path }) => path.length > key.path.length && key.path.every((step, index) => path[index] === step),
  );
  return new Set([key, ...inside].flatMap(({ drives }) => drives));
}

const differences = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) =>
  [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));

describe("any valid manifest", function () {
  this.timeout(Math.max(90_000, 15_000 * Number(process.env.MARVIN_RUNS ?? 0)));

  it("is made of keys that can all be changed", () => {
    // A shape that stands in several places, such as a cluster, is shown in one.
    const changeable = new Set(
      places(EVERY_KEY).flatMap((path) => changesAt(EVERY_KEY, path).map(({ key }) => key.schema)),
    );
    assert.deepEqual(
      keys.filter(({ schema }) => !changeable.has(schema)).map(({ path }) => written(path)),
      [],
    );
  });

  it("passes every check and is declared without an error", () =>
    fc.assert(
      fc.asyncProperty(manifests("exam-forecast", NEIGHBOURS), async (manifest) => {
        assert.deepEqual(faultsOf(manifest, NEIGHBOURS), []);
        const all = await declared([manifest, ...NEIGHBOURS]);
        assert.ok(
          all.has("databricks.ServicePrincipal exam-forecast/principal") ||
            manifest["lifecycle"] === "retired",
        );
      }),
      runs(5),
    ));

  it("changes, with one key, only the resources that the key's documentation names", async () => {
    const before = await declared([EVERY_KEY, ...NEIGHBOURS]);
    const all = places(EVERY_KEY);
    await fc.assert(
      fc.asyncProperty(fc.nat(all.length - 1), fc.nat(), async (place, which) => {
        const changes = changesAt(EVERY_KEY, all[place]!);
        const { key, words, after } = changes[which % changes.length]!;
        const manifest = after();
        fc.pre(faultsOf(manifest, NEIGHBOURS).length === 0);
        const allowed = drivenBy(key);
        if (allowed.has(EVERYTHING)) return;
        const wrong = differences(before, await declared([manifest, ...NEIGHBOURS])).filter(
          (name) => !allowed.has(name.split(" ")[0]!),
        );
        assert.deepEqual(wrong, [], `${words}: \`drives\` of ${written(key.path)} does not name these`);
      }),
      runs(10),
    );
  });

  it("does not interfere with another: two declare what each declares alone", () =>
    fc.assert(
      fc.asyncProperty(pairs, async ([one, other]) => {
        const [both, first, second] = [
          await declared([one, other, ...NEIGHBOURS]),
          await declared([one, ...NEIGHBOURS]),
          await declared([other, ...NEIGHBOURS]),
        ];
        const shared = [...first.keys()].filter((name) => second.has(name));
        assert.deepEqual(
          shared.filter((name) => !/^\S+ (?:platform|student-churn|course-recommender)\b/.test(name)),
          [],
        );
        assert.deepEqual(differences(both, new Map([...first, ...second])), []);
        assert.deepEqual(claimedTwice(both), []);
      }),
      runs(2),
    ));
});

/** Objects whose whole content or rights one declaration decides, with the inputs that say which object it is. */
const AUTHORITATIVE: Readonly<Record<string, RegExp>> = {
  "databricks.Permissions": /Id$|Path$|Name$|^authorization$/,
  "databricks.AccessControlRuleSet": /^name$/,
  "databricks.Grant": /^(?:principal|catalog|schema|table|volume|function|model|externalLocation|share)$/,
  "databricks.Schema": /^(?:catalogName|name)$/,
  "databricks.Volume": /^(?:catalogName|schemaName|name)$/,
  "databricks.RegisteredModel": /^(?:catalogName|schemaName|name)$/,
  "databricks.ModelServing": /^name$/,
  "databricks.Job": /^name$/,
  "databricks.MlflowExperiment": /^name$/,
  "databricks.Directory": /^path$/,
  "databricks.ExternalLocation": /^name$/,
  "databricks.StorageCredential": /^name$/,
  "databricks.QualityMonitor": /^tableName$/,
  "databricks.ServicePrincipal": /^displayName$/,
  "databricks.Share": /^name$/,
  "aws.s3.Bucket": /^bucket$/,
  "aws.s3.BucketPolicy": /^bucket$/,
  "aws.iam.Role": /^name$/,
  "aws.kms.Alias": /^name$/,
  "github.Repository": /^name$/,
  "github.RepositoryCollaborators": /^repository$/,
  "github.RepositoryEnvironment": /^(?:repository|environment)$/,
  "github.ActionsRepositoryPermissions": /^repository$/,
  "github.WorkflowRepositoryPermissions": /^repository$/,
};

/** Objects that two of the resources would write. */
function claimedTwice(all: ReadonlyMap<string, string>): string[] {
  const owners = new Map<string, string>();
  return [...all].flatMap(([name, inputs]) => {
    const type = name.split(" ")[0]!;
    const which = AUTHORITATIVE[type];
    if (which === undefined) return [];
    const given = Object.entries(JSON.parse(inputs) as Record<string, unknown>);
    const object = `${type} ${JSON.stringify(given.filter(([key]) => which.test(key)).sort())}`;
    const owner = owners.get(object);
    owners.set(object, name);
    return owner === undefined ? [] : [`${object}: ${owner} and ${name}`];
  });
}
