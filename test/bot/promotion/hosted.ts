import { PURPOSES } from "../../../bot/github/mint";
import type { Fleet, FleetProject } from "../../../bot/fleet/fleet";
import { promote, type Outcome, type Tools } from "../../../bot/promotion/promote";
import { makeCheckRun } from "../../../sandbox/githubApi/checks";
import { makeDeployment, type NewDeployment } from "../../../sandbox/githubApi/deployments";
import { merge } from "../../../sandbox/githubApi/merge";
import { makeRelease } from "../../../sandbox/githubApi/releases";
import { closePull, type Repository } from "../../../sandbox/githubApi/repository";
import type { Deployment, Pull } from "../../../sandbox/githubApi/state";
import { hostGitHub, type Hosted } from "../../sandbox/githubApi/github";

export const MANAGER = "acme/marvin";
const START = Date.UTC(2026, 0, 5);

export const manifestOf = (name: string, releases = "") =>
  `# ${name}\nname: ${name}\ndescription: "Says who leaves"  # soon\nowner: analytics\n${releases}`;

/** Projects, their manager and the bot, on a GitHub where each look at the clock is a second later than the last. */
export class Promotions {
  readonly hosted: Hosted;
  readonly projects: FleetProject[] = [];
  readonly logged: string[] = [];
  manager!: Repository;
  private seconds = 0;

  constructor() {
    this.hosted = hostGitHub({ now: () => new Date(START + ++this.seconds * 1000) });
    before(async () => {
      this.manager = await this.world.create({ name: "marvin" });
      await this.manager.commit({ message: "Begin", files: { "README.md": "Marvin\n" } });
    });
  }

  get world() {
    return this.hosted.github.world;
  }

  get tools(): Tools {
    const fleet: Fleet = { template: "acme/template", manager: MANAGER, projects: this.projects };
    const log = (message: string, details: unknown) =>
      this.logged.push(`${message} ${JSON.stringify(details ?? {})}`);
    return {
      fleet: () => Promise.resolve(fleet),
      github: (purpose, repository) =>
        this.hosted.client(
          this.world.token({ repositories: [repository], permissions: PURPOSES[purpose], seconds: 36_000 }),
        ),
      web: this.hosted.github.web,
      login: "app[bot]",
      log: { info: log, warn: log },
    };
  }

  /** A project with a repository and, unless that is null, a manifest. */
  async project(name: string, manifest: string | null = manifestOf(name)): Promise<Project> {
    const repository = await this.world.create({ name });
    await repository.commit({ message: "Begin", files: { "main.py": "0\n" } });
    if (manifest !== null) await this.edit(name, manifest);
    this.projects.push({
      project: name,
      repository: repository.fullName,
      lifecycle: "active",
      answers: {},
      principals: {},
    });
    return new Project(this, repository);
  }

  /** Somebody changes a manifest on the default branch. */
  edit(name: string, text: string): Promise<string> {
    return this.manager.commit({ message: `Edit ${name}`, files: { [`projects/${name}.yaml`]: text } });
  }

  /** Requests that change something, as `POST /repos/acme/...`, since a moment. */
  writes(since = 0): string[] {
    return this.world.requests
      .slice(since)
      .filter(({ method, surface }) => surface === "api" && method !== "GET")
      .map(({ method, path }) => `${method} ${path}`);
  }
}

/** One of the projects, as its people see it. */
export class Project {
  constructor(
    readonly of: Promotions,
    readonly repository: Repository,
  ) {}

  get name(): string {
    return this.repository.state.name;
  }

  /** A commit by way of a merged pull request that was tried in stage, and its release. */
  async release(
    tag: string,
    { evidence = "success", prerelease = false }: { evidence?: string | null; prerelease?: boolean } = {},
  ): Promise<string> {
    const commit = await this.repository.commit({ message: `Make ${tag}`, files: { "main.py": `${tag}\n` } });
    if (evidence !== null)
      await makeCheckRun(this.of.world, this.repository, {
        name: "stage-e2e",
        at: commit,
        conclusion: evidence,
      });
    await makeRelease(this.of.world, this.repository, { tag, target: commit, author: "ada", prerelease });
    return commit;
  }

  /** Asks for a tag as the project's workflow does, or as a person. */
  request(
    tag: string,
    creator = "github-actions[bot]",
    more: Partial<NewDeployment> = {},
  ): Promise<Deployment> {
    return makeDeployment(this.of.world, this.repository, {
      ref: tag,
      task: "promote",
      environment: "prod",
      production: true,
      autoMerge: false,
      contexts: [],
      creator,
      ...more,
    });
  }

  promote(tag: string): Promise<Outcome> {
    return promote({ repository: this.repository.fullName, tag }, this.of.tools);
  }

  /** What the bot answered to the newest request for a tag: `STATE DESCRIPTION`, the oldest first. */
  answers(tag: string): string[] {
    const newest = this.deployments(tag).at(-1);
    return (newest?.statuses ?? []).map(({ state, description }) => `${state} ${description}`);
  }

  deployments(tag: string): Deployment[] {
    return this.repository.state.deployments.filter(({ ref, task }) => ref === tag && task === "promote");
  }

  /** Pull requests for a tag in the manager, the oldest first. */
  pulls(tag: string): Pull[] {
    return this.of.manager.state.pulls.filter(({ head }) => head === `marvin/promote/${this.name}/${tag}`);
  }

  /** All of the project that are open, by tag. */
  open(): string[] {
    const prefix = `marvin/promote/${this.name}/`;
    return this.of.manager.state.pulls
      .filter(({ head, state }) => state === "open" && head.startsWith(prefix))
      .map(({ head }) => head.slice(prefix.length));
  }

  /** The manifest in a pull request, or on the default branch. */
  manifest(ref = "main"): Promise<string | undefined> {
    return this.of.manager.file(`projects/${this.name}.yaml`, ref);
  }

  async merge(tag: string): Promise<string> {
    const pull = this.pulls(tag).at(-1)!;
    return merge(this.of.manager, pull, { method: "squash", by: "grace", now: this.of.world.now() });
  }

  /** A person of the platform team says no. */
  decline(tag: string): void {
    closePull(this.pulls(tag).at(-1)!, this.of.world.time());
    this.of.manager.save();
  }
}
