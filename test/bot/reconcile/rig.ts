import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../../../bot/failure";
import type { FleetProject } from "../../../bot/fleet/fleet";
import type { Target } from "../../../bot/fleet/rollout";
import { PURPOSES, type Mint } from "../../../bot/github/mint";
import type { Outcome } from "../../../bot/reconcile/outcome";
import { reconcile, type Tools } from "../../../bot/reconcile/reconcile";
import { Template } from "../../../bot/template/template";
import { pythonWith } from "../../../cli/python/environment";
import { accountAddress } from "../../../sandbox/githubApi/shapes/commit";
import type { FakeGitHub } from "../../../sandbox/githubApi/start";
import type { Repository } from "../../../sandbox/githubApi/repository";
import { hostGitHub, type Hosted } from "../../sandbox/githubApi/github";

export const BOT = "app[bot]";
export const TEMPLATE = "acme/template";

type Files = Readonly<Record<string, string>>;

const QUESTIONS = `_answers_file: .copier-answers.yml
_templates_suffix: .jinja
_subdirectory: project
project_name:
  type: str
  validator: "{% if ' ' in project_name %}must have no blanks{% endif %}"
greeting:
  type: str
  default: Hello
`;

const FIRST: Files = {
  "copier.yml": QUESTIONS,
  "CHANGELOG.md": "# Changelog\n\n## 1.0.0\n\n- The first.\n",
  "project/{{ _copier_conf.answers_file }}.jinja": "# Kept by Copier.\n{{ _copier_answers | to_nice_yaml }}",
  "project/README.md.jinja": "# {{ project_name }}\n\n{{ greeting }}\n",
  "project/settings.txt.jinja": "one\ntwo\nthree\n",
  "project/.github/workflows/check.yml": "on: pull_request\n",
};

/** What later versions change. */
const LATER: Readonly<Record<string, Files>> = {
  "v1.1.0": {
    "project/settings.txt.jinja": "one\ntwo, of 1.1\nthree\n",
    "project/.github/workflows/check.yml": "on: [pull_request, push]\n",
    "CHANGELOG.md": "# Changelog\n\n## 1.1.0\n\n- Two is of 1.1.\n\n## 1.0.0\n\n- The first.\n",
  },
  "v1.2.0": {
    "project/new.txt": "new\n",
    "CHANGELOG.md":
      "# Changelog\n\n## 1.2.0\n\n- A new file.\n\n## 1.1.0\n\n- Two is of 1.1.\n\n## 1.0.0\n\n- The first.\n",
  },
};

/** A GitHub with a template in three versions and a bot, for the tests of one `describe`. */
export interface Rig {
  readonly hosted: Hosted;
  readonly github: FakeGitHub;
  readonly tools: Tools;
  /** What was logged. */
  readonly said: string[];
  /** A project whose repository is as the template made it at a version, and merged that. */
  rendered(name: string, version?: string): Promise<Repository>;
  project(name: string, more?: Partial<FleetProject>): FleetProject;
  run(project: FleetProject | string, target?: Target | string, dryRun?: boolean): Promise<Outcome>;
}

export function rig(): Rig {
  const hosted = hostGitHub();
  const held: { tools?: Tools; rendered: Map<string, string> } = { rendered: new Map() };
  const said: string[] = [];
  before(async function () {
    this.timeout(300_000);
    const { github, scratch } = hosted;
    await makeTemplate(github);
    const reached = { ...github, mint: worldMint(github) };
    held.tools = await toolsFor(reached, { folder: mkdtempSync(join(scratch, "bot-")), said });
  });
  const tools = () => {
    if (held.tools === undefined) throw new Error("the rig is not up yet");
    return held.tools;
  };
  const run: Rig["run"] = (project, target = "v1.1.0", dryRun = false) =>
    reconcile(
      typeof project === "string" ? projectOf(project) : project,
      typeof target === "string" ? { kind: "pinned", tag: target } : target,
      tools(),
      { dryRun },
    );
  return {
    hosted,
    said,
    get github() {
      return hosted.github;
    },
    get tools() {
      return tools();
    },
    project: projectOf,
    run,
    // Rendered once by the bot itself; others are copies of that with their own name in it.
    async rendered(name, version = "v1.0.0") {
      const { world } = hosted.github;
      let model = held.rendered.get(version);
      if (model === undefined) {
        const repository = await world.create({ name: modelOf(version) });
        const outcome = await run(repository.state.name, version);
        if (outcome.kind !== "begun") throw new Error(outcome.why);
        model = repository.directory;
        held.rendered.set(version, model);
      }
      const repository = await world.create({ name, from: model });
      const files: Record<string, string> = {};
      for (const path of [".copier-answers.yml", "README.md"]) {
        files[path] = ((await repository.file(path)) ?? "").replaceAll(modelOf(version), name);
      }
      await repository.commit({ message: "Take the project's name", files });
      return repository;
    },
  };
}

export function projectOf(name: string, more: Partial<FleetProject> = {}): FleetProject {
  return {
    project: name,
    repository: `acme/${name}`,
    lifecycle: "active",
    template: "v1.1.0",
    answers: { project_name: name },
    principals: {},
    ...more,
  };
}

export async function makeTemplate(github: FakeGitHub): Promise<void> {
  const template = await github.world.create({ name: "template" });
  await template.commit({ message: "Begin", files: FIRST });
  await template.tag("v1.0.0");
  for (const [version, files] of Object.entries(LATER)) {
    await template.commit({ message: version, files });
    await template.tag(version);
  }
}

/** A mint whose tokens have what the App's would have, and no more. */
export function worldMint({ world }: FakeGitHub): Mint {
  return {
    token: (purpose, repository) => {
      const found = world.find(repository) ?? world.findFormer(repository);
      const repositories = found === undefined ? [] : [found.fullName];
      const token = world.token({ repositories, permissions: PURPOSES[purpose] });
      return Promise.resolve({ token, expires: Date.now() + 3_600_000 });
    },
  };
}

export async function toolsFor(
  { api, web, mint }: Pick<FakeGitHub, "api" | "web"> & { readonly mint: Mint },
  { folder, said = [] }: { readonly folder: string; readonly said?: string[] },
): Promise<Tools> {
  // Named as at GitHub, so that what is recorded in projects is no address of this run's.
  const place = { api, web: "https://github.com", git: web };
  const { token } = await mint.token("clone", TEMPLATE);
  const note = (message: string, details = {}) => void said.push(`${message} ${JSON.stringify(details)}`);
  const log: Log = { info: note, warn: note };
  return {
    place,
    mint,
    log,
    bot: { login: BOT, identity: accountAddress(BOT) },
    copier: {
      program: await pythonWith(join("template", "requirements", "copier.txt")),
      args: ["-m", "copier"],
    },
    template: await Template.open(TEMPLATE, { place, token, folder }),
    folder,
    hurry: true,
  };
}

function modelOf(version: string): string {
  return `model-${version.replaceAll(".", "-")}`;
}
