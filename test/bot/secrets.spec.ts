import assert from "node:assert/strict";
import { keptSecrets } from "../../bot/webhook/secrets";
import type { SecretVersions } from "../../bot/secrets/versions";

describe("The webhook's secrets, as one instance keeps them", () => {
  function keep(...versions: readonly SecretVersions[]) {
    const clock = { now: 1_000_000, reads: 0 };
    const kept = keptSecrets(
      () => Promise.resolve(versions[Math.min(clock.reads++, versions.length - 1)] ?? { current: "" }),
      () => clock.now,
    );
    return { clock, kept };
  }

  it("are those that a signature may be made with: the current one, the one to come, the one before", async () => {
    const { kept } = keep({ current: "b", previous: "a", pending: "c" });
    assert.deepEqual(await kept.secrets(), ["b", "c", "a"]);
    assert.deepEqual(await keep({ current: "b" }).kept.secrets(), ["b"]);
  });

  it("are read again after five minutes", async () => {
    const { clock, kept } = keep({ current: "a" }, { current: "b" });
    await kept.secrets();
    clock.now += 5 * 60_000;
    assert.deepEqual(await kept.secrets(), ["a"]);
    clock.now += 1;
    assert.deepEqual(await kept.secrets(), ["b"]);
  });

  it("are read again where they did not fit, and not at the pace of those who send nonsense", async () => {
    const { clock, kept } = keep({ current: "a" }, { current: "b" });
    await kept.secrets();
    for (let request = 0; request < 100; request++) {
      clock.now += 100;
      await kept.secrets(true);
    }
    assert.equal(clock.reads, 1);
    clock.now += 1;
    assert.deepEqual(await kept.secrets(true), ["b"]);
  });

  it("are asked for again after a failure", async () => {
    let fail = true;
    const kept = keptSecrets(() =>
      fail ? Promise.reject(new Error("no")) : Promise.resolve({ current: "a" }),
    );
    await assert.rejects(kept.secrets());
    fail = false;
    assert.deepEqual(await kept.secrets(), ["a"]);
  });
});
