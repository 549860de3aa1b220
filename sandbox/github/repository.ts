import type { Kind, Need, Rule, Subject } from "../kind";
import { atMost, distinct, length, matching, oneOf } from "../rules";
import { at, show, type Props } from "../value";
import {
  api,
  elsewhere,
  fullName,
  inRepository,
  owner,
  readOnly,
  repositoryId,
  repositoryThing,
} from "./names";
import { propertyThing } from "./organization";
import { known } from "./outside";

export const repository: Kind = {
  docs: "https://docs.github.com/en/rest/repos/repos#create-an-organization-repository",
  required: ["name"],
  replacedBy: [],
  carries: true,
  unordered: ["topics"],
  rules: [
    // https://docs.github.com/en/rest/repos/repos#create-an-organization-repository
    matching("name", /^[\w.-]{1,100}$/, "use 1 to 100 letters, digits, hyphens, underscores and dots"),
    oneOf("visibility", ["public", "private", "internal"]),
    length("description", 0, 350),
    matching("description", /^[^\p{Cc}]*$/u, "control characters, such as line breaks, are not allowed"),
    // https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/classifying-your-repository-with-topics
    atMost("topics", 20),
    matching("topics.*", /^[a-z0-9][a-z0-9-]{0,49}$/, "use 1 to 50 lowercase letters, digits and hyphens"),
    oneOf("squashMergeCommitTitle", ["PR_TITLE", "COMMIT_OR_PR_TITLE"]),
    oneOf("squashMergeCommitMessage", ["PR_BODY", "COMMIT_MESSAGES", "BLANK"]),
    oneOf("mergeCommitTitle", ["PR_TITLE", "MERGE_MESSAGE"]),
    oneOf("mergeCommitMessage", ["PR_BODY", "PR_TITLE", "BLANK"]),
    oneOf("securityAndAnalysis.*.status", ["enabled", "disabled"]),
    someMergeMethod,
    commitWords,
    // https://docs.github.com/en/rest/repos/repos#update-a-repository
    matching("homepageUrl", /^\S{0,255}$/, "use an address of at most 255 characters"),
    pushProtection,
  ],
  computed: {
    repoId: ({ stamp }) => stamp.number,
    nodeId: ({ stamp }) => `R_${stamp.hex}`,
    etag: ({ stamp }) => `W/"${stamp.hex}"`,
    fullName: (it) => fullName(it),
    htmlUrl: (it) => `https://github.com/${fullName(it)}`,
    httpCloneUrl: (it) => `https://github.com/${fullName(it)}.git`,
    gitCloneUrl: (it) => `git://github.com/${fullName(it)}.git`,
    sshCloneUrl: (it) => `git@github.com:${fullName(it)}.git`,
    svnUrl: (it) => `https://github.com/${fullName(it)}`,
    defaultBranch: () => "main",
    primaryLanguage: () => "",
    visibility: ({ inputs }) => (inputs["private"] === true ? "private" : "public"),
    private: ({ inputs }) => inputs["visibility"] === "private" || inputs["visibility"] === "internal",
    topics: () => [],
  },
  id: ({ inputs }) => show(inputs["name"]),
  claims: (it) => [
    {
      thing: repositoryThing(it, it.inputs["name"]),
      refusal: `POST https://api.github.com/orgs/${owner(it.settings)}/repos: 422 Repository creation failed. name already exists on this account`,
    },
  ],
  leaves: ({ inputs }) => (inputs["archiveOnDestroy"] === true ? { archived: true } : undefined),
};

export const repositoryCollaborators: Kind = {
  docs: "https://docs.github.com/en/rest/collaborators/collaborators",
  replacedBy: [],
  replacedWhen: elsewhere,
  frozen: readOnly,
  unordered: ["teams", "users", "ignoreTeams"],
  rules: [
    // https://docs.github.com/en/rest/teams/teams#add-or-update-team-repository-permissions; custom roles are not known here.
    oneOf("teams.*.permission", ["pull", "triage", "push", "maintain", "admin"]),
    oneOf("users.*.permission", ["pull", "triage", "push", "maintain", "admin"]),
    distinct("teams.*.teamId"),
    distinct("users.*.username"),
  ],
  computed: { repositoryId, invitationIds: () => ({}), ownerConfigured: () => false },
  id: ({ inputs }) => show(inputs["repository"]),
  claims: (it) => [{ thing: `collaborators of ${repositoryThing(it)}` }],
  needs: (it) => [inRepository(it), ...collaborators(it)],
};

export const repositoryVulnerabilityAlerts: Kind = {
  docs: "https://docs.github.com/en/rest/repos/repos#enable-vulnerability-alerts",
  replacedBy: [],
  replacedWhen: elsewhere,
  rules: [],
  computed: { repositoryId, enabled: () => true },
  id: ({ inputs }) => show(inputs["repository"]),
  claims: (it) => [{ thing: `vulnerability alerts of ${repositoryThing(it)}` }],
  needs: (it) => [inRepository(it)],
};

export const repositoryDependabotSecurityUpdates: Kind = {
  docs: "https://docs.github.com/en/rest/repos/repos#enable-dependabot-security-updates",
  replacedBy: ["repository"],
  frozen: readOnly,
  id: ({ inputs }) => show(inputs["repository"]),
  claims: (it) => [{ thing: `Dependabot security updates of ${repositoryThing(it)}` }],
  needs: (it) => [inRepository(it)],
};

export const repositoryCustomProperty: Kind = {
  docs: "https://docs.github.com/en/rest/repos/custom-properties",
  replacedBy: ["propertyName", "propertyType"],
  replacedWhen: elsewhere,
  frozen: readOnly,
  unordered: ["propertyValues"],
  rules: [
    oneOf("propertyType", ["string", "single_select", "multi_select", "true_false", "url"]),
    ({ propertyType, propertyValues }) =>
      Array.isArray(propertyValues) && propertyType !== "multi_select" && propertyValues.length !== 1
        ? [{ property: "propertyValues", reason: `has ${propertyValues.length} values; this type takes one` }]
        : [],
    // https://docs.github.com/en/organizations/managing-organization-settings/managing-custom-properties-for-repositories-in-your-organization
    matching("propertyValues.*", /^[ !#-~]{1,75}$/, 'use 1 to 75 printable ASCII characters, and no "'),
  ],
  computed: { repositoryId },
  id: ({ inputs, settings }) =>
    `${owner(settings)}:${show(inputs["repository"])}:${show(inputs["propertyName"])}`,
  claims: (it) => [{ thing: `custom property ${show(it.inputs["propertyName"])} of ${repositoryThing(it)}` }],
  needs: (it) => [
    inRepository(it),
    {
      thing: propertyThing(it, show(it.inputs["propertyName"])),
      refusal: `PATCH ${api(it)}/properties/values: 422 the custom property ${show(it.inputs["propertyName"])} is not defined in the organization; define it there first (OrganizationCustomProperties)`,
    },
  ],
};

/** Teams and people are not made here. */
function collaborators(it: Subject): Need[] {
  const [organization, name] = [owner(it.settings), show(it.inputs["repository"])];
  return [
    ...at(it.inputs, "teams.*.teamId").map(({ value }) => {
      const call = `PUT https://api.github.com/orgs/${organization}/teams/${show(value)}/repos/${organization}/${name}`;
      return known(it, "team", show(value), `${call}: 404 Not Found []`);
    }),
    ...at(it.inputs, "users.*.username").map(({ value }) =>
      known(it, "user", show(value), `PUT ${api(it)}/collaborators/${show(value)}: 404 Not Found []`),
    ),
  ];
}

/** GitHub knows these titles with these texts alone. */
function commitWords(inputs: Props): ReturnType<Rule> {
  const [title, message] = [inputs["squashMergeCommitTitle"], inputs["squashMergeCommitMessage"]];
  return title === "COMMIT_OR_PR_TITLE" && message !== undefined && message !== "COMMIT_MESSAGES"
    ? [{ property: "squashMergeCommitMessage", reason: "COMMIT_OR_PR_TITLE goes with COMMIT_MESSAGES alone" }]
    : [];
}

function pushProtection(inputs: Props): ReturnType<Rule> {
  const status = (feature: string) => at(inputs, `securityAndAnalysis.${feature}.status`)[0]?.value;
  return status("secretScanningPushProtection") === "enabled" && status("secretScanning") === "disabled"
    ? [{ property: "securityAndAnalysis", reason: "push protection needs secret scanning; enable both" }]
    : [];
}

function someMergeMethod(inputs: Props): ReturnType<Rule> {
  const methods = ["allowMergeCommit", "allowSquashMerge", "allowRebaseMerge"];
  if (!methods.every((method) => inputs[method] === false)) return [];
  return [{ property: "allowMergeCommit", reason: "all three ways to merge are off; leave one on" }];
}
