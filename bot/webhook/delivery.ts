import type { LambdaFunctionURLEvent } from "aws-lambda";

/** One delivery of GitHub's, not yet known to be from GitHub. */
export interface Delivery {
  /** Kind of event: the header `X-GitHub-Event`. */
  readonly event: string;
  /** Number of the delivery, a GUID, which a redelivery keeps. Not signed. */
  readonly id: string;
  /** The bytes that are signed. */
  readonly body: Buffer;
  readonly signature: string | undefined;
}

/** A request that is answered without its body being looked at, and the word that says why. */
export interface Turned {
  readonly status: 400 | 404 | 405 | 413 | 415;
  readonly word: string;
}

/**
 * The largest body, in bytes. GitHub sends up to 25 MB, Lambda takes 6 MB with everything around it, a body in base64
 * counted as such; the events that are heard have some ten thousand bytes.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const LARGEST_BODY = 4 * 1024 * 1024;

/**
 * The delivery in a request to the function's URL, as Lambda gives it (payload format 2.0: names of headers in lower
 * case, a body that is no text in base64).
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function deliveryOf(request: LambdaFunctionURLEvent): Delivery | Turned {
  const { method } = request.requestContext.http;
  if (request.rawPath !== "/" && request.rawPath !== "") return { status: 404, word: "not-found" };
  if (method !== "POST") return { status: 405, word: "post-only" };
  const type = headerOf(request, "content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return { status: 415, word: "application-json-only" };
  const text = request.body ?? "";
  // Base64 has four characters for three bytes: what is too long by that is not decoded.
  if (text.length > (LARGEST_BODY * 4) / 3 + 4) return { status: 413, word: "too-large" };
  const body = Buffer.from(text, request.isBase64Encoded ? "base64" : "utf8");
  if (body.length > LARGEST_BODY) return { status: 413, word: "too-large" };
  const event = headerOf(request, "x-github-event");
  if (event === undefined || !EVENT.test(event)) return { status: 400, word: "no-event" };
  const id = headerOf(request, "x-github-delivery");
  if (id === undefined || !GUID.test(id)) return { status: 400, word: "no-delivery" };
  return { event, id: id.toLowerCase(), body, signature: headerOf(request, "x-hub-signature-256") };
}

const EVENT = /^[a-z_]{1,64}$/;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function headerOf(request: LambdaFunctionURLEvent, name: string): string | undefined {
  return Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
}
