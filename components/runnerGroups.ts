import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { matches } from "../config/patterns";
import type { Settings } from "../config/settings";

/** What the organisation's runners are made from. */
export interface RunnerGroupsArgs {
  readonly settings: Settings;
  /** Every project of the fleet, with its repository's number where this stack declares the repository. */
  readonly repositories: ReadonlyMap<string, pulumi.Input<number | string> | undefined>;
}

/**
 * The organisation's runners: groups that the named projects alone may use, and the machines that GitHub hosts for them,
 * never more at once than the stack says. Stands beside the projects and comes after them, for a group lists repositories
 * by number.
 */
export class RunnerGroups extends pulumi.ComponentResource {
  constructor(name: string, args: RunnerGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:RunnerGroups", name, {}, opts);
    const { settings } = args;
    for (const [key, group] of Object.entries(settings.runnerGroups)) {
      const members = [...args.repositories].filter(([project]) => matches(project, group.projects));
      const numbers = members.map(([project, declared]) =>
        declared === undefined ? this.lookUp(project, settings) : pulumi.output(declared).apply(Number),
      );
      const declared = new github.ActionsRunnerGroup(
        `${name}/${key}`,
        {
          name: key,
          visibility: "selected",
          selectedRepositoryIds: pulumi.all(numbers).apply((all) => all.filter((number) => number > 0)),
          allowsPublicRepositories: group.publicRepositories,
          ...(group.workflows.length > 0 && {
            restrictedToWorkflows: true,
            selectedWorkflows: group.workflows,
          }),
        },
        { parent: this },
      );
      for (const [runner, { image, imageSource, size, maximumRunners, publicIp }] of Object.entries(
        group.runners,
      )) {
        new github.ActionsHostedRunner(
          `${name}/${key}/${runner}`,
          {
            name: runner,
            image: { id: image, source: imageSource },
            size,
            maximumRunners,
            publicIpEnabled: publicIp,
            runnerGroupId: declared.id.apply(Number),
          },
          // The organisation has a name once: the old runner goes before one of another image comes.
          { parent: this, deleteBeforeReplace: true },
        );
      }
    }
    this.registerOutputs({});
  }

  /**
   * The number of a repository that another stack declares, 0 while it is not there: a group is made all the same, for that
   * stack may wait for what this one declares. The next update takes the repository in.
   */
  private lookUp(project: string, { githubOrganization }: Settings): pulumi.Output<number> {
    const fullName = `${githubOrganization}/${project}`;
    return github.getRepositoryOutput({ fullName }, { parent: this }).apply(({ repoId }) => repoId ?? 0);
  }
}
