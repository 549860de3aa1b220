import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FleetPart } from "../bot/fleet/part";
import type { Settings } from "../config/settings";
import { answersFor } from "../manifest/answers";
import type { CheckedProject } from "../manifest/check";

/** A project of the stack, and the number of its service principal where that is in the workspace. */
export interface FleetMember {
  readonly project: CheckedProject;
  readonly principalId: pulumi.Input<string> | undefined;
}

/** What a stack's part of the fleet is made from. */
export interface FleetPartArgs {
  /** Name of the stack, and of the file. A change replaces it. */
  readonly stack: string;
  /** The bot's bucket. */
  readonly bucket: pulumi.Input<string>;
  readonly members: readonly FleetMember[];
  readonly settings: Settings;
}

/**
 * Tells the bot what this stack knows of its projects, as `fleet/STACK.json` in the bot's bucket: where the principals
 * of its environment are and, in the stack that owns repositories, what is to become of those. The bot hears of every
 * change of the file.
 */
export function tellBot(name: string, args: FleetPartArgs, opts: pulumi.CustomResourceOptions): void {
  const { stack, bucket, members, settings } = args;
  const content = pulumi.all(members.map(({ principalId }) => principalId)).apply((ids) =>
    JSON.stringify(
      partOf(
        stack,
        settings,
        members.map(({ project }, i) => ({ project, principalId: ids[i] })),
      ),
      undefined,
      2,
    ),
  );
  new aws.s3.BucketObjectv2(
    name,
    { bucket, key: `fleet/${stack}.json`, content, contentType: "application/json" },
    opts,
  );
}

/** A member whose principal is known. */
interface Known {
  readonly project: CheckedProject;
  readonly principalId: string | undefined;
}

function partOf(stack: string, settings: Settings, members: readonly Known[]): FleetPart {
  const { environment, githubOrganization, catalog, databricksHost: host, ownsRepositories } = settings;
  const { templateRepository: template, managerRepository: manager } = settings;
  return {
    stack,
    environment,
    organization: githubOrganization,
    catalog,
    host,
    ...(template !== undefined && { template }),
    ...(manager !== undefined && { manager }),
    projects: members.map(({ project, principalId }) => ({
      project: project.name,
      ...(ownsRepositories && { repository: repositoryOf(project, settings) }),
      ...(principalId !== undefined && { principal: { host, id: principalId } }),
    })),
  };
}

type RepositoryPart = NonNullable<FleetPart["projects"][number]["repository"]>;

/** Where the stacks are is left to the bot, which hears of all of them. */
function repositoryOf(
  { name, environments }: CheckedProject,
  { environment, githubOrganization }: Settings,
): RepositoryPart {
  const { lifecycle, repository } = environments[environment];
  const answers = Object.entries(answersFor(environments, {})).map(
    ([question, answer]) => [question, typeof answer === "object" ? [...answer] : answer] as const,
  );
  return {
    repository: `${githubOrganization}/${name}`,
    lifecycle,
    ...(repository.template_version !== undefined && { template: repository.template_version }),
    answers: Object.fromEntries(answers),
  };
}
