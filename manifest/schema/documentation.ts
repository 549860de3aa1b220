import { z } from "zod";

/** What the reference says of a key beside its meaning, which `.describe` gives. What a key leaves out it has from the key above it. */
export interface Documentation {
  /** The resources that the key changes, as the Pulumi packages name them, e.g. `databricks.Job`. */
  readonly drives?: readonly string[];
  /** The version of Marvin that first took the key. */
  readonly since?: string;
  /** Keys of the stack configuration that decide with it, without their namespace, e.g. `runSchedules`. Not inherited. */
  readonly stack?: readonly string[];
}

/** Says that a key changes everything that the project owns. */
export const EVERYTHING = "*";

/**
 * Documentation of keys, registered last on a key's schema, because every other method of a schema makes a new one:
 * `z.boolean().default(false).describe("...").register(documentation, { drives: ["github.Repository"] })`.
 */
export const documentation = z.registry<Documentation>();
