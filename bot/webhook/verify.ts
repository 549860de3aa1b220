import { isUtf8 } from "node:buffer";

/**
 * Whether a body was signed with one of the secrets, which overlap while a new one comes in. The comparison takes
 * equally long for every signature of the right length. GitHub signs the bytes of the body by HMAC SHA-256.
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 *
 * @param body the bytes as they came. Those that are no UTF-8 are not from GitHub.
 * @param signature the header `X-Hub-Signature-256`: `sha256=` and 64 hexadecimal digits
 */
export async function isSigned(
  body: Buffer,
  signature: string | undefined,
  secrets: readonly string[],
): Promise<boolean> {
  if (signature === undefined || !SIGNATURE.test(signature) || body.length === 0 || !isUtf8(body))
    return false;
  // An ECMAScript module, which CommonJS loads so.
  const { verify } = await import("@octokit/webhooks-methods");
  const text = body.toString("utf8");
  let signed = false;
  // All are tried, so that time does not tell which one fits.
  for (const secret of secrets) {
    if (secret !== "" && (await verify(secret, text, signature))) signed = true;
  }
  return signed;
}

const SIGNATURE = /^sha256=[0-9a-f]{64}$/;
