import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isoSeconds } from "./commits";
import { HttpFaults } from "./faults";
import { Repository } from "./repository";
import type {
  Installation,
  OrganizationState,
  Permissions,
  ProtectedBranch,
  RepositoryState,
  TokenState,
} from "./state";

/** A GitHub App. */
export interface AppOptions {
  readonly id: number;
  readonly slug: string;
  /** PEM; more than one while a new key comes in. Without one nobody can speak as the App. */
  readonly publicKeys?: readonly string[];
  /** What it asks for, and what its installation has at first. */
  readonly permissions: Permissions;
}

export interface WorldOptions {
  /** Directory of everything. Made when it does not exist. */
  readonly root: string;
  /** Login of the organisation that the App is installed in. */
  readonly organization: string;
  readonly app?: AppOptions;
  /** @default the machine's time */
  readonly now?: () => Date;
}

export interface NewRepository {
  readonly name: string;
  /** @default the organisation */
  readonly owner?: string;
  /** @default true */
  readonly private?: boolean;
  /** @default "main" */
  readonly defaultBranch?: string;
  /** @default none */
  readonly protectedBranches?: readonly ProtectedBranch[];
  /** A Git repository to begin with, as a directory. @default empty */
  readonly from?: string;
}

/** A request as it came in, and what it was answered. Never with a token in it. */
export interface RecordedRequest {
  readonly method: string;
  /** Below the API's base, or below the site's for Git. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly surface: "api" | "git";
  /** Path of the operation in GitHub's description; absent for Git, and where there is none. */
  operation?: string;
  /** Absent until it is answered, and where the connection was cut. */
  answer?: { readonly status: number; readonly body: unknown };
}

export const DEFAULT_APP: AppOptions = {
  id: 1,
  slug: "app",
  permissions: {
    actions: "write",
    checks: "write",
    contents: "write",
    deployments: "write",
    issues: "write",
    metadata: "read",
    pull_requests: "write",
    statuses: "write",
    workflows: "write",
  },
};

/** All that this GitHub knows, with what tests do to it behind its API. */
export class World {
  readonly faults = new HttpFaults();
  readonly requests: RecordedRequest[] = [];
  readonly app: AppOptions;
  readonly now: () => Date;
  readonly root: string;
  private readonly state: OrganizationState;
  private readonly repositories: Repository[] = [];
  /** Addresses, known once it listens. */
  api = "";
  web = "";

  constructor({ root, organization, app = DEFAULT_APP, now = () => new Date() }: WorldOptions) {
    this.root = root;
    this.app = app;
    this.now = now;
    mkdirSync(root, { recursive: true });
    this.state = existsSync(this.file)
      ? (JSON.parse(readFileSync(this.file, "utf8")) as OrganizationState)
      : {
          organization,
          lastId: 1000,
          installations: [
            {
              id: 1,
              repositories: "all",
              permissions: { ...app.permissions },
              suspendedAt: null,
              createdAt: isoSeconds(now()),
            },
          ],
          tokens: [],
          hook: { url: "https://example.com/hook", content_type: "json", insecure_ssl: "0" },
        };
    for (const owner of readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory()))
      for (const file of readdirSync(join(root, owner.name)).filter((name) => name.endsWith(".json")))
        this.repositories.push(Repository.open(root, join(root, owner.name, file), now));
    this.save();
  }

  get organization(): string {
    return this.state.organization;
  }

  get installations(): Installation[] {
    return this.state.installations;
  }

  /** The webhook of the App, as `GET /app/hook/config` has it, but with its secret in the clear. */
  get hook(): OrganizationState["hook"] {
    return this.state.hook;
  }

  private get file(): string {
    return join(this.root, "organization.json");
  }

  save(): void {
    writeFileSync(`${this.file}.new`, `${JSON.stringify(this.state, null, 2)}\n`);
    renameSync(`${this.file}.new`, this.file);
  }

  nextId(): number {
    this.state.lastId++;
    return this.state.lastId;
  }

  time(): string {
    return isoSeconds(this.now());
  }

  /** Makes a repository, empty or as another is. */
  async create(wanted: NewRepository): Promise<Repository> {
    const { name, owner = this.organization, defaultBranch = "main", from } = wanted;
    if (this.find(`${owner}/${name}`)) throw new Error(`${owner}/${name} is there already`);
    const time = this.time();
    const state: RepositoryState = {
      id: this.nextId(),
      owner,
      name,
      formerNames: [],
      private: wanted.private ?? true,
      archived: false,
      defaultBranch,
      description: null,
      createdAt: time,
      pushedAt: time,
      protectedBranches: [...(wanted.protectedBranches ?? [])],
      lastNumber: 0,
      labels: [],
      issues: [],
      pulls: [],
      comments: [],
      releases: [],
      deployments: [],
      statuses: [],
      checkRuns: [],
    };
    const repository = await Repository.create(this.root, state, this.now, from);
    this.repositories.push(repository);
    this.save();
    return repository;
  }

  all(): readonly Repository[] {
    return this.repositories;
  }

  /** By its present name. GitHub does not mind letters' case. */
  find(fullName: string): Repository | undefined {
    return this.repositories.find((repository) => same(repository.fullName, fullName));
  }

  findById(id: number): Repository | undefined {
    return this.repositories.find(({ state }) => state.id === id);
  }

  /** The repository that had this name before; not where another has it now. */
  findFormer(fullName: string): Repository | undefined {
    return this.repositories.find(({ state }) => state.formerNames.some((name) => same(name, fullName)));
  }

  /** @throws Error where there is none, for a test that expects one */
  repository(fullName: string): Repository {
    const found = this.find(fullName);
    if (found === undefined) throw new Error(`there is no repository ${fullName}`);
    return found;
  }

  /** Somebody renames a repository, or moves it to another owner. */
  async rename(fullName: string, to: string): Promise<void> {
    const repository = this.repository(fullName);
    await repository.inTurn(async () => {
      const [owner = "", name = ""] = to.split("/");
      const before = { directory: repository.directory, json: `${repository.directory.slice(0, -4)}.json` };
      repository.state.formerNames.push(repository.fullName);
      Object.assign(repository.state, { owner, name });
      mkdirSync(join(this.root, owner), { recursive: true });
      renameSync(before.directory, repository.directory);
      renameSync(before.json, `${repository.directory.slice(0, -4)}.json`);
      repository.save();
      return Promise.resolve();
    });
  }

  /** A token as the App's installation gets it, for tests that do not begin as the App. */
  token({
    repositories,
    permissions = this.app.permissions,
    installation = 1,
    seconds = 3600,
  }: TokenWish = {}): string {
    const token: TokenState = {
      token: `ghs_${randomBytes(27).toString("base64url").replace(/[-_]/g, "0")}`,
      installation,
      ...(repositories && { repositories: repositories.map((name) => this.repository(name).state.id) }),
      permissions,
      expires: this.now().getTime() + seconds * 1000,
    };
    this.state.tokens.push(token);
    this.save();
    return token.token;
  }

  /** The token as it is known; undefined where it is not, or no more. */
  tokenState(token: string): TokenState | undefined {
    const known = this.state.tokens.find((candidate) => candidate.token === token);
    return known && known.expires > this.now().getTime() ? known : undefined;
  }

  /** Somebody uninstalls the App: its tokens are worth nothing. */
  uninstall(id = 1): void {
    this.state.installations = this.state.installations.filter((installation) => installation.id !== id);
    this.save();
  }

  /** Somebody suspends the App's installation, or ends that. */
  suspend(suspended = true, id = 1): void {
    const installation = this.installations.find((candidate) => candidate.id === id);
    if (installation === undefined) throw new Error(`there is no installation ${id}`);
    installation.suspendedAt = suspended ? this.time() : null;
    this.save();
  }

  /** Requests to the API that match, in their order. */
  asked(method: string, path: RegExp): RecordedRequest[] {
    return this.requests.filter((request) => request.method === method && path.test(request.path));
  }
}

export interface TokenWish {
  /** `owner/name`. @default all of the installation */
  readonly repositories?: readonly string[];
  /** @default all that the App has */
  readonly permissions?: Permissions;
  /** @default 1 */
  readonly installation?: number;
  /** How long it is good. @default an hour */
  readonly seconds?: number;
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
