import { Refused, TryLater } from "./failure";

/**
 * What may be said of a failure. The bot's own words, and AWS' about its services, are whole. Of all others only the
 * kind and the place: messages of parsers and clients quote what they were given, which may be a token or a key.
 */
export function said(error: unknown): {
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
} {
  if (error instanceof Refused || error instanceof TryLater) {
    return { message: error.message, details: { kind: error.name } };
  }
  if (!(error instanceof Error)) return { message: "something that is no Error was thrown", details: {} };
  const { $fault, $metadata, status } = error as Error & {
    /** Set where a service of AWS has answered by an error; without it the answer could not be read, and is quoted. */
    readonly $fault?: "client" | "server";
    readonly $metadata?: { readonly requestId?: string; readonly httpStatusCode?: number };
    readonly status?: number;
  };
  const at = placesOf(error);
  if ($fault !== undefined && $metadata !== undefined) {
    return {
      message: `AWS: ${error.name}: ${error.message}`,
      details: { request: $metadata.requestId, status: $metadata.httpStatusCode, at },
    };
  }
  if (status !== undefined) return { message: `GitHub answered ${status}`, details: { at } };
  const { cause } = error;
  return { message: error.name, details: { at, ...(cause instanceof Error ? { cause: said(cause) } : {}) } };
}

/** Where it was thrown: the lines of its stack that are places. A message may have lines too, which are left out. */
function placesOf(error: Error): string[] {
  const lines = (error.stack ?? "").split("\n").map((line) => line.trim());
  return lines.filter((line) => PLACE.test(line)).slice(0, MOST_PLACES);
}

const PLACE = /^at [\w.<>#[\] ]*\(?(?:file:\/\/|node:|\/|[A-Z]:\\)[^\s()]*:\d+:\d+\)?$/;
const MOST_PLACES = 8;
