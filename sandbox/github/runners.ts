import type { Fault, Kind, Need, Subject } from "../kind";
import { between, distinct, length, matching, oneOf } from "../rules";
import { list, show, type Props } from "../value";
import { organizationThing, owner } from "./names";

export const actionsRunnerGroup: Kind = {
  docs: "https://docs.github.com/en/rest/actions/self-hosted-runner-groups",
  required: ["name"],
  replacedBy: [],
  unordered: ["selectedRepositoryIds"],
  rules: [
    length("name", 1, 64),
    // The provider takes "private" too, which the service then refuses.
    oneOf("visibility", ["all", "selected"]),
    distinct("selectedRepositoryIds.*"),
    selection,
    workflows,
    matching(
      "selectedWorkflows.*",
      /^[^/\s]+\/[^/\s]+\/\.github\/workflows\/[^@\s]+@\S+$/,
      "write it as ORG/REPOSITORY/.github/workflows/FILE.yml@REF",
    ),
  ],
  computed: {
    default: () => false,
    inherited: () => false,
    etag: ({ stamp }) => `W/"${stamp.hex}"`,
    runnersUrl: (it) => `${api(it)}/runner-groups/${it.stamp.number}/runners`,
    selectedRepositoriesUrl: (it) => `${api(it)}/runner-groups/${it.stamp.number}/repositories`,
  },
  id: ({ stamp }) => String(stamp.number),
  claims: (it) => [
    {
      thing: `runner group "${show(it.inputs["name"])}" of ${organizationThing(it)}`.toLowerCase(),
      refusal: `POST ${api(it)}/runner-groups: 409 Runner group with the name already exists`,
    },
    { thing: groupThing(it, it.stamp.number) },
  ],
};

/** https://docs.github.com/en/rest/actions/hosted-runners#create-a-github-hosted-runner-for-an-organization */
export const actionsHostedRunner: Kind = {
  docs: "https://docs.github.com/en/rest/actions/hosted-runners",
  required: ["name"],
  replacedBy: ["image", "imageGen"],
  rules: [
    matching("name", /^[a-zA-Z0-9._-]{1,64}$/, "use 1 to 64 letters, digits, dots, hyphens and underscores"),
    matching("image.id", /^\d+$/, "use the image's number, as images/github-owned lists it"),
    oneOf("image.source", ["github", "partner", "custom"]),
    // https://docs.github.com/en/actions/reference/limits
    between("maximumRunners", 1, 1000),
  ],
  computed: {
    status: () => "Ready",
    platform: () => "linux-x64",
    publicIpEnabled: () => false,
    maximumRunners: () => 10,
  },
  id: ({ stamp }) => String(stamp.number),
  claims: (it) => [
    {
      thing: `hosted runner "${show(it.inputs["name"])}" of ${organizationThing(it)}`.toLowerCase(),
      refusal: `POST ${api(it)}/hosted-runners: 422 Validation Failed: name has already been taken`,
    },
  ],
  needs: (it) => [inGroup(it)],
};

function selection(inputs: Props): Fault[] {
  return inputs["visibility"] !== "selected" && list(inputs, "selectedRepositoryIds").length > 0
    ? [{ property: "selectedRepositoryIds", reason: 'counts only when visibility is "selected"; set that' }]
    : [];
}

function workflows(inputs: Props): Fault[] {
  return inputs["restrictedToWorkflows"] !== true && list(inputs, "selectedWorkflows").length > 0
    ? [{ property: "selectedWorkflows", reason: "is ignored unless restrictedToWorkflows is true; set that" }]
    : [];
}

function api({ settings }: Subject): string {
  return `https://api.github.com/orgs/${owner(settings)}/actions`;
}

function groupThing(it: Subject, number: unknown): string {
  return `runner group number ${String(number)} of ${organizationThing(it)}`;
}

function inGroup(it: Subject): Need {
  const group = show(it.inputs["runnerGroupId"]);
  const refusal = `POST ${api(it)}/hosted-runners: 404 Not Found: there is no runner group ${group}`;
  return { thing: groupThing(it, group), refusal, inside: true };
}
