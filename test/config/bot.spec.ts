import assert from "node:assert/strict";
import { parseSettings } from "../../config/settings";
import { CONFIGURATION } from "../components/declare";

const BOT = {
  image: `111122223333.dkr.ecr.eu-central-1.amazonaws.com/marvin/bot@sha256:${"0f".repeat(32)}`,
  appId: 123456,
  appSlug: "university-marvin",
  installation: 7654321,
};

const OWNER = {
  ...CONFIGURATION,
  awsAccountId: "111122223333",
  awsRegion: "eu-central-1",
  storagePrefix: "university",
  ownsRepositories: "true",
  templateRepository: "example-university/marvin-template",
  managerRepository: "example-university/marvin",
  botPrincipal: "7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c07",
};

const withBot = (changes: object = {}) => JSON.stringify({ ...BOT, ...changes });

/** The faults that a configuration is answered with, without the command that mends each. */
function faultsOf(raw: Readonly<Record<string, string>>): string[] {
  try {
    parseSettings(raw, "dev");
  } catch (error) {
    return String(error instanceof Error ? error.message : error)
      .split("\n")
      .slice(1)
      .map((line) => line.trim().replace(/: pulumi config set .*$/, ""));
  }
  return [];
}

describe("the bot's configuration", () => {
  it("fills in what a stack leaves out", () => {
    assert.deepEqual(parseSettings({ ...OWNER, bot: withBot() }, "dev").bot, {
      ...BOT,
      alarmEmails: [],
      logRetentionDays: 90,
      concurrency: 5,
      fleetWriters: {},
    });
  });

  it("is told of every fault at once", () => {
    const bot = withBot({
      image: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/marvin/bot:latest",
      appId: "123",
      appSlug: "University Marvin",
      installation: 0,
      alarmEmails: ["on call"],
      logRetentionDays: 42,
      concurrency: 1,
      fleetWriters: { prod: "arn:aws:iam::111122223333:user/me" },
      key: "-----BEGIN",
    });
    const faults = faultsOf({ ...OWNER, bot });
    for (const [place, what] of [
      ["image", "pinned by its digest"],
      ["appId", "the App's number"],
      ["appSlug", "https://github.com/apps/SLUG"],
      ["installation", ""],
      ["alarmEmails.0", ""],
      ["logRetentionDays", "must be one of 1, 3, 5"],
      ["concurrency", "at least 2"],
      ["fleetWriters.prod", "ARN of an IAM role"],
    ] as const) {
      const start = `marvin:bot is wrong at ${place} (`;
      const found = faults.filter((fault) => fault.startsWith(start) && fault.includes(what));
      assert.equal(found.length, 1, `${place}:\n${faults.join("\n")}`);
    }
    assert.ok(!faults.join("\n").includes("BEGIN"));
    assert.equal(faults.length, 9);
  });

  // prettier-ignore
  const refused: [what: string, raw: Readonly<Record<string, string>>, faults: RegExp[]][] = [
    ["in a stack that owns no repositories", { ...OWNER, ownsRepositories: "false", bot: withBot() },
      [/^marvin:templateRepository .*remove it/, /^marvin:managerRepository .*remove it/, /^marvin:bot .*move it to that stack/]],
    ["beside another one's bucket", { ...OWNER, bot: withBot(), fleetBucket: "university-bot-fleet" }, [/^marvin:fleetBucket .*remove it here/]],
    ["with an image of another region", { ...OWNER, awsRegion: "eu-west-1", bot: withBot() }, [/at image \(lies in eu-central-1.*push it to eu-west-1/]],
    ["with a manager of another organisation", { ...OWNER, bot: withBot(), managerRepository: "somebody/marvin" }, [/^marvin:managerRepository .*must belong to/]],
    ["without a place, or names of repositories", { ...CONFIGURATION, ownsRepositories: "true", bot: withBot() },
      [/awsAccountId is missing/, /awsRegion is missing/, /botPrincipal is missing/, /storagePrefix is missing/, /templateRepository is missing/, /managerRepository is missing/]],
    ["told of by a stack without a place", { ...CONFIGURATION, fleetBucket: "university-bot-fleet" }, [/awsAccountId is missing/, /awsRegion is missing/, /botPrincipal is missing/]],
    ["whose principal may manage, and does nothing", { ...CONFIGURATION, botPrincipal: "7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c07" }, [/^marvin:botPrincipal .*remove it/]],
    ["named where there is none", { ...CONFIGURATION, templateRepository: "example-university/marvin-template" }, [/^marvin:templateRepository .*remove it/]],
    ["with half a name", { ...OWNER, bot: withBot(), templateRepository: "marvin-template" }, [/templateRepository is wrong \(must be the repository's full name/]],
  ];
  for (const [what, raw, expected] of refused) {
    it(`is refused ${what}`, () => {
      const faults = faultsOf(raw);
      assert.equal(faults.length, expected.length, faults.join("\n"));
      expected.forEach((pattern, i) => assert.match(faults[i] ?? "", pattern));
    });
  }

  it("is left out of stacks that only tell of their projects", () => {
    const stack = {
      ...CONFIGURATION,
      awsAccountId: "1".repeat(12),
      awsRegion: "eu-central-1",
      fleetBucket: "a-bucket",
      botPrincipal: OWNER.botPrincipal,
    };
    assert.deepEqual(faultsOf(stack), []);
  });
});
