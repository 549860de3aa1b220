import { z } from "zod";

/** A project's name, or a pattern of names in which `*` stands for any text; `config/patterns.ts` matches it. */
export const projectPattern = (example = "churn-*") =>
  z.string().regex(/^[a-z0-9*-]+$/, { error: `must be a name or a pattern such as ${example}` });
