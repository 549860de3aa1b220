import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { dump } from "js-yaml";
import { CONFIGURATION, SECRETS, sourceOf } from "../properties/fleet";
import { NEIGHBOURS, pairs } from "../properties/manifests";
import { changes, LocalCloud } from "./localCloud";

const STACK = "prod";
const CONFIGURED = dump({
  config: {
    "pulumi:disable-default-providers": ["*"],
    ...Object.fromEntries(Object.entries(CONFIGURATION).map(([key, value]) => [`marvin:${key}`, value])),
    "marvin:protect": "[]",
    // Made up, and gone with the test.
    ...Object.fromEntries(SECRETS.map((name) => [`marvin-secrets:${name}`, "value"])),
  },
});

/** The same projects each time, or others by MARVIN_SEED, and more by MARVIN_RUNS. */
const seed = Number(process.env.MARVIN_SEED ?? 20261126);
const numRuns = Number(process.env.MARVIN_RUNS ?? 1);

describe("any two valid projects on the engine", function () {
  this.timeout(numRuns * 240_000);

  for (const [index, pair] of fc.sample(pairs, { seed, numRuns }).entries()) {
    it(`are made, stay as they are, and go: seed ${seed}, run ${index}`, async () => {
      const fleet = [...pair, ...NEIGHBOURS];
      const cloud = new LocalCloud(
        Object.fromEntries(fleet.map((manifest) => [String(manifest["name"]), text(manifest)])),
      );
      try {
        const before = readFileSync(join(__dirname, "../..", `Pulumi.${STACK}.yaml`), "utf8");
        cloud.configure(STACK, before, CONFIGURED);
        const planned = changes(await cloud.preview(STACK));
        assert.ok(planned.length > fleet.length * 10);
        assert.deepEqual(changes(await cloud.up(STACK)), planned);
        assert.deepEqual(changes(await cloud.preview(STACK)), []);
        await cloud.destroy(STACK);
        assert.deepEqual(await cloud.state(STACK), []);
      } finally {
        await cloud.dispose();
      }
    });
  }
});

function text(manifest: (typeof NEIGHBOURS)[number]): string {
  return Buffer.from(sourceOf(manifest).bytes).toString("utf8");
}
