import type { SecretVersions } from "../secrets/versions";

/** Gives the secrets that a signature may be made with. */
export interface WebhookSecrets {
  /** @param again they did not fit: one that has come in since may */
  secrets(again?: boolean): Promise<readonly string[]>;
}

/** Milliseconds for which they are kept. */
const KEPT = 5 * 60_000;
/** Milliseconds between two reads at least, however many requests there are whose signature does not fit. */
const APART = 10_000;

/**
 * Seconds after a secret has become the current one in which the one before is still taken, for deliveries under way.
 * GitHub signs by the new one at once.
 */
export const SECRET_OVERLAP = 24 * 3600;

/**
 * The webhook's secrets, kept for a while. A rotation gives GitHub the new secret before the old one is kept no
 * longer: so a signature that does not fit makes them be read again, but not by everybody who sends nonsense.
 */
export function keptSecrets(
  read: () => Promise<SecretVersions>,
  now: () => number = Date.now,
): WebhookSecrets {
  let known: { readonly secrets: readonly string[]; readonly at: number } | undefined;
  return {
    async secrets(again = false) {
      const age = known === undefined ? Infinity : now() - known.at;
      if (known === undefined || age > (again ? APART : KEPT)) {
        const { current, previous, pending } = await read();
        const secrets = [current, pending, previous].filter((secret) => secret !== undefined);
        known = { secrets, at: now() };
      }
      return known.secrets;
    },
  };
}
