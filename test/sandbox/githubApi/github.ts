import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { githubWith, type GitHub } from "../../../bot/github/client";
import { QUIET_ENVIRONMENT } from "../../../sandbox/githubApi/git";
import { startGitHub, type FakeGitHub, type GitHubOptions } from "../../../sandbox/githubApi/start";
import { assertConform } from "../../bot/openapi/conform";

const SILENT = { info: () => {}, warn: () => {} };

/** A GitHub of its own for the tests of one `describe`, with a client that has all that the App has. */
export interface Hosted {
  readonly github: FakeGitHub;
  /** Directory that goes with it. */
  readonly scratch: string;
  /** A client with this token; one for everything without. */
  readonly client: (token?: string) => Promise<GitHub>;
  /** Git as a person or the bot runs it; what it said where it failed is in the error's `stderr`. */
  readonly git: (cwd: string, ...args: readonly string[]) => Promise<string>;
  /** Address to clone from with a token. */
  readonly remote: (fullName: string, token?: string) => string;
}

/** After its tests, all that was asked of it and all that it answered must be as GitHub describes its API. */
export function hostGitHub(options: Partial<GitHubOptions> = {}): Hosted {
  const hosted: { github?: FakeGitHub; scratch?: string } = {};
  before(async () => {
    hosted.scratch = mkdtempSync(join(tmpdir(), "marvin-github-"));
    hosted.github = await startGitHub({
      root: join(hosted.scratch, "hub"),
      organization: "acme",
      ...options,
    });
  });
  after(async () => {
    await hosted.github?.stop();
    if (hosted.scratch) rmSync(hosted.scratch, { recursive: true });
    await assertConform(hosted.github?.world.requests ?? []);
  });
  const running = () => {
    if (!hosted.github) throw new Error("GitHub is not running yet");
    return hosted.github;
  };
  return {
    get github() {
      return running();
    },
    get scratch() {
      return hosted.scratch ?? "";
    },
    client: (token = running().world.token()) =>
      githubWith(token, { place: running(), log: SILENT, hurry: true }),
    git: async (cwd, ...args) =>
      (
        await promisify(execFile)("git", args, { cwd, env: { ...QUIET_ENVIRONMENT, ...AUTHOR } })
      ).stdout.trim(),
    remote: (fullName, token = running().world.token()) =>
      `${running().web.replace("://", `://x-access-token:${token}@`)}/${fullName}.git`,
  };
}

const AUTHOR = {
  GIT_AUTHOR_NAME: "Bo Example",
  GIT_AUTHOR_EMAIL: "bo@example.com",
  GIT_COMMITTER_NAME: "Bo Example",
  GIT_COMMITTER_EMAIL: "bo@example.com",
};
