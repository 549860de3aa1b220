import { z } from "zod";
import { fullName } from "../fleet/fleet";
import { PURPOSES, type Purpose } from "./mint";

const purpose = z.enum(Object.keys(PURPOSES) as [Purpose, ...Purpose[]]);

/** Asks for a token. */
export const tokenRequest = z.strictObject({ purpose, repository: fullName });

/** Asks how the App itself is, for the report: the function that mints is the only one that holds its key. */
export const stateRequest = z.strictObject({ report: z.literal("app") });

/** What the function `mint` is invoked with. */
export const mintRequest = z.union([tokenRequest, stateRequest]);
export type MintRequest = z.infer<typeof mintRequest>;

/**
 * What it answers to a request for a token. Refusals are answers, so that the function's own errors stay those that
 * somebody has to look at.
 */
export const tokenAnswer = z.union([
  z.strictObject({ token: z.string().min(1), expires: z.number() }),
  z.strictObject({ refused: z.string() }),
  z.strictObject({ later: z.string(), seconds: z.number().optional() }),
]);
export type TokenAnswer = z.infer<typeof tokenAnswer>;

/** How the App is. */
export const appState = z.strictObject({
  /** Whether GitHub takes the key with the label AWSCURRENT. */
  currentKey: z.enum(["accepted", "refused"]),
  /** Whether GitHub still takes the one before it: then it must be deleted in the App's settings. */
  previousKey: z.enum(["absent", "accepted", "refused"]),
  installation: z.enum(["active", "suspended", "gone", "unknown"]),
});
export type AppState = z.infer<typeof appState>;
