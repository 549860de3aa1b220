import type { Kind } from "../kind";
import { atMost, matching, oneOf } from "../rules";
import { show } from "../value";
import { owner } from "./names";

/** https://docs.github.com/en/organizations/managing-organization-settings/managing-custom-properties-for-repositories-in-your-organization */
export const organizationCustomProperties: Kind = {
  docs: "https://docs.github.com/en/rest/orgs/custom-properties",
  replacedBy: [],
  rules: [
    matching("propertyName", /^[\w$#-]{1,75}$/, "use 1 to 75 letters, digits, _, -, $ and #"),
    oneOf("valueType", ["string", "single_select", "multi_select", "true_false", "url"]),
    oneOf("valuesEditableBy", ["org_actors", "org_and_repo_actors"]),
    atMost("allowedValues", 200),
    ({ required, defaultValue }) =>
      required === true && defaultValue === undefined
        ? [{ property: "defaultValue", reason: "a required property needs a default value" }]
        : [],
  ],
  id: ({ inputs }) => show(inputs["propertyName"]),
  claims: ({ inputs, settings }) => [
    { thing: `custom property ${show(inputs["propertyName"])} of ${owner(settings)}`.toLowerCase() },
  ],
};
