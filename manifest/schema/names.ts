import { z } from "zod";
import { standIn } from "../rules/referable";
import { cutAtReferences } from "../rules/referenceText";

/** A text with a form of its own; `form` completes the sentence "must be ...". */
function text(pattern: RegExp, most: number, form: string) {
  return z
    .string()
    .max(most, { error: `is too long: at most ${most} characters` })
    .regex(pattern, { error: `must be ${form}` });
}

/** A line or a paragraph for people: no control characters, as GitHub refuses them in descriptions. */
export function sentence(most: number) {
  return text(/^[^\p{Cc}]*$/u, most, "one line of text without control characters: fold it with `>-`")
    .trim()
    .min(1, { error: "is empty: write a value" });
}

/**
 * A project's name: also its repository (GitHub: 100 characters) and the stem of what it owns elsewhere, so
 * that 40 leave room for suffixes.
 */
export const projectName = text(
  /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
  40,
  "lower-case letters, digits and single hyphens, beginning with a letter, e.g. `churn-eu`",
).min(2, { error: "is too short: at least 2 characters" });

/** A key that names a workflow, an experiment or a volume inside its project. */
export const itemKey = text(
  /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/,
  60,
  "lower-case letters, digits, single hyphens or underscores, beginning with a letter, e.g. `batch_inference`",
);

/**
 * A Unity Catalog object that Marvin creates. Unity Catalog allows more (255 characters, no dot, space or
 * slash) but then every query must quote the name.
 * https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-names
 */
export const catalogObject = text(
  /^[a-z_][a-z0-9_]*$/,
  255,
  "lower-case letters, digits and underscores, not beginning with a digit, e.g. `student_churn`",
);

/** Dotted name of a schema or table that others own. Parts follow Unity Catalog's own rule. */
export function qualifiedName(least: number, most: number, example: string) {
  const part = "[^.\\s/\\p{Cc}]{1,255}";
  return text(
    new RegExp(`^${part}(?:\\.${part}){${least - 1},${most - 1}}$`, "u"),
    255 * most + most - 1,
    `a name such as \`${example}\``,
  ).refine((name) => name === name.toLowerCase(), {
    error: "has capital letters: write it in lower case, as Unity Catalog keeps all names",
  });
}

/** Groups that Databricks makes by itself. https://docs.databricks.com/aws/en/admin/users-groups/groups */
const RESERVED_GROUPS: Readonly<Record<string, string | undefined>> = {
  admins: "is the workspace's administrators, who may do everything already: name another group",
  users: "is everybody in the workspace, and no group of the account: name another group",
  "account users": "is everybody in the account: name a group of those who need it",
};

/** A Databricks account group, matched by its display name. */
export const groupName = text(/^[^\p{Cc}]+$/u, 255, "the name of a Databricks account group")
  .refine((name) => name.trim() === name, { error: "begins or ends with a space: remove it" })
  .superRefine((name, context) => {
    const reason = RESERVED_GROUPS[name.toLowerCase()];
    if (reason !== undefined) context.addIssue({ code: "custom", message: reason });
  });

/** A GitHub team, by its slug: the last part of the team's address. */
export const teamSlug = text(
  /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9_])?$/,
  100,
  "the team's slug as in its address on GitHub: lower-case letters, digits and hyphens",
);

/** A GitHub user or organisation name: 39 characters at most. */
export const login = text(
  /^[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}(?:_[A-Za-z0-9]+)?$/,
  39,
  "a GitHub user name: letters, digits and single hyphens",
);

export const email = z
  .email({ error: "must be an e-mail address, e.g. `churn-team@example.edu`" })
  .max(254, { error: "is too long: at most 254 characters" });

const REF_FORM = "a Git tag such as `v1.2.0`, a branch such as `main`, or a full commit";
const PIN_FORM =
  "is no pinned release: write a version tag, `@` and all 40 characters of its commit in lower case, and of anything else the commit alone";
const MOST_REF = 200;
const SHORT_COMMIT = /^(?=.*\d)[0-9a-f]{7,39}$/;
const SHORT = "looks like a shortened commit: write all 40 characters";

/** A tag, branch or full commit, within what `git check-ref-format` allows and people use. */
export const gitRef = text(
  /^(?!refs\/)(?!.*(?:\.\.|\/\/|\/\.|@\{|\.lock(?:\/|$)|\/$|\.$))[A-Za-z0-9][A-Za-z0-9._/+-]*$/,
  MOST_REF,
  REF_FORM,
).refine((ref) => !SHORT_COMMIT.test(ref), { error: SHORT });

/** The same, or a version tag with the full commit that it must mean, behind an `@`. */
export const pinnableRef = z
  .string()
  .max(MOST_REF, { error: `is too long: at most ${MOST_REF} characters` })
  .regex(
    /^(?!refs\/)(?!.*(?:\.\.|\/\/|\/\.|@\{|\.lock(?:[/@]|$)|\/$|\.(?:@|$)))(?:[A-Za-z0-9][A-Za-z0-9._/+-]*|v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?@[0-9a-f]{40})$/,
    {
      error: ({ input }) =>
        typeof input === "string" && input.includes("@") ? PIN_FORM : `must be ${REF_FORM}`,
    },
  )
  .refine((ref) => !SHORT_COMMIT.test(ref), { error: SHORT });

/**
 * Tags reach AWS, Unity Catalog and Databricks: what all three allow.
 * https://docs.databricks.com/aws/en/admin/account-settings/usage-detail-tags
 */
export const tagKey = text(
  /^[A-Za-z][A-Za-z0-9_.-]*$/,
  127,
  "letters, digits, `_`, `.` and `-`, beginning with a letter",
);
export const tagValue = text(/^[A-Za-z0-9 _.:/=+@-]*$/, 255, "letters, digits, spaces and `_ . : / = + @ -`");

/** A whole number; `unbounded` is the value by which the service means no bound, and what to say of it. */
export const integer = (least: number, most: number, unit: string, unbounded?: [number, string]) =>
  z
    .int({
      error: (issue) => (typeof issue.input === "number" ? `must be a whole number of ${unit}` : undefined),
    })
    .min(least, {
      error: ({ input }) =>
        unbounded !== undefined && input === unbounded[0]
          ? unbounded[1]
          : `is too small: from ${least} to ${most} ${unit}`,
    })
    .max(most, { error: `is too large: from ${least} to ${most} ${unit}` });

/** Seconds that something may take. What hangs would cost for ever. */
export const timeout = integer(1, 2_592_000, "seconds", [
  0,
  "is 0, which Databricks takes for no bound: remove it, or write up to 2592000 (30 days)",
]);

/** A text of that form with references in it, each of which stands for as many parts as what it names. */
export function withReferences(form: z.ZodType<string>) {
  return z.string().superRefine((text, context) => {
    const { literals, names } = cutAtReferences(text);
    const seen = literals.map((literal, index) => literal + standIn(names[index])).join("");
    for (const { message } of form.safeParse(seen).error?.issues ?? []) {
      context.addIssue({ code: "custom", message });
    }
  });
}
