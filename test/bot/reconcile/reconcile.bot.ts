import assert from "node:assert/strict";
import { BRANCH } from "../../../bot/reconcile/state";
import { primaryLimit, secondaryLimit } from "../../../sandbox/githubApi/faults";
import { accountAddress } from "../../../sandbox/githubApi/shapes/commit";
import type { Repository } from "../../../sandbox/githubApi/repository";
import { BOT, rig } from "./rig";

/** The only pull request of a repository, which is there and open. */
function onlyPull({ state }: Repository) {
  assert.equal(state.pulls.length, 1);
  const [pull] = state.pulls;
  assert.equal(pull?.state, "open");
  return pull;
}

describe("reconcile, of a repository with the template", () => {
  const at = rig();
  afterEach(() => at.github.world.faults.clear());

  it("begins an empty repository with one commit of the bot's, and then has nothing to do", async () => {
    const repository = await at.github.world.create({ name: "empty" });
    const outcome = await at.run("empty");
    assert.deepEqual(
      [outcome.kind, outcome.to, outcome.why],
      ["begun", "v1.1.0", "the repository is empty"],
      outcome.why,
    );
    assert.match((await repository.file("README.md")) ?? "", /^# empty\n\nHello\n/);
    const answers = (await repository.file(".copier-answers.yml")) ?? "";
    assert.match(answers, /_commit: v1\.1\.0\n_src_path: https:\/\/github\.com\/acme\/template\.git/);
    assert.equal(
      await repository.git.text(["log", "--format=%an <%ae>"]),
      `${BOT} <${accountAddress(BOT).email}>`,
    );
    const again = await at.run("empty");
    assert.deepEqual([again.kind, again.from], ["nothing", "v1.1.0"]);
    assert.equal(repository.state.pulls.length, 0);
  });

  it("asks for the first content where GitHub has put a README there", async () => {
    const repository = await at.github.world.create({ name: "pristine" });
    await repository.commit({ message: "Initial commit", files: { "README.md": "# pristine" } });
    assert.equal((await at.run("pristine")).kind, "asked");
    const pull = onlyPull(repository);
    assert.equal(pull.title, "Begin with the template at v1.1.0");
    assert.match((await repository.file("README.md", BRANCH)) ?? "", /Hello/);
  });

  it("leaves a repository alone that has content of its own", async () => {
    const repository = await at.github.world.create({ name: "foreign" });
    await repository.commit({ message: "Begin", files: { "README.md": "# mine", "main.py": "" } });
    const outcome = await at.run("foreign");
    assert.equal(outcome.kind, "nothing");
    assert.match(outcome.why, /content of its own/);
  });

  it("leaves archived, paused and unmanaged ones alone", async () => {
    const repository = await at.rendered("archived");
    repository.state.archived = true;
    assert.match((await at.run("archived")).why, /archived/);
    const before = at.github.world.requests.length;
    assert.match((await at.run(at.project("archived", { lifecycle: "paused" }))).why, /paused/);
    const none = { kind: "none", why: "none is named", isFault: false } as const;
    assert.equal((await at.run("archived", none)).kind, "nothing");
    assert.equal(at.github.world.requests.length, before);
  });

  it("asks for an update, says what changed, labels it, and does no more when asked again", async () => {
    const repository = await at.rendered("behind");
    const outcome = await at.run("behind");
    assert.deepEqual([outcome.kind, outcome.from, outcome.to], ["asked", "v1.0.0", "v1.1.0"], outcome.why);
    const pull = onlyPull(repository);
    assert.equal(outcome.pull, `${at.github.web}/acme/behind/pull/1`);
    assert.equal(pull.title, "Update the template to v1.1.0");
    assert.match(pull.body ?? "", /The repository has v1\.0\.0, and v1\.1\.0 is wanted\./);
    assert.match(pull.body ?? "", /- Two is of 1\.1\./);
    assert.doesNotMatch(pull.body ?? "", /The first/);
    assert.deepEqual(pull.labels, ["marvin:template"]);
    assert.equal(await repository.file("settings.txt", BRANCH), "one\ntwo, of 1.1\nthree\n");
    assert.match((await repository.file(".github/workflows/check.yml", BRANCH)) ?? "", /push/);
    const [tip, seen] = [await repository.branch(BRANCH), at.github.world.requests.length];
    assert.equal((await at.run("behind")).kind, "asked");
    assert.equal(await repository.branch(BRANCH), tip);
    const since = at.github.world.requests.slice(seen);
    assert.deepEqual(
      since.filter(({ method }) => method !== "GET").map(({ path }) => path),
      [],
    );
  });

  it("decides without doing in a dry run", async () => {
    const repository = await at.rendered("dry");
    const outcome = await at.run("dry", "v1.1.0", true);
    assert.deepEqual([outcome.kind, outcome.dry], ["asked", true]);
    assert.equal(repository.state.pulls.length, 0);
    assert.equal(await repository.branch(BRANCH), undefined);
  });

  it("keeps one pull request through a newer version, and follows the default branch", async () => {
    const repository = await at.rendered("current");
    await at.run("current", "v1.1.0");
    await repository.commit({ message: "Go on", files: { "own.txt": "own\n" } });
    await at.run("current", "v1.2.0");
    const pull = onlyPull(repository);
    assert.equal(pull.title, "Update the template to v1.2.0");
    assert.equal(await repository.file("own.txt", BRANCH), "own\n");
    assert.equal(await repository.file("new.txt", BRANCH), "new\n");
    assert.equal(pull.forkSha, await repository.branch("main"));
  });

  it("keeps people's commits in its branch, also through a newer version", async () => {
    const repository = await at.rendered("shared");
    await at.run("shared", "v1.1.0");
    const theirs = await repository.commit({
      branch: BRANCH,
      message: "Mend",
      files: { "mended.txt": "mended\n" },
    });
    await repository.commit({ message: "Go on", files: { "own.txt": "own\n" } });
    assert.equal((await at.run("shared", "v1.1.0")).kind, "asked");
    assert.equal(await repository.branch(BRANCH), theirs);
    const outcome = await at.run("shared", "v1.2.0");
    assert.equal(outcome.kind, "asked", outcome.why);
    const tip = (await repository.branch(BRANCH)) ?? "";
    assert.ok(await repository.git.isAncestor(theirs, tip));
    for (const [path, text] of [
      ["mended.txt", "mended\n"],
      ["own.txt", "own\n"],
      ["new.txt", "new\n"],
    ] as const) {
      assert.equal(await repository.file(path, BRANCH), text);
    }
    onlyPull(repository);
  });

  it("does not push over a commit that came in between", async () => {
    const repository = await at.rendered("race");
    await at.run("race", "v1.1.0");
    let theirs = "";
    at.github.world.faults.add({
      method: "POST",
      path: "/git-receive-pack",
      before: async () => {
        theirs = await repository.commit({ branch: BRANCH, message: "Mend", files: { "mended.txt": "m\n" } });
      },
    });
    const outcome = await at.run("race", "v1.2.0");
    assert.deepEqual([outcome.kind, outcome.why], ["later", "somebody else pushed to acme/race"]);
    assert.equal(await repository.branch(BRANCH), theirs);
    assert.equal((await at.run("race", "v1.2.0")).kind, "asked");
    assert.ok(await repository.git.isAncestor(theirs, (await repository.branch(BRANCH)) ?? ""));
  });

  it("shows conflicts in the text and by a label, until somebody has resolved them", async () => {
    const repository = await at.rendered("conflicting");
    await repository.commit({ message: "Mine", files: { "settings.txt": "one\nmine\nthree\n" } });
    const outcome = await at.run("conflicting");
    assert.deepEqual(outcome.conflicts, ["settings.txt"]);
    const pull = onlyPull(repository);
    assert.match(pull.body ?? "", /\*\*One file has conflicts\*\*[^]*- `settings\.txt`/);
    assert.deepEqual([...pull.labels].sort(), ["marvin:conflict", "marvin:template"]);
    assert.match(
      (await repository.file("settings.txt", BRANCH)) ?? "",
      /<<<<<<< before updating\nmine\n=======\ntwo, of 1\.1\n>>>>>>> after updating/,
    );
    assert.deepEqual((await at.run("conflicting")).conflicts, ["settings.txt"]);
    const half = await repository.commit({
      branch: BRANCH,
      message: "Begin to mend",
      files: { "a.txt": "a" },
    });
    const waits = await at.run("conflicting", "v1.2.0");
    assert.equal(waits.kind, "stopped");
    assert.match(waits.why, /people work on conflicts in .*\/acme\/conflicting\/pull\/1/);
    assert.equal(await repository.branch(BRANCH), half);
    await repository.commit({
      branch: BRANCH,
      message: "Mend",
      files: { "settings.txt": "one\nboth\nthree\n" },
    });
    assert.deepEqual((await at.run("conflicting")).conflicts, []);
    assert.deepEqual(pull.labels, ["marvin:template"]);
    assert.doesNotMatch(pull.body ?? "", /have conflicts|has conflicts/);
  });

  it("takes a closed pull request as a no to that version, not to the next, and reopened as a yes", async () => {
    const repository = await at.rendered("declined");
    await at.run("declined", "v1.1.0");
    const client = await at.hosted.client();
    const named = { owner: "acme", repo: "declined", pull_number: 1 };
    await client.rest.pulls.update({ ...named, state: "closed" });
    const declined = await at.run("declined", "v1.1.0");
    assert.equal(declined.kind, "nothing");
    assert.match(declined.why, /somebody closed the pull request for v1\.1\.0: reopen it/);
    await client.rest.pulls.update({ ...named, state: "open" });
    assert.equal((await at.run("declined", "v1.1.0")).kind, "asked");
    await client.rest.pulls.update({ ...named, state: "closed" });
    assert.equal((await at.run("declined", "v1.2.0")).kind, "asked");
    assert.deepEqual(
      repository.state.pulls.map(({ state }) => state),
      ["closed", "open"],
    );
  });

  it("withdraws its pull request once the default branch has the version, which is nobody's no", async () => {
    const repository = await at.rendered("overtaken");
    await at.run("overtaken", "v1.1.0");
    const tree: Record<string, string> = {};
    for (const path of [".copier-answers.yml", "settings.txt", ".github/workflows/check.yml"]) {
      tree[path] = (await repository.file(path, BRANCH)) ?? "";
    }
    await repository.commit({ message: "By hand", files: tree });
    assert.equal((await at.run("overtaken", "v1.1.0")).kind, "withdrawn");
    const [pull] = repository.state.pulls;
    assert.equal(pull?.state, "closed");
    assert.match(pull?.body ?? "", /withdrawn -->/);
    assert.equal((await at.run("overtaken", "v1.1.0")).kind, "nothing");
    assert.equal(repository.state.comments.length, 1);
  });

  it("goes on from a branch that was merged and not deleted, whoever worked in it", async () => {
    const repository = await at.rendered("spent");
    await at.run("spent", "v1.1.0");
    await repository.commit({ branch: BRANCH, message: "Mend", files: { "mended.txt": "mended\n" } });
    const client = await at.hosted.client();
    await client.rest.pulls.merge({ owner: "acme", repo: "spent", pull_number: 1, merge_method: "squash" });
    assert.equal((await at.run("spent", "v1.1.0")).kind, "nothing");
    assert.equal((await at.run("spent", "v1.2.0")).kind, "asked");
    const pull = repository.state.pulls.find(({ state }) => state === "open");
    assert.equal(await repository.git.text(["rev-list", "--count", `main..${pull?.headSha ?? ""}`]), "1");
  });

  it("follows the manifest's answers at the same version", async () => {
    const repository = await at.rendered("answers", "v1.1.0");
    const project = at.project("answers", {
      answers: { project_name: "answers", greeting: "Salut", later: "x" },
    });
    const outcome = await at.run(project);
    assert.equal(outcome.why, "the manifest answers otherwise: greeting");
    assert.match((await repository.file("README.md", BRANCH)) ?? "", /Salut/);
    assert.equal((await at.run(project)).kind, "asked");
    onlyPull(repository);
  });

  it("takes nobody back: says so where a version is pinned, and stays where a channel is followed", async () => {
    await at.rendered("newer", "v1.1.0");
    const pinned = await at.run("newer", "v1.0.0");
    assert.equal(pinned.kind, "stopped");
    assert.match(
      pinned.why,
      /has v1\.1\.0, which is newer than v1\.0\.0, and cannot go back: set `repository\.template_version: v1\.1\.0`/,
    );
    assert.equal((await at.run("newer", { kind: "channel", tag: "v1.0.0" })).kind, "nothing");
  });

  it("stops at an answers file of another template, and at one that cannot be read", async () => {
    const repository = await at.rendered("other");
    const text = (await repository.file(".copier-answers.yml")) ?? "";
    const files = (changed: string) => ({ message: "x", files: { ".copier-answers.yml": changed } });
    await repository.commit(files(text.replace("acme/template", "acme/else")));
    assert.match((await at.run("other")).why, /names another template/);
    await repository.commit(files("<<<<<<< before\na: [\n"));
    assert.match((await at.run("other")).why, /cannot be read/);
    await repository.commit(files(text.replace("v1.0.0", "1a2b3c4")));
    assert.match((await at.run("other")).why, /no released version/);
  });

  it("says what Copier says of an answer that the template refuses", async () => {
    await at.github.world.create({ name: "refused" });
    const outcome = await at.run(at.project("refused", { answers: { project_name: "a b" } }));
    assert.equal(outcome.kind, "failed");
    assert.match(outcome.why, /Copier cannot render v1\.1\.0: .*must have no blanks/);
  });

  it("reaches a repository under the name that it had, also when it is renamed under way", async () => {
    const repository = await at.rendered("before");
    await at.github.world.rename("acme/before", "acme/after");
    const outcome = await at.run("before", "v1.1.0");
    assert.deepEqual([outcome.kind, outcome.repository], ["asked", "acme/after"], outcome.why);
    at.github.world.faults.add({
      method: "POST",
      path: "/git-receive-pack",
      before: () => at.github.world.rename("acme/after", "acme/finally"),
    });
    // Git follows no redirect in the middle of a push.
    assert.equal((await at.run("before", "v1.2.0")).kind, "later");
    assert.equal((await at.run("before", "v1.2.0")).kind, "asked");
    assert.equal(onlyPull(repository).title, "Update the template to v1.2.0");
  });

  it("says what to do about a repository that is gone, an App that is, and a branch that is kept from it", async () => {
    assert.match((await at.run("nowhere")).why, /^acme\/nowhere is not there, or the App is not installed/);
    const kept = await at.rendered("kept");
    await at.run("kept", "v1.1.0");
    const tip = await kept.branch(BRANCH);
    kept.state.protectedBranches.push({ branch: BRANCH, by: "ruleset" });
    const outcome = await at.run("kept", "v1.2.0");
    assert.equal(outcome.kind, "failed");
    assert.match(outcome.why, /^a rule of acme\/kept refuses the bot's push: let the App bypass it/);
    assert.equal(await kept.branch(BRANCH), tip);
    await at.rendered("suspended");
    at.github.world.suspend();
    const suspended = await at.run("suspended");
    at.github.world.suspend(false);
    assert.equal(suspended.kind, "failed");
    assert.match(suspended.why, /see whether its installation is suspended/);
    at.github.world.faults.add({ path: "/git-upload-pack", answer: { status: 401 }, times: 9 });
    assert.equal((await at.run("suspended")).kind, "failed");
  });

  it("waits out short limits and server errors, and leaves long ones for later", async () => {
    const repository = await at.rendered("limited");
    const { faults } = at.github.world;
    faults.add({ path: "/repos/acme/limited", answer: secondaryLimit(1) });
    faults.add({ method: "POST", path: "/pulls", answer: { status: 502, message: "Bad gateway" } });
    assert.equal((await at.run("limited")).kind, "asked");
    onlyPull(repository);
    faults.add({ path: "/repos/acme/limited", answer: primaryLimit(600), times: 9 });
    const later = await at.run("limited");
    assert.equal(later.kind, "later");
    assert.ok((later.seconds ?? 0) > 500);
    faults.clear();
    faults.add({ path: "/repos/acme/limited", answer: { status: 503 }, times: 99 });
    assert.deepEqual(
      [(await at.run("limited")).kind, (await at.run("limited")).why],
      ["later", "GitHub answered 503"],
    );
  });

  it("ends what was cut off at any request, without a second pull request or commit", async () => {
    const repository = await at.rendered("cut");
    const { faults } = at.github.world;
    const writes = [
      { method: "POST", path: "/git-receive-pack" },
      { method: "POST", path: "/pulls" },
      { method: "POST", path: "/issues/1/labels" },
    ];
    for (const write of writes) {
      faults.add({ ...write, cut: true, times: 9 });
      await at.run("cut");
      faults.clear();
    }
    assert.equal((await at.run("cut")).kind, "asked");
    assert.deepEqual(onlyPull(repository).labels, ["marvin:template"]);
    assert.equal(await repository.git.text(["rev-list", "--count", `main..${BRANCH}`]), "1");
  });

  it("logs no token", () => {
    assert.ok(at.said.length > 0);
    assert.doesNotMatch(at.said.join("\n"), /ghs_|eC1hY2Nlc3M/);
  });
});
