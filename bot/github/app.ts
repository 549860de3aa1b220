import { createPrivateKey } from "node:crypto";
import { Refused } from "../failure";
import { githubAsApp, type ClientOptions, type GitHub } from "./client";
import { statusOf } from "./found";

/** The App, and what it proves itself with. */
export interface AppOptions extends ClientOptions {
  readonly appId: number;
  /** Reads its private keys, PEM, the newest first: while one takes the other's place there are two. */
  readonly keys: () => Promise<readonly string[]>;
}

/**
 * Does work as the App, with the newest of its keys that GitHub takes.
 * @throws Refused where it takes none
 */
export async function asApp<Result>(
  app: AppOptions,
  work: (client: GitHub) => Promise<Result>,
): Promise<Result> {
  for (const [age, key] of (await app.keys()).entries()) {
    const done = await withKey(app, key, work);
    if (done === undefined) continue;
    if (age > 0)
      app.log.warn("GitHub refused the App's newest key and took the one before: see which is valid");
    return done.result;
  }
  throw new Refused(
    "GitHub takes no key of the App: generate one in the App's settings, and put it into the secret with the App's key",
  );
}

/** Undefined where GitHub does not take the key, or it is none. */
export async function withKey<Result>(
  { appId, ...options }: AppOptions,
  key: string,
  work: (client: GitHub) => Promise<Result>,
): Promise<{ readonly result: Result } | undefined> {
  const pkcs8 = asPkcs8(key);
  if (pkcs8 === undefined) return undefined;
  try {
    return { result: await work(await githubAsApp({ appId, key: pkcs8 }, options)) };
  } catch (error) {
    if (statusOf(error) === 401) return undefined;
    throw error;
  }
}

/** GitHub gives keys as PKCS#1, and the client reads PKCS#8 alone everywhere. Undefined for what is no RSA key. */
function asPkcs8(pem: string): string | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "rsa"
      ? key.export({ type: "pkcs8", format: "pem" }).toString()
      : undefined;
  } catch {
    return undefined;
  }
}
