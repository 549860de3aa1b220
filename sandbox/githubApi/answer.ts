/** What is sent back. */
export interface Answer {
  readonly status: number;
  /** JSON; absent: no content. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const noContent: Answer = { status: 204 };

/** One of GitHub's refusals, with its words. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    message: string,
    readonly errors?: readonly ApiFault[],
  ) {
    super(message);
  }

  answer(): Answer {
    return {
      status: this.status,
      body: {
        message: this.message,
        ...(this.errors && { errors: this.errors }),
        documentation_url: "https://docs.github.com/rest",
        status: String(this.status),
      },
    };
  }
}

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
export interface ApiFault {
  readonly resource: string;
  readonly code: "missing" | "missing_field" | "invalid" | "already_exists" | "unprocessable" | "custom";
  readonly field?: string;
  readonly message?: string;
}

export const notFound = () => new ApiError(404, "Not Found");
export const unprocessable = (message: string) => new ApiError(422, message);
export const invalid = (...faults: readonly ApiFault[]) => new ApiError(422, "Validation Failed", faults);

/** The part of a list that a page is, with links to the others. */
export function paged(
  list: readonly unknown[],
  { query, url }: Paging,
  wrap?: (page: readonly unknown[]) => unknown,
): Answer {
  const size = Math.min(100, Math.max(1, Number(query.get("per_page")) || 30));
  const page = Math.max(1, Number(query.get("page")) || 1);
  const last = Math.max(1, Math.ceil(list.length / size));
  const part = list.slice((page - 1) * size, page * size);
  const links: string[] = [];
  const link = (rel: string, to: number) => {
    const other = new URL(url);
    other.searchParams.set("page", String(to));
    links.push(`<${other.href}>; rel="${rel}"`);
  };
  if (page > 1) link("prev", page - 1);
  if (page < last) {
    link("next", page + 1);
    link("last", last);
  }
  if (page > 1) link("first", 1);
  return {
    status: 200,
    body: wrap ? wrap(part) : part,
    ...(links.length > 0 && { headers: { link: links.join(", ") } }),
  };
}

export interface Paging {
  readonly query: URLSearchParams;
  /** Address of this page. */
  readonly url: string;
}
