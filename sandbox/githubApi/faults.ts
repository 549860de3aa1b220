/** Something that goes wrong, for tests. */
export interface HttpFault {
  /** @default any */
  readonly method?: string;
  /** The path without the query, below the API's or the site's base: a text that it ends with, or a pattern. @default any */
  readonly path?: string | RegExp;
  /** Only from the n-th request on that matches, counted from 1 since the fault was added. @default 1 */
  readonly nth?: number;
  /** How many requests it meets. @default 1 */
  readonly times?: number;
  /** Runs before the request is looked at: somebody pushes, or renames the repository, just then. */
  readonly before?: () => void | Promise<void>;
  /** Milliseconds before the request is looked at. */
  readonly pause?: number;
  /** Answered instead of doing the work. */
  readonly answer?: FaultAnswer;
  /** The work is done, and the connection ends before the client hears of it. */
  readonly cut?: true;
}

export interface FaultAnswer {
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What tests want to go wrong. */
export class HttpFaults {
  private planned: { readonly fault: HttpFault; seen: number; met: number }[] = [];

  add(...faults: readonly HttpFault[]): void {
    this.planned.push(...faults.map((fault) => ({ fault, seen: 0, met: 0 })));
  }

  clear(): void {
    this.planned = [];
  }

  /** Those that this request meets. */
  meet(method: string, path: string): HttpFault[] {
    return this.planned
      .filter((plan) => {
        const { nth = 1, times = 1 } = plan.fault;
        if (!matches(plan.fault, method, path)) return false;
        plan.seen++;
        if (plan.seen < nth || plan.met >= times) return false;
        plan.met++;
        return true;
      })
      .map(({ fault }) => fault);
  }
}

function matches({ method, path }: HttpFault, wanted: string, at: string): boolean {
  if (method !== undefined && method.toUpperCase() !== wanted) return false;
  if (path === undefined) return true;
  return typeof path === "string" ? at.endsWith(path) : path.test(at);
}

/**
 * GitHub's own words for too many requests in a short time.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function secondaryLimit(seconds: number, status: 403 | 429 = 403): FaultAnswer {
  return {
    status,
    message:
      "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.",
    headers: { "retry-after": String(seconds) },
  };
}

/** @param reset seconds from now until requests are answered again */
export function primaryLimit(reset: number): FaultAnswer {
  return {
    status: 403,
    message: "API rate limit exceeded for installation ID 1.",
    headers: {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + reset),
    },
  };
}
