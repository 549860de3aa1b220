import assert from "node:assert/strict";
import { refreshCredentials, type RefreshOptions } from "../../../bot/credentials/refresh";
import { logIn } from "../../../bot/credentials/workspace";
import { Refused } from "../../../bot/failure";
import type { FleetProject } from "../../../bot/fleet/fleet";
import { FakeWorkspace } from "./workspaces";

const SECRETS = { identity: "ey.planted.identity", access: "planted-access" };
const GIT = "/api/2.0/git-credentials";

describe("The Git credentials of service principals", () => {
  let stage: FakeWorkspace;
  let prod: FakeWorkspace;
  let warned: string[];
  let minted: string[];

  beforeEach(async () => {
    [stage, prod] = [new FakeWorkspace(SECRETS), new FakeWorkspace(SECRETS)];
    for (const workspace of [stage, prod]) {
      await workspace.start();
      for (const id of ["41", "42", "9007199254740993"]) workspace.principals.add(id);
    }
    warned = [];
    minted = [];
  });

  afterEach(() => {
    stage.stop();
    prod.stop();
  });

  function project(name: string, principals: FleetProject["principals"], fields: Partial<FleetProject> = {}) {
    const known = { project: name, repository: `acme/${name}`, lifecycle: "active", answers: {} } as const;
    return { ...known, principals, ...fields };
  }

  function refresh(projects: FleetProject[], changed: Partial<RefreshOptions> = {}) {
    return refreshCredentials({
      fleet: { template: "acme/template", manager: "acme/marvin", projects },
      mint: {
        token: (purpose, repository) => {
          minted.push(`${purpose} ${repository}`);
          const count = minted.length;
          return Promise.resolve({ token: `ghs_${repository}_${count}`, expires: Date.now() + 3600_000 });
        },
      },
      logIn: (host) =>
        logIn({ host, client: stage.client, audience: "marvin-bot", identity: SECRETS.identity }),
      web: "https://github.com",
      log: { info: () => {}, warn: (message) => warned.push(message) },
      ...changed,
    });
  }

  it("are made, each with a token of its project's repository, one for all environments", async () => {
    const churn = project("churn", { stage: at(stage, "41"), prod: at(prod, "41") });
    const visits = project("visits", { prod: at(prod, "42") });
    assert.deepEqual(await refresh([churn, visits]), []);
    assert.deepEqual(minted.sort(), ["clone acme/churn", "clone acme/visits"]);
    for (const workspace of [stage, prod]) {
      const [held, ...others] = workspace.of("41");
      assert.equal(others.length, 0);
      assert.match(held?.token ?? "", /^ghs_acme\/churn_/);
      assert.deepEqual([held?.provider, held?.username], ["gitHub", "x-access-token"]);
    }
    assert.match(prod.of("42")[0]?.token ?? "", /^ghs_acme\/visits_/);
    assert.equal(prod.requests.filter((request) => request === "POST /oidc/v1/token").length, 1);
  });

  it("are changed where they are there, and stay one", async () => {
    const churn = project("churn", { prod: at(prod, "41") });
    await refresh([churn]);
    const [first] = prod.of("41").map(({ token }) => token);
    await refresh([churn]);
    assert.equal(prod.of("41").length, 1);
    assert.notEqual(prod.of("41")[0]?.token, first);
  });

  it("are those of GitHub that jobs clone with, and no others", async () => {
    const lab = prod.add("41", { provider: "gitLab" });
    const second = prod.add("41", { provider: "GitHub", token: "another" });
    const first = prod.add("41", { provider: "GITHUB", isDefault: true });
    await refresh([project("churn", { prod: at(prod, "41") })]);
    assert.deepEqual([lab.token, second.token], ["b", "another"]);
    assert.match(first.token, /^ghs_acme\/churn_/);
  });

  it("keep numbers of 64 bits whole", async () => {
    const id = "9007199254740993";
    const other = prod.add("9007199254740992");
    const churn = project("churn", { prod: at(prod, id) });
    await refresh([churn]);
    await refresh([churn]);
    assert.deepEqual([prod.of(id)[0]?.token, other.token], ["ghs_acme/churn_2", "b"]);
  });

  it("are of an Enterprise Server where repositories are there", async () => {
    await refresh([project("churn", { prod: at(prod, "41") })], { web: "https://git.example.com" });
    assert.equal(prod.of("41")[0]?.provider, "gitHubEnterprise");
  });

  it("are made fresh where somebody else made one just then", async () => {
    prod.beforeCreate = () => {
      prod.beforeCreate = undefined;
      prod.add("41");
    };
    assert.deepEqual(await refresh([project("churn", { prod: at(prod, "41") })]), []);
    assert.deepEqual(
      prod.of("41").map(({ token }) => token),
      ["ghs_acme/churn_1"],
    );
  });

  it("are left where a project is retired", async () => {
    await refresh([project("churn", { prod: at(prod, "41") }, { lifecycle: "retired" })]);
    assert.deepEqual([prod.requests, minted], [[], []]);
  });

  it("fail each for itself, and all failures are told", async () => {
    prod.principals.delete("41");
    const stale = await refresh(
      [
        project("churn", { stage: at(stage, "41"), prod: at(prod, "41") }),
        project("outside", { prod: at(prod, "42") }),
        project("visits", { prod: at(prod, "42") }),
      ],
      {
        atOnce: 1,
        mint: {
          token: (_purpose, repository) =>
            repository === "acme/outside"
              ? Promise.reject(new Refused("the App's installation does not reach acme/outside"))
              : Promise.resolve({ token: "ghs_planted", expires: Infinity }),
        },
      },
    );
    assert.deepEqual(
      stale.map(({ project, environment }) => [project, environment]),
      [
        ["churn", "prod"],
        ["outside", "prod"],
      ],
    );
    assert.match(stale[0]?.why ?? "", /principal 41 \(404 RESOURCE_DOES_NOT_EXIST\): .*run the stack/);
    assert.match(stale[1]?.why ?? "", /does not reach acme\/outside/);
    assert.equal(stage.of("41")[0]?.token, "ghs_planted");
    assert.equal(prod.of("42")[0]?.token, "ghs_planted");
    assert.equal(warned.length, 2);
    assert.doesNotMatch(warned.join(), /planted/);
  });

  it("say what the bot's principal lacks", async () => {
    prod.failures.set(`GET ${GIT}`, { status: 403, body: { error_code: "PERMISSION_DENIED" }, times: 9 });
    stage.client = prod.client;
    const churn = project("churn", { stage: at(stage, "41"), prod: at(prod, "41") });
    const [stale] = await refresh([churn]);
    assert.match(stale?.why ?? "", /403 PERMISSION_DENIED\): give .* servicePrincipal.manager/);
    prod.failures.clear();
    prod.client = "another";
    const [untaken] = await refresh([churn]);
    assert.match(untaken?.why ?? "", /login \(400 invalid_grant\): .*federation policy/);
    assert.doesNotMatch(untaken?.why ?? "", /planted/);
  });

  it("are tried again where a workspace is busy, and not for ever", async () => {
    const churn = project("churn", { prod: at(prod, "41") });
    prod.failures.set(`POST ${GIT}`, { status: 429, times: 1 });
    assert.deepEqual(await refresh([churn]), []);
    prod.failures.set(`GET ${GIT}`, { status: 503, body: "planted", times: 9 });
    const [stale] = await refresh([churn]);
    assert.match(stale?.why ?? "", /^127.0.0.1:\d+ answered 503$/);
  });

  it("wait for no workspace that is gone, nor stop for it", async () => {
    const gone = stage.host;
    stage.stop();
    const stale = await refresh([
      project("churn", { stage: { host: gone, id: "41" }, prod: at(prod, "41") }),
      project("visits", { stage: { host: "http://workspace.example.com", id: "41" }, prod: at(prod, "42") }),
    ]);
    assert.match(stale[0]?.why ?? "", /does not answer \(ECONNREFUSED\)/);
    assert.match(stale[1]?.why ?? "", /no https address/);
    assert.equal(prod.credentials.length, 2);
  });

  const at = (workspace: FakeWorkspace, id: string) => ({ host: workspace.host, id });
});
