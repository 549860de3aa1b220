import assert from "node:assert/strict";
import { appMint, type AppMintOptions } from "../../../bot/github/appMint";
import { appState } from "../../../bot/github/appState";
import { PURPOSES } from "../../../bot/github/mint";
import { Refused, TryLater } from "../../../bot/failure";
import { primaryLimit, secondaryLimit } from "../../../sandbox/githubApi/faults";
import { hostGitHub } from "../../sandbox/githubApi/github";
import { appKey, appOf } from "./app";

const NEW = appKey();
const OLD = appKey();
const UNKNOWN = appKey();

describe("Tokens by the App's key", () => {
  const app = appOf([NEW, OLD]);
  const hosted = hostGitHub({ app });
  const warned: string[] = [];
  let options: AppMintOptions;

  before(async () => {
    for (const name of ["churn", "visits"]) await hosted.github.world.create({ name });
    await hosted.github.world.create({ owner: "elsewhere", name: "churn" });
    options = {
      appId: app.id,
      installation: 1,
      keys: () => Promise.resolve([NEW.pem]),
      place: hosted.github,
      log: { info: () => {}, warn: (message) => warned.push(message) },
      patience: 0,
      hurry: true,
    };
  });

  afterEach(() => {
    const { world } = hosted.github;
    world.faults.clear();
    world.suspend(false);
    Object.assign(world.installations[0] ?? {}, { repositories: "all", permissions: { ...app.permissions } });
    world.requests.length = 0;
    warned.length = 0;
  });

  const mint = (changed: Partial<AppMintOptions> = {}) => appMint({ ...options, ...changed });
  const keys = (...pems: readonly string[]) => ({ keys: () => Promise.resolve(pems) });

  for (const purpose of Object.keys(PURPOSES) as (keyof typeof PURPOSES)[]) {
    it(`for the purpose ${purpose} are for one repository, with its permissions alone`, async () => {
      const before = Date.now();
      const { token, expires } = await mint().token(purpose, "acme/churn");
      const state = hosted.github.world.tokenState(token);
      assert.deepEqual(state?.permissions, PURPOSES[purpose]);
      assert.deepEqual(state?.repositories, [hosted.github.world.repository("acme/churn").state.id]);
      assert.ok(Math.abs(expires - before - 3600_000) < 60_000);
      const client = await hosted.client(token);
      await client.rest.repos.get({ owner: "acme", repo: "churn" });
      await assert.rejects(client.rest.repos.get({ owner: "acme", repo: "visits" }), { status: 404 });
    });
  }

  it("come by the key before, where GitHub does not take the newest", async () => {
    for (const newest of [UNKNOWN.pem, "", "no key at all"]) {
      warned.length = 0;
      assert.ok((await mint(keys(newest, OLD.pem)).token("clone", "acme/churn")).token);
      assert.equal(warned.length, 1);
    }
  });

  it("are refused, with what to do, where it takes none", async () => {
    await refused(mint(keys(UNKNOWN.pem, "no key")), /takes no key of the App: generate one/);
  });

  it("are refused for a repository of another owner, although ours has one of that name", async () => {
    await refused(mint(), /elsewhere\/churn is not of acme/, "elsewhere/churn");
    assert.equal(hosted.github.world.asked("POST", /access_tokens/).length, 0);
  });

  it("are refused where the installation is suspended, gone, or another's", async () => {
    hosted.github.world.suspend();
    await refused(mint(), /installation in acme is suspended: an owner/);
    hosted.github.world.suspend(false);
    await refused(mint({ installation: 77 }), /no installation 77 .*marvin:bot/);
  });

  it("are refused where the installation does not reach the repository", async () => {
    Object.assign(hosted.github.world.installations[0] ?? {}, { repositories: ["visits"] });
    await refused(mint(), /does not reach acme\/churn: give it that repository/);
    await refused(mint(), /does not reach acme\/nothing/, "acme/nothing");
  });

  it("are refused where the App lacks a permission, which is named", async () => {
    const { workflows: _dropped, ...permissions } = app.permissions;
    Object.assign(hosted.github.world.installations[0] ?? {}, {
      permissions: { ...permissions, contents: "read" },
    });
    await assert.rejects(
      mint().token("reconcile", "acme/churn"),
      (error) => error instanceof Refused && /lacks contents: write, workflows: write in/.test(error.message),
    );
    assert.ok((await mint().token("clone", "acme/churn")).token);
  });

  it("come later where GitHub fails or limits, and at once where that passes", async () => {
    const { faults } = hosted.github.world;
    faults.add({ method: "POST", path: /access_tokens/, answer: { status: 502 } });
    assert.ok((await mint().token("clone", "acme/churn")).token);
    faults.add({ path: /access_tokens/, times: 10, answer: { status: 503 } });
    await later(undefined);
    faults.clear();
    faults.add({ path: /access_tokens/, times: 10, answer: secondaryLimit(90) });
    await later(90);
    faults.clear();
    faults.add({ path: /app\/installations/, times: 10, answer: primaryLimit(600) });
    await later(600);
  });

  it("tell how the App is", async () => {
    const state = (changed: Partial<AppMintOptions>) => appState({ ...options, ...changed });
    assert.deepEqual(await state({}), {
      currentKey: "accepted",
      previousKey: "absent",
      installation: "active",
    });
    assert.deepEqual(await state(keys(NEW.pem, OLD.pem)), {
      currentKey: "accepted",
      previousKey: "accepted",
      installation: "active",
    });
    hosted.github.world.suspend();
    assert.deepEqual(await state(keys("no key", OLD.pem)), {
      currentKey: "refused",
      previousKey: "accepted",
      installation: "suspended",
    });
    assert.deepEqual(await state({ ...keys(UNKNOWN.pem, UNKNOWN.pem), installation: 77 }), {
      currentKey: "refused",
      previousKey: "refused",
      installation: "unknown",
    });
    assert.equal((await state({ installation: 77 })).installation, "gone");
  });

  async function refused(tried: ReturnType<typeof mint>, message: RegExp, repository = "acme/churn") {
    await assert.rejects(
      tried.token("clone", repository),
      (error) => error instanceof Refused && message.test(error.message),
    );
  }

  async function later(seconds: number | undefined) {
    await assert.rejects(mint().token("clone", "acme/churn"), (error) => {
      assert.ok(error instanceof TryLater);
      if (seconds !== undefined) assert.ok(Math.abs((error.seconds ?? 0) - seconds) <= 2);
      return true;
    });
  }
});
