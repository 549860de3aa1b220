import type { Node } from "../node";
import type { TextFault } from "../syntax";

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
  // Bounded, or a long text that nearly matches at many places takes minutes.
  [/\beyJ[A-Za-z0-9_-]{10,500}\.eyJ[A-Za-z0-9_-]{10,500}/, "a signed token (JWT)"],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^/\s:@]{1,100}:[^/\s@]{1,200}@/i, "an address with a password"],
  // `--secret marvin-secrets:NAME` is Marvin's own advice, and names a secret without telling it.
  [/--(?:password|secret|token|api[_-]?key)[= ](?![{$]|marvin-secrets:)\S{8}/i, "a secret in clear text"],
];

const SECRET_KEY =
  /(?:^|[._-])(?:password|passwd|pwd|secret|token|(?:api|private|access|secret|account)[._-]?key)$/i;
/** Spark's settings for Azure storage end in the account's address. */
const AZURE_KEY = /fs\.azure\.(?:account\.key|.*client\.secret)\./i;
/** Words of language models, not credentials. */
const MODEL_TOKEN = /(?:^|_)(?:eos|bos|pad|unk|sep|cls|mask)_token$/i;
const REFERENCE = /^(?:\{\{[^{}]*\}\}|\$\{[^{}]*\}|)$/;

/** Values that look like credentials. A fault names the kind and never the value. */
export function* findSecrets(node: Node, key = "", seen = new Set<Node>()): Generator<TextFault> {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.kind === "sequence") for (const item of node.items) yield* findSecrets(item, key, seen);
  else if (node.kind === "mapping") {
    const named = node.entries.get("name")?.value;
    for (const [name, entry] of node.entries) {
      const kind = kindOf(name);
      // A job parameter's own name stands beside its value.
      const key = name === "default" && named?.kind === "scalar" ? String(named.value) : name;
      if (kind !== undefined) yield fault(entry.keyOffset, node.path, kind);
      else yield* findSecrets(entry.value, key, seen);
    }
  } else if (typeof node.value === "string" || typeof node.value === "number") {
    const kind =
      kindOf(node.source) ?? (looksSecret(key, node.source) ? "a secret in clear text" : undefined);
    if (kind !== undefined) yield fault(node.offset, node.path, kind);
  }
}

/** A text without the credentials in it, such as a token that was written as a key. */
export function redact(text: string): string {
  return CREDENTIALS.reduce((rest, [form]) => rest.replace(new RegExp(form, `${form.flags}g`), "***"), text);
}

function kindOf(text: string): string | undefined {
  return CREDENTIALS.find(([form]) => form.test(text))?.[1];
}

function looksSecret(key: string, value: string): boolean {
  const named = (SECRET_KEY.test(key) && !MODEL_TOKEN.test(key)) || AZURE_KEY.test(key);
  return named && value.length >= 8 && !/\s/.test(value) && !REFERENCE.test(value);
}

function fault(offset: number, path: string, kind: string): TextFault {
  return {
    offset,
    path,
    misread: true,
    message: `looks like ${kind}: revoke it, for it has been written to a file, then keep it in a Databricks secret scope and write {{secrets/SCOPE/KEY}} here`,
  };
}
