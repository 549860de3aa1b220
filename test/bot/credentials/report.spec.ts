import assert from "node:assert/strict";
import { findings, type Known } from "../../../bot/credentials/report";
import type { AppState } from "../../../bot/github/mintCall";
import type { SecretAge } from "../../../bot/secrets/age";

const NOW = new Date("2026-11-27T06:00:00Z");
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 3600 * 1000);

const APP: AppState = { currentKey: "accepted", previousKey: "refused", installation: "active" };
const KEY: SecretAge = { changed: daysAgo(20), rotates: false, pending: false };
const SECRET: SecretAge = { changed: daysAgo(20), rotates: true, due: daysAgo(-10), pending: false };

function found(changed: {
  app?: Partial<AppState> | { unknown: string };
  appKey?: Partial<SecretAge>;
  webhookSecret?: Partial<SecretAge>;
}): string[] {
  const { app = {}, appKey, webhookSecret } = changed;
  const known: Known = {
    app: "unknown" in app ? app : { ...APP, ...app },
    appKey: { ...KEY, ...appKey },
    webhookSecret: { ...SECRET, ...webhookSecret },
  };
  return findings(known, NOW);
}

describe("The report on the bot's secrets", () => {
  it("has nothing to say where all is well", () => {
    assert.deepEqual(found({}), []);
    assert.deepEqual(found({ app: { previousKey: "absent" } }), []);
    assert.deepEqual(found({ appKey: { changed: daysAgo(149) } }), []);
  });

  const table: [what: string, changed: Parameters<typeof found>[0], message: RegExp][] = [
    [
      "a key that is to be another soon",
      { appKey: { changed: daysAgo(150) } },
      /is 150 days old and may be for 30 more: generate another/,
    ],
    [
      "a key that is too old",
      { appKey: { changed: daysAgo(180) } },
      /is 180 days old, over the 180 .* generate another/,
    ],
    [
      "a former key that is still good",
      { app: { previousKey: "accepted" } },
      /former private key is still good: delete it in the App's settings/,
    ],
    [
      "a newest key that GitHub does not take",
      { app: { currentKey: "refused", previousKey: "accepted" } },
      /does not take the App's newest private key, and the bot works by the one before/,
    ],
    [
      "that no key is taken",
      { app: { currentKey: "refused", installation: "unknown" } },
      /takes no private key of the App, and the bot stands still/,
    ],
    ["a suspended installation", { app: { installation: "suspended" } }, /suspended, .* an owner/],
    ["an installation that is gone", { app: { installation: "gone" } }, /not installed any more.*marvin:bot/],
    [
      "that the App could not be asked",
      { app: { unknown: "mint failed" } },
      /could not be asked: mint failed/,
    ],
    [
      "a webhook's secret without rotation",
      { webhookSecret: { rotates: false, changed: daysAgo(3) } },
      /does not turn by itself and is 3 days old/,
    ],
    [
      "a webhook's secret that was not turned in time",
      { webhookSecret: { due: daysAgo(2), changed: daysAgo(32) } },
      /was to be turned 2 days ago and is 32 days old: see the log of the function rotate/,
    ],
    ["a rotation that did not end", { webhookSecret: { pending: true } }, /has begun to turn and not ended/],
  ];
  for (const [what, changed, message] of table) {
    it(`tells of ${what}`, () => {
      const told = found(changed);
      assert.equal(told.length, 1, told.join("\n"));
      assert.match(told[0] ?? "", message);
    });
  }

  it("leaves time to turn: two keys, or two secrets, for a day", () => {
    const today = { changed: daysAgo(0.9) };
    assert.deepEqual(found({ app: { previousKey: "accepted" }, appKey: today }), []);
    assert.deepEqual(found({ webhookSecret: { ...today, pending: true } }), []);
    assert.deepEqual(found({ webhookSecret: { due: daysAgo(0.9) } }), []);
  });

  it("tells all there is, what stops the bot first", () => {
    const told = found({
      app: { installation: "suspended", previousKey: "accepted" },
      appKey: { changed: daysAgo(200) },
      webhookSecret: { rotates: false },
    });
    assert.deepEqual(
      told.map((one) => /suspended|former|200 days|webhook/.exec(one)?.[0]),
      ["suspended", "former", "200 days", "webhook"],
    );
  });
});
