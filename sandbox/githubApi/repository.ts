import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { importCommit, type FileChanges, isoSeconds, type Signature } from "./commits";
import { Git } from "./git";
import type { Pull, RepositoryState } from "./state";

/** What a person commits. */
export interface PersonsCommit {
  /** @default the default branch */
  readonly branch?: string;
  /** Where a branch that is not there yet begins. @default the default branch */
  readonly from?: string;
  readonly message: string;
  readonly files: FileChanges;
  /** @default Ada Example */
  readonly author?: { readonly name: string; readonly email: string };
}

const PERSON = { name: "Ada Example", email: "ada@example.com" };

/** A bare repository and what GitHub knows of it beside Git. */
export class Repository {
  private turn: Promise<unknown> = Promise.resolve();
  private known: Git | undefined;
  private isFilled = false;

  private constructor(
    private readonly root: string,
    readonly state: RepositoryState,
    private readonly now: () => Date,
  ) {}

  /** A new one: its directories are made, and it is on disk. */
  static async create(
    root: string,
    state: RepositoryState,
    now: () => Date,
    from?: string,
  ): Promise<Repository> {
    const repository = new Repository(root, state, now);
    mkdirSync(join(root, state.owner), { recursive: true });
    const owner = new Git(join(root, state.owner));
    if (from === undefined) {
      await owner.bytes([
        "init",
        "--quiet",
        "--bare",
        "--initial-branch",
        state.defaultBranch,
        `${state.name}.git`,
      ]);
    } else {
      await owner.bytes(["clone", "--quiet", "--bare", "--no-hardlinks", from, `${state.name}.git`]);
      await repository.git.bytes(["symbolic-ref", "HEAD", `refs/heads/${state.defaultBranch}`]);
    }
    appendFileSync(join(repository.directory, "config"), SETTINGS);
    repository.save();
    return repository;
  }

  static open(root: string, file: string, now: () => Date): Repository {
    return new Repository(root, JSON.parse(readFileSync(file, "utf8")) as RepositoryState, now);
  }

  get fullName(): string {
    return `${this.state.owner}/${this.state.name}`;
  }

  get directory(): string {
    return join(this.root, this.state.owner, `${this.state.name}.git`);
  }

  /** One for as long as the repository keeps its name, and so its directory. */
  get git(): Git {
    if (this.known?.directory !== this.directory) {
      this.close();
      this.known = new Git(this.directory);
    }
    return this.known;
  }

  /** Ends what runs for it. It may be used again. */
  close(): void {
    this.known?.objects.close();
    this.known = undefined;
  }

  save(): void {
    const file = join(this.root, this.state.owner, `${this.state.name}.json`);
    writeFileSync(`${file}.new`, `${JSON.stringify(this.state, null, 2)}\n`);
    renameSync(`${file}.new`, file);
  }

  /** Changes one after another, so that what was looked at is still so when it is acted on. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work, work);
    this.turn = mine.catch(() => {});
    return mine;
  }

  /** Commit of a branch; undefined where there is no such branch. */
  branch(name: string): Promise<string | undefined> {
    return this.git.resolve(`refs/heads/${name}`, "commit");
  }

  /** The commit that a branch, a tag or a commit's name stands for. */
  async commitOf(ref: string): Promise<string | undefined> {
    const short = ref.replace(/^refs\//, "");
    for (const name of [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/${short}`]) {
      const sha = await this.git.resolve(name, "commit");
      if (sha !== undefined) return sha;
    }
    return /^[0-9a-f]{7,40}$/.test(ref) || ref === "HEAD" ? this.git.resolve(ref, "commit") : undefined;
  }

  /** The commit where two others parted; the base where they have nothing in common. */
  async forkOf(head: string, base: string): Promise<string> {
    return (await this.git.try(["merge-base", base, head])).stdout.toString().trim() || base;
  }

  /** Whether nobody has pushed yet. Its last branch cannot be deleted, so that it is never empty again. */
  async isEmpty(): Promise<boolean> {
    this.isFilled ||= (await this.git.lines(["for-each-ref", "--count=1"])).length > 0;
    return !this.isFilled;
  }

  /** What is at a path of a branch, as text; undefined where nothing is. */
  async file(path: string, ref = this.state.defaultBranch): Promise<string | undefined> {
    const commit = await this.commitOf(ref);
    const read = commit === undefined ? undefined : await this.git.objects.read(`${commit}:${path}`);
    return read?.kind === "blob" ? read.content.toString() : undefined;
  }

  /** Somebody pushes a commit. Nothing keeps them from it. */
  async commit({
    branch = this.state.defaultBranch,
    from,
    message,
    files,
    author = PERSON,
  }: PersonsCommit): Promise<string> {
    return this.inTurn(async () => {
      const parent = (await this.branch(branch)) ?? (await this.commitOf(from ?? this.state.defaultBranch));
      const ref = `refs/heads/${branch}`;
      const signature: Signature = { ...author, date: isoSeconds(this.now()) };
      await importCommit(this.git, ref, { parent, message, author: signature, files });
      const sha = await this.git.resolve(ref, "commit");
      if (sha === undefined) throw new Error(`${ref} of ${this.fullName} has no commit`);
      await this.settle();
      return sha;
    });
  }

  /** Makes a tag, or moves it; annotated where it has a message. */
  async tag(name: string, ref = this.state.defaultBranch, message?: string): Promise<string> {
    const commit = await this.commitOf(ref);
    if (commit === undefined) throw new Error(`${this.fullName} has no ${ref} to tag`);
    if (message === undefined) await this.git.bytes(["tag", "--force", name, commit]);
    else
      await this.git.bytes(["tag", "--force", "--annotate", "--message", message, name, commit], {
        environment: { GIT_COMMITTER_NAME: PERSON.name, GIT_COMMITTER_EMAIL: PERSON.email },
      });
    return commit;
  }

  /** Somebody deletes a tag. */
  async deleteTag(name: string): Promise<void> {
    await this.inTurn(async () => {
      await this.git.bytes(["update-ref", "-d", `refs/tags/${name}`]);
      await this.settle();
    });
  }

  async deleteBranch(name: string): Promise<void> {
    await this.inTurn(async () => {
      await this.git.bytes(["update-ref", "-d", `refs/heads/${name}`]);
      await this.settle();
    });
  }

  /**
   * What GitHub does by itself after refs have changed: open pull requests follow their branch, count as merged when
   * their base has all their commits, and close when a branch of theirs is gone. A release without its tag is a draft.
   */
  async settle(): Promise<void> {
    const now = isoSeconds(this.now());
    for (const pull of this.state.pulls.filter(({ state }) => state === "open")) {
      const [head, base] = [await this.branch(pull.head), await this.branch(pull.base)];
      if (head === undefined || base === undefined) closePull(pull, now);
      else if (head !== pull.headSha || base !== pull.baseSha) {
        pull.headSha = head;
        pull.baseSha = base;
        pull.updatedAt = now;
        const fork = await this.forkOf(head, base);
        if (fork !== head) pull.forkSha = fork;
        else {
          Object.assign(pull, { mergedAt: now, mergedBy: null, mergeSha: base });
          closePull(pull, now);
        }
      }
    }
    for (const release of this.state.releases)
      if ((await this.git.resolve(`refs/tags/${release.tag}`)) === undefined) release.draft = true;
    this.state.pushedAt = now;
    this.save();
  }
}

export function closePull(pull: Pull, now: string): void {
  pull.state = "closed";
  pull.closedAt = now;
  pull.updatedAt = now;
}

/** Partial clones and fetches of single commits work at GitHub; pushes by HTTP are off by default in Git. */
const SETTINGS = `[http]
	receivepack = true
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[gc]
	auto = 0
[receive]
	autogc = false
`;
