import { Git, gitEnvironment, withToken, type Identity } from "../git/git";
import { remoteFailure } from "../git/remote";
import { gitOf, type GitHubPlace } from "../github/client";
import { conflictTrailers } from "./conflicts";

export interface WorkingCopyOptions {
  /** `owner/name` */
  readonly repository: string;
  readonly place: GitHubPlace;
  readonly token: string;
  readonly identity: Identity;
  /** An empty directory, which becomes the working tree. */
  readonly tree: string;
  /** A directory beside it, which may be written to. */
  readonly folder: string;
}

/** A working tree of a project's repository, in which the bot renders, commits and pushes. */
export class WorkingCopy {
  private constructor(
    readonly git: Git,
    private readonly repository: string,
  ) {}

  /** An empty one. */
  static async open(options: WorkingCopyOptions): Promise<WorkingCopy> {
    const { repository, place, token, identity, tree, folder } = options;
    const site = gitOf(place);
    const settings = { ...withToken(site, token), "protocol.version": "2" };
    const copy = new WorkingCopy(new Git(tree, gitEnvironment(folder, { identity, settings })), repository);
    await copy.git.run("init", "--quiet", "--initial-branch", "work");
    await copy.git.run("remote", "add", "origin", `${site}/${repository}.git`);
    return copy;
  }

  /**
   * Fetches commits and stands on the first of them.
   * @param whole with all that led to them, for a merge; else only what they are
   */
  async checkOut(
    commits: readonly [string, ...string[]],
    { whole }: { readonly whole: boolean },
  ): Promise<void> {
    const depth = whole ? [] : ["--depth", "1"];
    await this.remote("fetch", "--quiet", "--no-tags", ...depth, "origin", ...commits);
    await this.git.run("reset", "--quiet", "--hard", commits[0]);
  }

  /** Merges a commit into what is checked out. Where that conflicts nothing changes, and the answer is false. */
  async merge(commit: string, message: string): Promise<boolean> {
    const { code } = await this.git.try("merge", "--quiet", "--no-ff", "-m", message, commit);
    if (code !== 0) await this.git.try("merge", "--abort");
    return code === 0;
  }

  /**
   * Commits all that has changed.
   * @returns whether anything had, and the files with conflict markers in them
   */
  async commit(
    message: string,
  ): Promise<{ readonly changed: boolean; readonly conflicts: readonly string[] }> {
    // Copier leaves conflicts unmerged in the index, and ends as if there were none.
    const conflicts = await this.git.names("diff", "--name-only", "--diff-filter=U", "-z");
    await this.git.run("add", "--all");
    if ((await this.git.try("diff", "--cached", "--quiet")).code === 0) return { changed: false, conflicts };
    const trailers = conflicts.length === 0 ? [] : ["-m", conflictTrailers(conflicts)];
    await this.git.run("commit", "--quiet", "--no-verify", "-m", message, ...trailers);
    return { changed: true, conflicts };
  }

  /**
   * Pushes what is checked out to a branch, if that is still where it was: never over a commit that came in between.
   * @param expected commit of the branch; undefined where there is to be none
   */
  async push(branch: string, expected: string | undefined): Promise<void> {
    const ref = `refs/heads/${branch}`;
    await this.remote(
      "push",
      "--quiet",
      `--force-with-lease=${ref}:${expected ?? ""}`,
      "origin",
      `HEAD:${ref}`,
    );
  }

  private async remote(...args: readonly string[]): Promise<void> {
    try {
      await this.git.run(...args);
    } catch (error) {
      throw remoteFailure(error, this.repository);
    }
  }
}
