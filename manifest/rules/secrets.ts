import { formatPath } from "../fault";
import type { Node } from "../node";
import type { TextFault } from "../yaml";

/** Forms of credentials that are published by those who issue them. */
const CREDENTIALS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, "an AWS access key"],
  [/\bgh[pousr]_[A-Za-z0-9]{30,}/, "a GitHub token"],
  [/\bgithub_pat_[A-Za-z0-9_]{30,}/, "a GitHub token"],
  [/\bdapi[0-9a-f]{32}/, "a Databricks token"],
  [/\bdose[0-9a-f]{32}/, "a Databricks OAuth secret"],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/, "a Slack token"],
  [/hooks\.slack\.com\/services\/T\w+\/B\w+\/\w+/, "a Slack webhook address"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./, "a signed token (JWT)"],
  [/^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/i, "an address with a password"],
];

const SECRET_KEY = /(?:^|[._-])(?:password|passwd|pwd|secret|token|api[_-]?key|private[_-]?key|access[_-]?key)$/i;
const REFERENCE = /^\s*(?:\{\{.*\}\}|\$\{.*\}|)\s*$/;

/** Values that look like credentials. A fault names the kind and never the value. */
export function* findSecrets(node: Node, key = "", seen = new Set<Node>()): Generator<TextFault> {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.kind === "sequence") for (const item of node.items) yield* findSecrets(item, key, seen);
  else if (node.kind === "mapping") {
    for (const [name, entry] of node.entries) {
      const kind = kindOf(name);
      if (kind !== undefined) yield fault(entry.keyOffset, node.path, kind);
      else yield* findSecrets(entry.value, name, seen);
    }
  } else if (typeof node.value === "string") {
    const kind = kindOf(node.value) ?? (looksSecret(key, node.value) ? "a secret in clear text" : undefined);
    if (kind !== undefined) yield fault(node.offset, node.path === "" ? formatPath([key]) : node.path, kind);
  }
}

function kindOf(text: string): string | undefined {
  return CREDENTIALS.find(([form]) => form.test(text))?.[1];
}

function looksSecret(key: string, value: string): boolean {
  return SECRET_KEY.test(key) && value.length >= 8 && !/\s/.test(value) && !REFERENCE.test(value);
}

function fault(offset: number, path: string, kind: string): TextFault {
  return {
    offset,
    path,
    message: `looks like ${kind}: revoke it, for it has been written to a file; keep secrets in a Databricks secret scope and write {{secrets/scope/key}}`,
  };
}
