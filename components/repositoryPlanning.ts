import * as github from "@pulumi/github";
import type * as pulumi from "@pulumi/pulumi";
import type { Project } from "../manifest/schema/project";

/** Declares the labels and autolinks of issues and pull requests. */
export function repositoryPlanning(
  name: string,
  repository: pulumi.Input<string>,
  { labels, autolinks }: Pick<Project["repository"], "labels" | "autolinks">,
  opts: pulumi.CustomResourceOptions,
): void {
  if (Object.keys(labels).length > 0) {
    new github.IssueLabels(
      `${name}/labels`,
      {
        repository,
        labels: Object.entries(labels).map(([label, { color, description }]) => ({
          name: label,
          color: color.toLowerCase(),
          ...(description !== undefined && { description }),
        })),
      },
      // A renamed repository replaces the list, and deleting the old one would take the labels off every issue.
      { ...opts, retainOnDelete: true },
    );
  }
  for (const [keyPrefix, autolink] of Object.entries(autolinks)) {
    new github.RepositoryAutolinkReference(
      `${name}/autolinks/${keyPrefix}`,
      {
        repository,
        keyPrefix,
        targetUrlTemplate: autolink.url_template,
        isAlphanumeric: autolink.is_alphanumeric,
      },
      // GitHub takes a prefix once: the old link goes before the new one comes.
      { ...opts, deleteBeforeReplace: true },
    );
  }
}
