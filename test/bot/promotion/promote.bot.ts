import assert from "node:assert/strict";
import { makeCheckRun } from "../../../sandbox/githubApi/checks";
import { changedFiles } from "../../../sandbox/githubApi/commits";
import { manifestOf, Promotions } from "./hosted";

describe("promote", () => {
  const promotions = new Promotions();

  it("opens a pull request that changes one line, with all that a reviewer asks for", async () => {
    const before = manifestOf("churn", "releases:\n  dev: main\n  prod: v0.9.0 # since May\n").replaceAll(
      "\n",
      "\r\n",
    );
    const churn = await promotions.project("churn", before);
    const commit = await churn.release("v1.0.0");
    await churn.request("v1.0.0");
    const outcome = await churn.promote("v1.0.0");
    const [pull] = churn.pulls("v1.0.0");
    assert.ok(pull);
    assert.equal(outcome.kind, "propose");
    assert.match(outcome.url ?? "", new RegExp(`/acme/marvin/pull/${pull.number}$`));
    assert.equal(await churn.manifest(pull.headSha), before.replace("v0.9.0", `v1.0.0@${commit}`));
    assert.deepEqual(
      (await changedFiles(promotions.manager.git, pull.forkSha, pull.headSha)).map(({ path }) => path),
      ["projects/churn.yaml"],
    );
    assert.deepEqual(
      [pull.title, pull.labels, pull.user],
      ["Promote churn to v1.0.0", ["marvin:promotion"], "app[bot]"],
    );
    const text = pull.body ?? "";
    for (const part of [
      "acme/churn/releases/tag/v1.0.0",
      "published by [ada](",
      `acme/churn/commit/${commit}`,
      `acme/churn/compare/v0.9.0...${commit}`,
      "[stage-e2e passed](",
      "by [github-actions](",
    ])
      assert.ok(text.includes(part), `${part} in\n${text}`);
    assert.deepEqual(churn.answers("v1.0.0"), [
      "pending Waits for the platform team to review and merge its pull request",
    ]);
    assert.equal(churn.deployments("v1.0.0")[0]?.statuses[0]?.logUrl, outcome.url);
  });

  it("changes nothing when the same is heard again", async () => {
    const churn = await promotions.project("again");
    await churn.release("v1.0.0");
    await churn.request("v1.0.0");
    await churn.promote("v1.0.0");
    const since = promotions.world.requests.length;
    for (let i = 0; i < 2; i++) assert.equal((await churn.promote("v1.0.0")).kind, "propose");
    assert.deepEqual(promotions.writes(since), []);
  });

  it("works for a first release that nobody has asked for, by an annotated tag on a squashed pull request", async () => {
    const first = await promotions.project("first");
    const { repository } = first;
    await repository.commit({ branch: "work", message: "Work", files: { "main.py": "1\n" } });
    const client = await promotions.hosted.client();
    const at = { owner: "acme", repo: "first" };
    const { data: pull } = await client.rest.pulls.create({
      ...at,
      head: "work",
      base: "main",
      title: "Work",
    });
    await makeCheckRun(promotions.world, repository, {
      name: "stage-e2e",
      at: "work",
      conclusion: "success",
    });
    await client.rest.pulls.merge({ ...at, pull_number: pull.number, merge_method: "squash" });
    const commit = await repository.tag("v1.0.0", "main", "One");
    await client.rest.repos.createRelease({ ...at, tag_name: "v1.0.0" });
    assert.equal((await first.promote("v1.0.0")).kind, "propose");
    const [asked] = first.pulls("v1.0.0");
    assert.equal(
      await first.manifest(asked?.headSha),
      `${manifestOf("first")}releases:\n  prod: v1.0.0@${commit}\n`,
    );
    assert.match(asked?.body ?? "", /at the head of \[pull request 1\]\(.*\), which has the same files/);
    assert.match(asked?.body ?? "", /it is the first release in prod/);
    assert.deepEqual(first.deployments("v1.0.0"), []);
  });

  it("keeps the newer of two releases, in whichever order they are heard of", async () => {
    for (const order of [
      ["v1.0.0", "v1.1.0"],
      ["v1.1.0", "v1.0.0"],
    ]) {
      const name = `order-${order[0]?.[3] ?? ""}`;
      const project = await promotions.project(name);
      for (const tag of ["v1.0.0", "v1.1.0"]) {
        await project.release(tag);
        await project.request(tag);
      }
      for (const tag of [...order, ...order]) await project.promote(tag);
      assert.deepEqual(project.open(), ["v1.1.0"]);
      const [last] = project.answers("v1.0.0").slice(-1);
      assert.match(last ?? "", /^inactive .*v1\.1\.0 is asked for/);
      assert.match(project.answers("v1.1.0").join(), /^pending /);
    }
  });

  it("does not go back to an older release but for a person who asks for it", async () => {
    const back = await promotions.project("back");
    await back.release("v1.0.0");
    await back.release("v1.1.0");
    await back.promote("v1.1.0");
    await back.merge("v1.1.0");
    await back.request("v1.0.0");
    assert.equal((await back.promote("v1.0.0")).kind, "withdraw");
    assert.deepEqual(back.open(), []);
    assert.match(back.answers("v1.0.0").join(), /^inactive v1\.1\.0 is in prod, which is newer/);
    await back.request("v1.0.0", "ada");
    assert.equal((await back.promote("v1.0.0")).kind, "propose");
    assert.match(back.pulls("v1.0.0")[0]?.body ?? "", /goes back from v1\.1\.0 to v1\.0\.0/);
    await back.merge("v1.0.0");
    // What was rolled back is not brought in again by an event of its release.
    assert.equal((await back.promote("v1.1.0")).kind, "nothing");
    assert.equal((await back.promote("v1.0.0")).kind, "report");
    assert.deepEqual(back.open(), []);
  });

  it("waits for a pre-release to become a release, and closes for one that is a pre-release again", async () => {
    const pre = await promotions.project("pre");
    await pre.release("v1.0.0", { prerelease: true });
    assert.equal((await pre.promote("v1.0.0")).kind, "nothing");
    const [release] = pre.repository.state.releases;
    assert.ok(release);
    release.prerelease = false;
    await pre.promote("v1.0.0");
    assert.deepEqual(pre.open(), ["v1.0.0"]);
    release.prerelease = true;
    assert.equal((await pre.promote("v1.0.0")).kind, "withdraw");
    assert.deepEqual(pre.open(), []);
    assert.match(pre.pulls("v1.0.0")[0]?.body ?? "", /Closed by the bot: v1\.0\.0 is a pre-release/);
    release.prerelease = false;
    await pre.promote("v1.0.0");
    assert.deepEqual(pre.open(), ["v1.0.0"]);
  });

  it("closes for a release that is deleted, also where its tag goes", async () => {
    const gone = await promotions.project("gone");
    for (const drop of [
      () => Promise.resolve(void gone.repository.state.releases.pop()),
      () => gone.repository.deleteTag("v1.1.0"),
    ]) {
      const tag = `v1.${gone.repository.state.releases.length + gone.pulls("v1.0.0").length}.0`;
      await gone.release(tag);
      await gone.request(tag);
      await gone.promote(tag);
      assert.deepEqual(gone.open(), [tag]);
      await drop();
      assert.equal((await gone.promote(tag)).kind, "withdraw");
      assert.deepEqual(gone.open(), []);
      assert.match(gone.answers(tag).at(-1) ?? "", /^inactive .* has no published release/);
      assert.equal((await gone.promote(tag)).kind, "nothing");
    }
  });

  it("refuses a tag that was moved, before and after its pull request is merged, and for good", async () => {
    const moved = await promotions.project("moved");
    const was = await moved.release("v1.0.0");
    await moved.request("v1.0.0");
    await moved.promote("v1.0.0");
    const now = await moved.repository.commit({ message: "Other", files: { "main.py": "other\n" } });
    await moved.repository.tag("v1.0.0");
    assert.equal((await moved.promote("v1.0.0")).kind, "refuse");
    assert.deepEqual(moved.open(), []);
    const said = `v1.0.0 was ${was.slice(0, 7)} and now names ${now.slice(0, 7)}: release a new version`;
    assert.equal(moved.answers("v1.0.0").at(-1), `error ${said}`);
    assert.ok(moved.pulls("v1.0.0")[0]?.body?.includes(said));
    await moved.request("v1.0.0", "ada");
    assert.equal((await moved.promote("v1.0.0")).kind, "refuse");
    assert.deepEqual(moved.open(), []);
    assert.equal(moved.answers("v1.0.0").at(-1), `error ${said}`);

    const pinned = await moved.release("v2.0.0");
    await moved.promote("v2.0.0");
    await moved.merge("v2.0.0");
    await moved.repository.tag("v2.0.0", was);
    await moved.request("v2.0.0", "ada");
    assert.equal((await moved.promote("v2.0.0")).kind, "refuse");
    assert.ok((await moved.manifest())?.includes(`v2.0.0@${pinned}`));
  });

  it("asks for nothing that was not tried in stage", async () => {
    const untried = await promotions.project("untried");
    await untried.release("v1.0.0", { evidence: null });
    assert.equal((await untried.promote("v1.0.0")).kind, "nothing");
    await untried.request("v1.0.0");
    assert.equal((await untried.promote("v1.0.0")).kind, "refuse");
    assert.match(untried.answers("v1.0.0").join(), /^error stage-e2e never ran for v1\.0\.0: run it/);
    await untried.release("v1.1.0", { evidence: "failure" });
    await untried.request("v1.1.0");
    await untried.promote("v1.1.0");
    assert.match(untried.answers("v1.1.0").join(), /^error stage-e2e did not pass for v1\.1\.0/);
    const passes = { name: "stage-e2e", at: "v1.1.0", conclusion: "success" };
    await makeCheckRun(promotions.world, untried.repository, { ...passes, app: "somebody" });
    assert.equal((await untried.promote("v1.1.0")).kind, "nothing");
    await makeCheckRun(promotions.world, untried.repository, passes);
    assert.equal((await untried.promote("v1.1.0")).kind, "propose");
    assert.match(untried.answers("v1.1.0").at(-1) ?? "", /^pending /);
  });

  it("leaves alone what is no project, and what is at rest", async () => {
    const stranger = await promotions.project("stranger");
    await stranger.release("v1.0.0");
    promotions.projects.pop();
    const since = promotions.world.requests.length;
    assert.match((await stranger.promote("v1.0.0")).because, /acme\/stranger is no project's repository/);
    assert.equal(promotions.world.requests.length, since);

    const rest = await promotions.project("rest");
    await rest.release("v1.0.0");
    await rest.request("v1.0.0");
    await rest.promote("v1.0.0");
    assert.deepEqual(rest.open(), ["v1.0.0"]);
    rest.repository.state.archived = true;
    assert.equal((await rest.promote("v1.0.0")).kind, "withdraw");
    assert.deepEqual(rest.open(), []);
    assert.equal((await rest.promote("v1.0.0")).kind, "nothing");
  });

  it("says so where the manifest is not there, or cannot be changed by one line", async () => {
    const none = await promotions.project("none", null);
    const odd = await promotions.project(
      "odd",
      manifestOf("odd", "releases:\n  dev: &now v1.0.0\n  prod: *now\n"),
    );
    const binary = await promotions.project("binary", "name: \0\n");
    for (const [project, reason] of [
      [binary, /^error projects\/binary\.yaml of acme\/marvin: the file holds NUL characters/],
      [none, /^error there is no projects\/none\.yaml on the default branch$/],
      [odd, /^error projects\/odd\.yaml: releases\.prod in line 7 has an anchor or is an alias; set /],
    ] as const) {
      await project.release("v2.0.0");
      await project.request("v2.0.0");
      assert.equal((await project.promote("v2.0.0")).kind, "refuse");
      assert.match(project.answers("v2.0.0").join(), reason);
      assert.deepEqual(project.pulls("v2.0.0"), []);
    }
    assert.ok(promotions.logged.some((line) => /promotion: refuse .*by hand/.test(line)));
  });

  it("keeps what people closed closed, until somebody asks again", async () => {
    const declined = await promotions.project("declined");
    await declined.release("v1.0.0");
    await declined.promote("v1.0.0");
    declined.decline("v1.0.0");
    await declined.request("v1.0.0");
    assert.equal((await declined.promote("v1.0.0")).kind, "report");
    assert.match(
      declined.answers("v1.0.0").at(-1) ?? "",
      /^inactive Pull request \d+ for v1\.0\.0 was closed; ask again/,
    );
    assert.equal((await declined.promote("v1.0.0")).kind, "nothing");
    assert.deepEqual(declined.open(), []);
    await declined.request("v1.0.0");
    assert.equal((await declined.promote("v1.0.0")).kind, "propose");
    assert.deepEqual(declined.open(), ["v1.0.0"]);
    assert.equal(declined.pulls("v1.0.0").length, 2);
  });
});
