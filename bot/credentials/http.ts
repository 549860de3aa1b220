import { TryLater } from "../failure";

/** What a workspace answered, as far as it may be told: its body may repeat what it was sent. */
export interface Answered {
  readonly status: number;
  /** Databricks' own name for what is wrong, such as `RESOURCE_DOES_NOT_EXIST`. */
  readonly code: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

const LIMIT = 20_000;
const TRIES = 3;
/** The longest that a workspace's wish to wait is followed, in milliseconds. */
const LONGEST_WAIT = 5_000;

/**
 * Asks a workspace, and again where it is busy or fails.
 * @throws TryLater where it stays so, or does not answer within 20 seconds
 */
export async function ask(address: URL, request: RequestInit): Promise<Answered> {
  for (let tried = 1; ; tried++) {
    const response = await answered(address, request);
    if (response.status < 500 && response.status !== 429) return read(response);
    await response.body?.cancel();
    if (tried === TRIES) throw new TryLater(`${address.host} answered ${response.status}`);
    const after = Number(response.headers.get("retry-after") ?? tried) * 1000;
    await new Promise((resolve) => setTimeout(resolve, Math.min(after || 0, LONGEST_WAIT)));
  }
}

async function answered(address: URL, request: RequestInit): Promise<Response> {
  try {
    // Elsewhere is nobody to show a token to.
    return await fetch(address, { ...request, redirect: "error", signal: AbortSignal.timeout(LIMIT) });
  } catch (error) {
    throw new TryLater(`${address.host} does not answer (${codeOf(error)})`);
  }
}

/** Such as `ECONNREFUSED`: what went wrong with a connection, without its address. */
function codeOf(error: unknown): string {
  const { cause, name } = error as Error;
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return typeof code === "string" && CODE.test(code) ? code : name;
}

async function read(response: Response): Promise<Answered> {
  const body = parsed(await response.text());
  const { error_code: code = body["error"] } = body;
  return {
    status: response.status,
    code: typeof code === "string" && CODE.test(code) ? code : undefined,
    body,
  };
}

const CODE = /^[A-Za-z_]{1,64}$/;

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    // Numbers of credentials are of 64 bits, which JavaScript's are not.
    const value: unknown = JSON.parse(text.replace(/("credential_id"\s*:\s*)(\d+)/g, '$1"$2"'));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
