import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import type { SecretSource } from "../config/secrets";
import type { Settings } from "../config/settings";
import type { Project } from "../manifest/schema/project";
import { botWebhook } from "./botWebhook";
import { repositoryAccess } from "./repositoryAccess";
import { repositoryActions } from "./repositoryActions";
import { repositoryInputs } from "./repositoryInputs";
import { repositoryPlanning } from "./repositoryPlanning";
import { repositoryProperties } from "./repositoryProperties";
import { repositoryRulesets } from "./repositoryRulesets";
import { repositorySecurity } from "./repositorySecurity";
import { keep } from "./stateful";

/** What a project's repository is made from. */
export interface RepositoryArgs {
  /** Name of the repository, which is the project's. A change renames it. */
  readonly name: string;
  readonly description: string;
  /** Slug of the team that answers for the project; has `maintain` unless `repository.teams` says otherwise. */
  readonly owner: string;
  readonly repository: Project["repository"];
  /** Whether the repository can only be read. @default false */
  readonly archived?: boolean;
  readonly settings: Settings;
  readonly secrets: SecretSource;
}

/**
 * A project's GitHub repository with its rules: pull requests with reviews on the default branch, release tags
 * that cannot be moved, exactly the named teams and people, and workflows that can only read unless they say
 * so. It omits deployment environments, which every stack declares for itself, and files.
 */
export class Repository extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;
  /** `https://github.com/ORG/NAME` */
  readonly url: pulumi.Output<string>;
  /** The repository's number, part of its OIDC subjects. */
  readonly repositoryId: pulumi.Output<number>;

  constructor(name: string, args: RepositoryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Repository", name, {}, opts);
    const { owner, repository: manifest, settings, secrets } = args;
    const parent = { parent: this };
    const repository = this.declareRepository(name, args);
    repositoryRulesets(name, repository.name, manifest, parent);
    repositoryAccess(name, repository.name, owner, manifest, parent);
    repositoryActions(name, repository.name, manifest, settings, secrets, parent);
    repositorySecurity(name, repository.name, manifest, args.archived === true, parent);
    repositoryPlanning(name, repository.name, manifest, parent);
    botWebhook(name, repository.name, settings, secrets, parent);
    if (settings.customProperties) {
      const { template_version: templateVersion } = manifest;
      repositoryProperties(name, repository.name, { project: args.name, owner, templateVersion }, parent);
    }

    this.name = repository.name;
    this.url = repository.htmlUrl;
    this.repositoryId = repository.repoId;
    this.registerOutputs({ name: this.name, url: this.url, repositoryId: this.repositoryId });
  }

  private declareRepository(name: string, args: RepositoryArgs): github.Repository {
    const { repositoryTemplate: template, githubOrganization } = args.settings;
    return new github.Repository(
      name,
      {
        name: args.name,
        description: args.description,
        ...repositoryInputs(args.repository, args.settings),
        // With a first commit, the default branch exists and jobs in dev have something to check out.
        ...(template === undefined
          ? { autoInit: true }
          : { template: { owner: template.owner ?? githubOrganization, repository: template.repository } }),
        ...(args.archived === true && { archived: true }),
        archiveOnDestroy: true,
      },
      {
        parent: this,
        // What a repository was made from counts once: another template later changes nothing.
        ignoreChanges: ["template", "autoInit"],
        ...keep("repository", args.settings),
      },
    );
  }
}
