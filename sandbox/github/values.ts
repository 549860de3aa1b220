import type { Kind, Rule, Subject } from "../kind";
import { each, exactlyOne, matching } from "../rules";
import { show } from "../value";
import { environmentThing, inEnvironment } from "./environment";
import { api, elsewhere, inRepository, readOnly, repositoryId, repositoryThing } from "./names";

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
function named(property: string): Rule[] {
  return [
    matching(
      property,
      /^[A-Za-z_]\w*$/,
      "use letters, digits and underscores, and do not start with a digit",
    ),
    matching(property, /^(?!GITHUB_)/i, "names that start with GITHUB_ are GitHub's own"),
  ];
}

const stamps: NonNullable<Kind["computed"]> = {
  repositoryId,
  createdAt: ({ stamp }) => stamp.at,
  updatedAt: ({ stamp }) => stamp.at,
};

/** A value is never told, not even that of a variable: secrets take the same way. */
const small = each(
  "value",
  ({ value }) => Buffer.byteLength(show(value)) > 48 * 1024 && "is larger than 48 KB",
);

interface Holder {
  readonly thing: (it: Subject) => string;
  readonly environment: boolean;
}

const ofRepository: Holder = { thing: (it) => repositoryThing(it), environment: false };
const ofEnvironment: Holder = { thing: environmentThing, environment: true };

/** Variables and secrets differ in how many there may be, and in that a secret's value is in one of four inputs. */
function values(
  what: "variable" | "secret" | "Dependabot secret",
  { thing, environment }: Holder,
  most: number,
  docs: string,
): Kind {
  const property = what === "variable" ? "variableName" : "secretName";
  const name = ({ inputs }: Subject) => show(inputs[property]);
  return {
    docs,
    replacedBy: environment ? ["environment", property] : [property],
    replacedWhen: elsewhere,
    frozen: readOnly,
    rules: [
      ...named(property),
      small,
      ...(what === "variable"
        ? []
        : [exactlyOne("", ["value", "valueEncrypted", "encryptedValue", "plaintextValue"])]),
    ],
    computed: stamps,
    id: (it) =>
      [it.inputs["repository"], ...(environment ? [it.inputs["environment"]] : []), name(it)]
        .map(show)
        .join(":"),
    claims: (it) => [
      {
        thing: `${what} ${name(it).toUpperCase()} of ${thing(it)}`,
        ...(what === "variable" && {
          refusal: `POST ${api(it)}${environment ? `/environments/${show(it.inputs["environment"])}` : "/actions"}/variables: 409 Already exists - Variable already exists`,
        }),
      },
    ],
    needs: (it) => [environment ? inEnvironment(it, `${what}s`) : inRepository(it)],
    quotas: (it) => [
      { within: thing(it), most, refusal: `422 ${thing(it)} has ${most} ${what}s, and may have no more` },
    ],
  };
}

const VARIABLES = "https://docs.github.com/en/rest/actions/variables";
const SECRETS = "https://docs.github.com/en/rest/actions/secrets";

export const actionsVariable = values("variable", ofRepository, 500, VARIABLES);
export const actionsEnvironmentVariable = values("variable", ofEnvironment, 100, VARIABLES);
export const actionsSecret = values("secret", ofRepository, 100, SECRETS);
export const actionsEnvironmentSecret = values("secret", ofEnvironment, 100, SECRETS);
export const dependabotSecret = values(
  "Dependabot secret",
  ofRepository,
  100,
  "https://docs.github.com/en/rest/dependabot/secrets",
);
