import { z } from "zod";
import { documentation } from "./documentation";
import { object } from "./object";

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables#naming-conventions */
const name = z
  .string()
  .max(100, { error: "is too long: at most 100 characters" })
  .regex(/^[A-Z_][A-Z0-9_]*$/, {
    error: "must be a name in capitals as GitHub keeps it: A-Z, 0-9 and `_`, not beginning with a digit",
  })
  .refine((text) => !text.startsWith("GITHUB_"), {
    error: "begins with `GITHUB_`, which is GitHub's own: choose another name",
  })
  .refine((text) => !/^(?:MARVIN_|DATABRICKS_(?:HOST|CLIENT_ID|TOKEN_AUDIENCE)$)/.test(text), {
    error: "is a name that Marvin sets: choose another name",
  });

const value = z
  .string()
  .min(1, { error: "is empty: write a value, or remove it" })
  .refine((text) => Buffer.byteLength(text) <= 48 * 1024, { error: "is too large: at most 48 KB" });

const NEVER_HERE =
  "a secret's value never stands in a manifest: set it by `pulumi config set --secret marvin-secrets:NAME` and name it under `config`";

/** Where a secret's value comes from; the value itself stands in no manifest. */
const secretReference = object(
  {
    config: z
      .string()
      .regex(/^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/, {
        error: "must be the name of a secret of the stack, in lower case, e.g. `churn-api`",
      })
      .describe(
        "Name of a secret in the stack's configuration: `pulumi config set --secret marvin-secrets:NAME`.",
      ),
  },
  {
    value: NEVER_HERE,
  },
  NEVER_HERE,
);

export type SecretReference = z.output<typeof secretReference>;

/** Values for workflows, at most so many of each as GitHub takes. */
export function variables(most: number, kind: string, where: string) {
  return z
    .record(name, value)
    .refine((all) => Object.keys(all).length <= most, { error: `has too many variables: at most ${most}` })
    .default({})
    .describe(`Variables that workflows ${where} read. Not for secrets. At most ${most}.`)
    .register(documentation, { drives: [kind], since: "0.2.0" });
}

export function secrets(most: number, kind: string, where: string) {
  return z
    .record(name, secretReference)
    .refine((all) => Object.keys(all).length <= most, { error: `has too many secrets: at most ${most}` })
    .default({})
    .describe(`Secrets that ${where} read, each by where its value comes from. At most ${most}.`)
    .register(documentation, { drives: [kind], since: "0.2.0" });
}
