import { join } from "node:path";
import { remoteFailure } from "../git/remote";
import { Git, GitFailed, gitEnvironment, withToken, type Settings } from "../git/git";
import { sameName } from "../github/place";
import { gitOf, type GitHubPlace } from "../github/client";
import { changesBetween } from "./changelog";
import { releasesOf } from "./versions";

const CHANGELOG = "CHANGELOG.md";

/** The template's repository, fetched once with all its versions, for many projects. */
export class Template {
  private constructor(
    /** `owner/name` */
    readonly repository: string,
    /** Address that projects are recorded with. */
    readonly url: string,
    /** Tags that are versions, oldest first. */
    readonly releases: readonly string[],
    private readonly git: Git,
  ) {}

  /**
   * @param repository `owner/name`
   * @param folder an empty directory, which holds it from then on
   * @throws Refused or TryLater where it cannot be cloned
   */
  static async open(
    repository: string,
    {
      place,
      token,
      folder,
    }: { readonly place: GitHubPlace; readonly token: string; readonly folder: string },
  ): Promise<Template> {
    const site = gitOf(place);
    const bare = join(folder, "template.git");
    const git = new Git(folder, gitEnvironment(folder, { settings: withToken(site, token) }));
    try {
      await git.run("clone", "--quiet", "--bare", `${site}/${repository}.git`, bare);
    } catch (error) {
      throw remoteFailure(error, repository);
    }
    const inside = new Git(bare, gitEnvironment(folder));
    const releases = releasesOf((await inside.run("tag", "--list")).split("\n"));
    return new Template(repository, `${place.web}/${repository}.git`, releases, inside);
  }

  /** Settings by which Git, and so Copier, takes this clone wherever the template's address is named. */
  get settings(): Settings {
    return { [`url.${this.git.directory}.insteadOf`]: this.url, "protocol.file.allow": "always" };
  }

  /** Whether an address, as a project has recorded it, is this template's. */
  isAt(source: string): boolean {
    const [, name] =
      /^(?:gh:|git\+https:\/\/|https:\/\/[^/]+\/|(?:ssh:\/\/)?git@[^:/]+[:/])?([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(
        source,
      ) ?? [];
    return source === this.url || (name !== undefined && sameName(name, this.repository));
  }

  /** What the changelog of a version says of it and of those since another; empty where there is none. */
  async changes(from: string | undefined, to: string): Promise<string> {
    try {
      return changesBetween(await this.git.run("show", `${to}:${CHANGELOG}`), from, to);
    } catch (error) {
      if (error instanceof GitFailed) return "";
      throw error;
    }
  }
}
