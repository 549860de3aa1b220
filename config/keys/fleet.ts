import { z } from "zod";
import { tagKey, tagValue } from "../../manifest/schema/names";
import { ENVIRONMENTS } from "../../manifest/schema/project";
import { projectPattern } from "./projectPattern";

/** The kinds of resources that hold what cannot be made again, and so can be protected. */
export const STATEFUL = [
  "repository",
  "schema",
  "volume",
  "bucket",
  "catalog",
  "experiment",
  "model",
  "secrets",
  "group",
  "bot",
] as const;
export type Stateful = (typeof STATEFUL)[number];

/** The fleet: which projects a stack makes, in which environment, and how what they hold is kept. */
export const fleetKeys = {
  environment: z.enum(ENVIRONMENTS).describe("Which environment of the projects this stack makes."),
  projects: z
    .array(projectPattern())
    .min(1, { error: 'must name at least one pattern, e.g. ["*"]' })
    .default(["*"])
    .describe(
      "Names of the projects in this stack; `*` stands for any text. A fleet can so be split over stacks.",
    ),
  requiredTags: z
    .record(tagKey, z.array(tagValue))
    .default({})
    .describe(
      "Keys of tags that every project must have, each with the values that it may take; an empty list takes any.",
    ),
  protect: z
    .array(z.enum(STATEFUL))
    .default([...STATEFUL])
    .describe("Kinds of resources that refuse deletion until this list is shortened."),
  retainOnDelete: z
    .array(z.enum(STATEFUL))
    .default([])
    .describe("Kinds of resources that stay in place, forgotten by Pulumi, when their declaration goes."),
} as const;
