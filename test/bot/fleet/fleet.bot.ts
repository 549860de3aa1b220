import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { join } from "node:path";
import type { FleetProject } from "../../../bot/fleet/fleet";
import type { Outcome } from "../../../bot/reconcile/outcome";
import { BRANCH } from "../../../bot/reconcile/state";
import { secondaryLimit } from "../../../sandbox/githubApi/faults";
import { BOT, rig } from "../reconcile/rig";

const COUNTS = {
  empty: 8,
  pristine: 4,
  behind: 16,
  current: 6,
  edited: 4,
  conflicting: 3,
  shared: 2,
  foreign: 2,
  archived: 2,
  paused: 2,
  renamed: 1,
} as const;
type Kind = keyof typeof COUNTS;

describe("a fleet of fifty repositories in mixed states", function () {
  this.timeout(600_000);
  const at = rig();
  const projects: FleetProject[] = [];
  const kindOf = (project: string) => project.split("-")[0] as Kind;
  const theirs = new Map<string, string>();

  before(async () => {
    for (const [kind, count] of Object.entries(COUNTS)) {
      for (let number = 1; number <= count; number++) await make(kind as Kind, `${kind}-${number}`);
    }
    assert.equal(projects.length, 50);
  });

  async function make(kind: Kind, name: string): Promise<void> {
    const { world } = at.github;
    const isRendered = !["empty", "pristine", "foreign"].includes(kind);
    const repository = isRendered
      ? await at.rendered(name, kind === "current" ? "v1.1.0" : "v1.0.0")
      : await world.create({ name });
    const commit = (message: string, files: Record<string, string>, branch?: string) =>
      repository.commit({ message, files, ...(branch !== undefined && { branch }) });
    if (kind === "pristine") await commit("Initial commit", { "README.md": `# ${name}` });
    if (kind === "foreign") await commit("Begin", { "main.py": "print()\n" });
    if (kind === "edited") await commit("Mine", { "mine.txt": "mine\n", "README.md": "# My own words\n" });
    if (kind === "conflicting") await commit("Mine", { "settings.txt": "one\nmine\nthree\n" });
    if (kind === "shared") theirs.set(name, await commit("Try", { "try.txt": "try\n" }, BRANCH));
    if (kind === "archived") repository.state.archived = true;
    projects.push(at.project(name, { lifecycle: kind === "paused" ? "paused" : "active" }));
    if (kind === "renamed") await world.rename(`acme/${name}`, `acme/${name}-since`);
  }

  function start(seen?: () => boolean): Promise<readonly Outcome[] | "killed"> {
    const { api, web: git, world } = at.github;
    const options = JSON.stringify({ api, git, token: world.token({ seconds: 3600 }), projects });
    const child = fork(join(__dirname, "worker.ts"), [options], { execArgv: ["--import", "tsx"] });
    return new Promise((resolve) => {
      let outcomes: readonly Outcome[] | "killed" = "killed";
      const timer = setInterval(() => {
        if (seen?.() === true) child.kill("SIGKILL");
      }, 20);
      child.on("message", (message) => {
        if (message !== "ready") outcomes = message as readonly Outcome[];
      });
      child.once("close", () => {
        clearInterval(timer);
        resolve(outcomes);
      });
    });
  }

  const repositoryOf = ({ repository }: FleetProject) => {
    const found = at.github.world.find(repository) ?? at.github.world.findFormer(repository);
    assert.ok(found);
    return found;
  };
  const writes = (from: number) =>
    at.github.world.requests
      .slice(from)
      .filter(({ method, path }) => method !== "GET" && !path.endsWith("git-upload-pack"));

  it("is killed in the middle", async () => {
    const { world } = at.github;
    assert.equal(await start(() => world.asked("POST", /\/pulls$/).length >= 7), "killed");
    const pulls = projects.flatMap((project) => repositoryOf(project).state.pulls);
    assert.ok(pulls.length >= 5 && pulls.length < 25, `${pulls.length} pull requests`);
  });

  it("goes on through limits and errors, and comes to one pull request each, with no commit lost", async () => {
    const { faults } = at.github.world;
    faults.add(
      { path: "/repos/acme/behind-12", answer: secondaryLimit(1) },
      { method: "POST", path: "/repos/acme/behind-13/pulls", answer: { status: 502 }, times: 2 },
      { method: "POST", path: "/acme/behind-14.git/git-receive-pack", cut: true },
      { path: "/repos/acme/behind-15", answer: { status: 503 }, times: 6 },
    );
    const outcomes = await start();
    faults.clear();
    assert.notEqual(outcomes, "killed");
    const kinds = new Map(
      (outcomes as readonly Outcome[]).map(({ project, kind, why }) => [project, { kind, why }]),
    );
    for (const project of projects) {
      const kind = kindOf(project.project);
      const { state, git } = repositoryOf(project);
      const outcome = kinds.get(project.project);
      const hasPull = !["empty", "current", "foreign", "archived", "paused"].includes(kind);
      assert.equal(
        outcome?.kind,
        hasPull ? "asked" : kind === "empty" ? outcome?.kind : "nothing",
        outcome?.why,
      );
      assert.equal(state.pulls.length, hasPull ? 1 : 0, project.project);
      assert.ok(state.pulls.every(({ state: is, user }) => is === "open" && user === BOT));
      if (kind === "empty") assert.equal(await git.text(["rev-list", "--count", "main"]), "1");
      if (hasPull && kind !== "shared") {
        assert.equal(await git.text(["rev-list", "--count", `main..${BRANCH}`]), "1", project.project);
      }
      if (kind === "shared") {
        assert.ok(await git.isAncestor(theirs.get(project.project) ?? "", state.pulls[0]?.headSha ?? ""));
      }
      if (kind === "edited")
        assert.equal(await repositoryOf(project).file("README.md", BRANCH), "# My own words\n");
      assert.equal(state.pulls[0]?.labels.includes("marvin:conflict") ?? false, kind === "conflicting");
    }
  });

  it("writes nothing when it is run once more", async () => {
    const before = at.github.world.requests.length;
    assert.notEqual(await start(), "killed");
    assert.deepEqual(
      writes(before).map(({ method, path }) => `${method} ${path}`),
      [],
    );
  });
});
