import { z } from "zod";

/** Former names of something, the first that it had first, so that what was made under them is taken along. */
export function formerNames(form: z.ZodType<string>, what: string) {
  return z
    .array(form)
    .min(1, { error: `is empty: name what the ${what} was called, or remove the key` })
    .max(10, { error: "has too many names: at most 10" })
    .optional();
}
