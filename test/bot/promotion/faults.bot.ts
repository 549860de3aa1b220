import assert from "node:assert/strict";
import { TryLater } from "../../../bot/failure";
import { changedFiles } from "../../../sandbox/githubApi/commits";
import { primaryLimit, secondaryLimit, type HttpFault } from "../../../sandbox/githubApi/faults";
import { manifestOf, Promotions, type Project } from "./hosted";

/** What is made for a release, in its order: whatever ends in between must be made good by the next try. */
const MADE: readonly [string, RegExp][] = [
  ["the blob", /git\/blobs$/],
  ["the tree", /git\/trees$/],
  ["the commit", /git\/commits$/],
  ["the branch", /git\/refs$/],
  ["the pull request", /pulls$/],
  ["the label", /marvin\/labels$/],
  ["the label's place", /issues\/\d+\/labels$/],
  ["the answer", /statuses$/],
];

describe("a promotion that is disturbed", () => {
  const promotions = new Promotions();

  async function released(name: string): Promise<Project> {
    const project = await promotions.project(name);
    await project.release("v1.0.0");
    await project.request("v1.0.0");
    return project;
  }

  const later = (project: Project, fits: (error: TryLater) => void = () => {}) =>
    assert.rejects(project.promote("v1.0.0"), (error) => {
      assert.ok(error instanceof TryLater, String(error));
      fits(error);
      return true;
    });

  for (const [index, [what, path]] of MADE.entries()) {
    const kinds: readonly [string, HttpFault][] = [
      ["is refused by a server's fault", { answer: { status: 502 }, times: 4 }],
      ["is made, and the answer lost", { cut: true, times: 4 }],
    ];
    for (const [how, fault] of kinds) {
      it(`is made good after ${what} ${how}`, async () => {
        const project = await released(`${fault.cut ? "cut" : "down"}-${index}`);
        promotions.world.faults.add({ method: "POST", path, ...fault });
        await project.promote("v1.0.0").catch((error: unknown) => assert.ok(error instanceof TryLater));
        promotions.world.faults.clear();
        await project.promote("v1.0.0");
        const since = promotions.world.requests.length;
        await project.promote("v1.0.0");
        assert.deepEqual(promotions.writes(since), []);
        const [pull, ...more] = project.pulls("v1.0.0");
        assert.deepEqual([more, pull?.labels, project.open()], [[], ["marvin:promotion"], ["v1.0.0"]]);
        assert.equal(project.answers("v1.0.0").length, 1);
        assert.equal(
          (await changedFiles(promotions.manager.git, pull?.forkSha, pull?.headSha ?? "")).length,
          1,
        );
      });
    }
  }

  it("waits as long as GitHub says where a limit is met, and goes on after it", async () => {
    const project = await released("limits");
    promotions.world.faults.add({ path: /check-runs$/, answer: primaryLimit(1800) });
    // GitHub says when, in whole seconds: that is up to a second more.
    await later(project, ({ seconds = 0 }) => assert.ok(seconds > 1700 && seconds <= 1801, String(seconds)));
    promotions.world.faults.add({ method: "POST", path: /pulls$/, answer: secondaryLimit(120) });
    await later(project, ({ seconds }) => assert.equal(seconds, 120));
    await project.promote("v1.0.0");
    assert.deepEqual(project.open(), ["v1.0.0"]);
  });

  it("takes in what the default branch changed, with no commit lost", async () => {
    const project = await promotions.project(
      "conflict",
      manifestOf("conflict", "releases:\n  prod: v0.8.0\n"),
    );
    const commit = await project.release("v1.0.0");
    await project.promote("v1.0.0");
    const [before] = project.pulls("v1.0.0").map(({ headSha }) => headSha);
    await promotions.edit(
      "conflict",
      manifestOf("conflict", "releases:\n  dev: next # new\n  prod: v0.9.0\n"),
    );
    await project.promote("v1.0.0");
    const [pull] = project.pulls("v1.0.0");
    assert.ok(pull && before && (await promotions.manager.git.isAncestor(before, pull.headSha)));
    assert.ok(await promotions.manager.git.mergedTree(pull.baseSha, pull.headSha));
    assert.equal(
      await project.manifest(pull.headSha),
      manifestOf("conflict", `releases:\n  dev: next # new\n  prod: v1.0.0@${commit}\n`),
    );
    assert.match(pull.body ?? "", /instead of \| v0\.9\.0 /);
    const fork = await promotions.manager.forkOf(pull.headSha, pull.baseSha);
    const [changed, ...more] = await changedFiles(promotions.manager.git, fork, pull.headSha);
    assert.deepEqual([changed?.additions, changed?.deletions, more], [1, 1, []]);
  });

  it("leaves a branch with somebody's commits alone, also where they come just then", async () => {
    const project = await released("meddled");
    await project.promote("v1.0.0");
    await promotions.edit("meddled", `${manifestOf("meddled")}# more\n`);
    const meddle = () =>
      promotions.manager.commit({
        branch: "marvin/promote/meddled/v1.0.0",
        message: "Mine",
        files: { "mine.txt": "1\n" },
      });
    let theirs = "";
    promotions.world.faults.add({
      method: "PATCH",
      path: /git\/refs\//,
      before: async () => {
        theirs = await meddle();
      },
    });
    await later(project);
    assert.match((await project.promote("v1.0.0")).because, /somebody's commits and is left as it is/);
    assert.equal(project.pulls("v1.0.0")[0]?.headSha, theirs);
    project.decline("v1.0.0");
    await project.request("v1.0.0", "ada");
    assert.equal((await project.promote("v1.0.0")).kind, "refuse");
    assert.match(
      project.answers("v1.0.0").join(),
      /^error the branch marvin\/promote\/meddled\/v1\.0\.0 has/,
    );
  });

  it("uses again what is left of an earlier pull request", async () => {
    const project = await released("leftover");
    await project.promote("v1.0.0");
    const [first] = project.pulls("v1.0.0");
    project.decline("v1.0.0");
    await promotions.edit("leftover", `# new\n${manifestOf("leftover")}`);
    await project.request("v1.0.0", "ada");
    await project.promote("v1.0.0");
    const [, second] = project.pulls("v1.0.0");
    assert.ok(first && second && (await promotions.manager.git.isAncestor(first.headSha, second.headSha)));
    assert.match((await project.manifest(second.headSha)) ?? "", /^# new\n/);
  });
});
