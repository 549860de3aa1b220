import { runProcess, type ProcessAnswer } from "./process";

/** Who commits. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** A command of Git that ended with a code that says no. */
export class GitFailed extends Error {
  override readonly name = "GitFailed";

  constructor(
    readonly args: readonly string[],
    readonly answer: ProcessAnswer,
  ) {
    super(`git ${args[0] ?? ""} ended with ${answer.code}`);
  }
}

/** Settings of Git by name, which no file and no command line shows. */
export type Settings = Readonly<Record<string, string>>;

/** Settings by which Git speaks to one site with a token. */
export function withToken(site: string, token: string): Settings {
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return { [`http.${site.replace(/\/*$/, "/")}.extraHeader`]: `Authorization: Basic ${basic}` };
}

/**
 * Environment of Git and of programs that run it: none of the machine's configuration, no questions, and the settings
 * by variables, which other users do not see.
 * @param home a directory that may be written to
 */
export function gitEnvironment(
  home: string,
  { identity, settings = {} }: { readonly identity?: Identity; readonly settings?: Settings } = {},
): Record<string, string> {
  const all = Object.entries({ "core.hooksPath": "/dev/null", "gc.auto": "0", ...settings });
  return {
    PATH: process.env["PATH"] ?? "/usr/bin:/bin",
    HOME: home,
    LC_ALL: "C.UTF-8",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    ...(identity && {
      GIT_AUTHOR_NAME: identity.name,
      GIT_AUTHOR_EMAIL: identity.email,
      GIT_COMMITTER_NAME: identity.name,
      GIT_COMMITTER_EMAIL: identity.email,
    }),
    GIT_CONFIG_COUNT: String(all.length),
    ...Object.fromEntries(
      all.flatMap(([key, value], at) => [
        [`GIT_CONFIG_KEY_${at}`, key],
        [`GIT_CONFIG_VALUE_${at}`, value],
      ]),
    ),
  };
}

/** Seconds for which one command of Git may run. */
const LIMIT = 300;

/** Git in one working tree. */
export class Git {
  constructor(
    readonly directory: string,
    readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Whatever it ends with. */
  try(...args: readonly string[]): Promise<ProcessAnswer> {
    return runProcess("git", args, { cwd: this.directory, env: this.environment, limit: LIMIT });
  }

  /**
   * What it writes, without the last line's end.
   * @throws GitFailed
   */
  async run(...args: readonly string[]): Promise<string> {
    const answer = await this.try(...args);
    if (answer.code !== 0) throw new GitFailed(args, answer);
    return answer.stdout.replace(/\n$/, "");
  }

  /** Names that it writes with NUL behind each (`-z`). */
  async names(...args: readonly string[]): Promise<string[]> {
    return (await this.run(...args)).split("\0").filter((name) => name !== "");
  }
}
