import type { CheckedProject } from "../manifest/check";
import type { SecretReference } from "../manifest/schema/workflowValues";
import { matches } from "./patterns";
import type { SecretSource } from "./secrets";
import type { Settings } from "./settings";

/**
 * What a stack's rules and the organisation's plan refuse of a project's repository and deployments, as
 * `projects/x.yaml path: what, and what to do`.
 */
export function repositoryFaults(
  project: CheckedProject,
  settings: Settings,
  secrets: SecretSource,
): string[] {
  const { environment, ownsRepositories } = settings;
  const declared = project.environments[environment];
  const faults = [
    ...(ownsRepositories ? [...visibility(declared, settings), ...scanning(declared, settings)] : []),
    ...reviewers(declared, settings),
    ...refs(declared, settings),
    ...missingSecrets(declared, ownsRepositories, secrets),
  ];
  return faults.map((fault) => `${project.file} ${fault}`);
}

type Declared = CheckedProject["environments"]["dev"];

function visibility({ name, repository }: Declared, settings: Settings): string[] {
  const wanted = repository.visibility;
  if (wanted === "internal" && settings.githubPlan === "team") {
    return [
      "repository.visibility: `internal` needs GitHub Enterprise: use `private`, or set marvin:githubPlan",
    ];
  }
  if (wanted === "public" && matches(name, settings.publicRepositories)) return [];
  if (settings.allowedVisibilities.includes(wanted)) return [];
  const way =
    wanted === "public"
      ? `add ${name} to marvin:publicRepositories`
      : `add ${wanted} to marvin:allowedVisibilities`;
  return [
    `repository.visibility: \`${wanted}\` is not allowed here: use ${settings.allowedVisibilities.join(" or ")}, or ${way}`,
  ];
}

function scanning({ repository }: Declared, { secretProtection }: Settings): string[] {
  if (secretProtection || repository.visibility === "public") return [];
  return (["secret_scanning", "secret_scanning_push_protection"] as const)
    .filter((key) => repository.security[key] === true)
    .map(
      (key) =>
        `repository.security.${key}: needs GitHub Secret Protection on a ${repository.visibility} repository: remove it, or set marvin:secretProtection once the organisation has it`,
    );
}

function reviewers({ deployment, repository }: Declared, settings: Settings): string[] {
  const { teams, users } = deployment.reviewers;
  const all = new Set([...settings.deploymentReviewers, ...teams]).size + users.length;
  if (all > 6) {
    return [
      `deployment.reviewers: makes ${all} reviewers in ${settings.environment} together with marvin:deploymentReviewers: GitHub takes 6, name fewer`,
    ];
  }
  if (settings.githubPlan === "enterprise" || repository.visibility === "public") return [];
  const faults: string[] = [];
  const needs = `needs GitHub Enterprise on a ${repository.visibility} repository: remove it, or set marvin:githubPlan`;
  if (teams.length + users.length > 0) faults.push(`deployment.reviewers: ${needs}`);
  if (deployment.wait_timer > 0) faults.push(`deployment.wait_timer: ${needs}`);
  return faults;
}

/** Where the stack says which tags deploy, a manifest may say it more narrowly. */
function refs({ deployment }: Declared, { deploymentTags, environment }: Settings): string[] {
  if (deploymentTags.length === 0) return [];
  const allowed = `only the tags ${deploymentTags.join(", ")} deploy to ${environment}`;
  const wider = deployment.tags.flatMap((tag, index) =>
    matches(tag, deploymentTags)
      ? []
      : [`deployment.tags[${index}]: ${allowed}: write a narrower pattern, or change marvin:deploymentTags`],
  );
  const branches =
    deployment.branches.length > 0
      ? [`deployment.branches: ${allowed}: remove it in this environment, or change marvin:deploymentTags`]
      : [];
  return [...wider, ...branches];
}

function missingSecrets(
  { deployment, repository }: Declared,
  owns: boolean,
  secrets: SecretSource,
): string[] {
  const places: [string, Readonly<Record<string, SecretReference>>][] = [
    ["deployment.secrets", deployment.secrets],
  ];
  if (owns) {
    places.push(["repository.secrets", repository.secrets]);
    places.push(["repository.dependabot_secrets", repository.dependabot_secrets]);
  }
  return places.flatMap(([place, references]) =>
    Object.entries(references).flatMap(([name, { config }]) => {
      const complaint = secrets.complaint(config);
      return complaint === undefined ? [] : [`${place}.${name}: ${complaint}`];
    }),
  );
}
