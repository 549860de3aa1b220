import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { FleetProject } from "../../bot/fleet/fleet";
import { PURPOSES } from "../../bot/github/mint";
import { Git } from "../../sandbox/githubApi/git";
import type { Repository } from "../../sandbox/githubApi/repository";
import { accountAddress } from "../../sandbox/githubApi/shapes/commit";
import { startGitHub } from "../../sandbox/githubApi/start";
import { SANDBOX } from "../repository";
import { TEMPLATE } from "../template/template";
import type { Access } from "./access";

/** Where that GitHub is kept: what was pushed there is there in the next run. */
export const LOCAL_GITHUB = join(SANDBOX, "github");

const SLUG = "marvin";
const VERSION_FILE = join("package", "src", "marvin", "__init__.py");

/**
 * A GitHub on loopback for one organisation, with the template as it is in this folder at its version, and a
 * repository for each project, as GitHub makes it: with a README alone.
 * @param template `owner/name`
 */
export async function localGitHub(
  projects: readonly FleetProject[],
  { template, organization }: { readonly template: string; readonly organization: string },
): Promise<Access> {
  await mkdir(LOCAL_GITHUB, { recursive: true });
  const permissions = { ...PURPOSES.reconcile, deployments: "write" } as const;
  const github = await startGitHub({
    root: resolve(LOCAL_GITHUB),
    organization,
    app: { id: 1, slug: SLUG, permissions },
  });
  const { world } = github;
  const named = (fullName: string) => {
    const [owner = "", name = ""] = fullName.split("/");
    return { owner, name };
  };
  try {
    await publish(world.find(template) ?? (await world.create(named(template))));
    for (const { repository: fullName } of projects) {
      if (world.find(fullName) !== undefined) continue;
      const repository = await world.create(named(fullName));
      await repository.commit({
        message: "Initial commit",
        files: { "README.md": `# ${repository.state.name}\n` },
      });
    }
  } catch (error) {
    await github.stop();
    throw error;
  }
  const login = `${SLUG}[bot]`;
  return {
    place: { api: github.api, web: "https://github.com", git: github.web },
    template,
    mint: {
      token: (purpose, repository) => {
        const token = world.token({ repositories: [repository], permissions: PURPOSES[purpose] });
        return Promise.resolve({ token, expires: Date.now() + 3_600_000 });
      },
    },
    bot: { login, identity: accountAddress(login) },
    hurry: true,
    close: () => github.stop(),
  };
}

/** Commits the template's folder as it is, and tags it with its version, unless that is so already. */
async function publish({ git, directory }: Repository): Promise<void> {
  const version = /^__version__ = "([^"]+)"/m.exec(await readFile(join(TEMPLATE, VERSION_FILE), "utf8"))?.[1];
  if (version === undefined) throw new Error(`${join(TEMPLATE, VERSION_FILE)} names no version`);
  const folder = await mkdtemp(join(tmpdir(), "marvin-template-"));
  const author = accountAddress("marvin");
  const environment = {
    GIT_DIR: directory,
    GIT_WORK_TREE: TEMPLATE,
    GIT_INDEX_FILE: join(folder, "index"),
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
  };
  try {
    const ignored = ["-c", `core.excludesFile=${resolve(".gitignore")}`, "-c", "core.bare=false"];
    await new Git(TEMPLATE).bytes([...ignored, "add", "--all", "."], { environment });
    const tree = await git.text(["write-tree"], { environment });
    const tag = `v${version}`;
    if ((await git.resolve(`refs/tags/${tag}`, "tree")) === tree) return;
    const parent = await git.resolve("refs/heads/main", "commit");
    const parents = parent === undefined ? [] : ["-p", parent];
    const commit = await git.text(["commit-tree", tree, ...parents, "-m", `Publish ${tag}`], { environment });
    await git.bytes(["update-ref", "refs/heads/main", commit]);
    await git.bytes(["update-ref", `refs/tags/${tag}`, commit]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
