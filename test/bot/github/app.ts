import { generateKeyPairSync } from "node:crypto";
import { DEFAULT_APP, type AppOptions } from "../../../sandbox/githubApi/world";

/** One of an App's keys, as GitHub gives the private half to download. */
export interface AppKey {
  readonly pem: string;
  readonly publicPem: string;
}

export function appKey(): AppKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    pem: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}

/** An App that GitHub knows by these keys; without permissions it has all that the bot may ask for. */
export function appOf(keys: readonly AppKey[], fields: Partial<AppOptions> = {}): AppOptions {
  return { ...DEFAULT_APP, publicKeys: keys.map(({ publicPem }) => publicPem), ...fields };
}
