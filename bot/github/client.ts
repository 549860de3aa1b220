import type { Octokit } from "octokit" with { "resolution-mode": "import" };
import { TryLater, type Log } from "../failure";

/** Where GitHub is. GitHub Enterprise Server has both on one host. */
export interface GitHubPlace {
  /** @default "https://api.github.com" */
  readonly api: string;
  /** Where repositories are cloned from. @default "https://github.com" */
  readonly web: string;
  /** Where Git really goes, while addresses are written with `web`: a GitHub on loopback. @default `web` */
  readonly git?: string;
}

export const GITHUB: GitHubPlace = { api: "https://api.github.com", web: "https://github.com" };

export interface ClientOptions {
  readonly place?: GitHubPlace;
  readonly log: Log;
  /** Seconds that a rate limit may be waited out in place; a longer one is for later. @default 30 */
  readonly patience?: number;
  /**
   * Waits last milliseconds where they would last seconds, and writes are not spaced: for a GitHub that is not
   * GitHub's own, in tests. @default false
   */
  readonly hurry?: boolean;
}

export type GitHub = Octokit;

const AGENT = "marvin-bot";

/**
 * GitHub's API with one token. Server errors are tried again; primary and secondary rate limits are waited out where
 * that takes no longer than `patience`, and end in TryLater, with the time that GitHub says, where it does.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export async function githubWith(token: string, options: ClientOptions): Promise<GitHub> {
  const Client = await clients(options);
  return new Client({ auth: token });
}

/**
 * GitHub's API as the App itself, by its private key; waits and fails as with a token.
 * @param key PEM, PKCS#8
 */
export async function githubAsApp(
  { appId, key }: { readonly appId: number; readonly key: string },
  options: ClientOptions,
): Promise<GitHub> {
  const { App } = await import("octokit");
  return new App({ appId, privateKey: key, Octokit: await clients(options), log: SILENT }).octokit;
}

async function clients({ place = GITHUB, log, patience = 30, hurry = false }: ClientOptions) {
  // An ECMAScript module, which CommonJS loads so.
  const { Octokit } = await import("octokit");
  const limited =
    (kind: string) =>
    (seconds: number, { method, url }: { method: string; url: string }, _client: unknown, tries: number) => {
      log.warn(`GitHub's ${kind} rate limit: ${method} ${url}`, { seconds, tries });
      return tries < MOST_WAITS && seconds <= patience;
    };
  return Octokit.plugin((client) => {
    client.hook.error("request", (error) => {
      throw laterFor(error) ?? error;
    });
  }).defaults({
    baseUrl: place.api,
    userAgent: AGENT,
    throttle: {
      onRateLimit: limited("primary"),
      onSecondaryRateLimit: limited("secondary"),
      ...(hurry && { retryAfterBaseValue: 1, write: AT_ONCE, notifications: AT_ONCE }),
    },
    retry: { doNotRetry: ANSWERS_THAT_STAY, ...(hurry && { retryAfterBaseValue: 1 }) },
    log: SILENT,
  });
}

/** What Octokit says of itself quotes what it was answered. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const MOST_WAITS = 3;

/**
 * Trying again changes nothing about these. Rate limits are waited out by the throttle, which also takes 429: two that
 * try again would multiply. 409 is an empty repository, or somebody else's commit.
 */
const ANSWERS_THAT_STAY = [400, 401, 403, 404, 405, 409, 410, 422, 429, 451];

/** In place of the throttle's queues that space writes. */
const AT_ONCE = { key: () => ({ schedule: (_options: unknown, work: () => unknown) => work() }) };

interface Answered {
  readonly status?: number;
  readonly response?: { readonly headers?: Readonly<Record<string, string | number | undefined>> };
}

/** What a failed request means for whoever asked: later, or undefined where it is about the request itself. */
function laterFor(error: unknown): TryLater | undefined {
  const { status, response } = error as Answered;
  const headers = response?.headers ?? {};
  if (status === 403 || status === 429) {
    const after = Number(headers["retry-after"]);
    if (after > 0) return new TryLater("GitHub's secondary rate limit", after);
    if (String(headers["x-ratelimit-remaining"]) === "0") {
      const reset = Number(headers["x-ratelimit-reset"]);
      return new TryLater("GitHub's rate limit", Math.max(1, Math.ceil(reset - Date.now() / 1000)));
    }
    if (status === 429) return new TryLater("GitHub's rate limit", 60);
  }
  if (status !== undefined && status >= 500) return new TryLater(`GitHub answered ${status}`);
  return undefined;
}

/** Where Git clones from and pushes to. */
export function gitOf({ web, git = web }: GitHubPlace): string {
  return git;
}
