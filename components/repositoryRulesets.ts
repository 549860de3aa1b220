import * as github from "@pulumi/github";
import type * as pulumi from "@pulumi/pulumi";
import type { Project } from "../manifest/schema/project";
import { branchRules, IMMOVABLE, pushRules, refs, tagRules } from "./rulesetRules";

/**
 * Declares a repository's rulesets: for the default branch, for further branches, for tags and for pushes. Nobody may
 * pass them by.
 */
export function repositoryRulesets(
  name: string,
  repository: pulumi.Input<string>,
  manifest: Project["repository"],
  opts: pulumi.CustomResourceOptions,
): void {
  const declare = (
    key: string,
    ruleset: Pick<github.RepositoryRulesetArgs, "name" | "target" | "conditions" | "rules">,
  ) =>
    new github.RepositoryRuleset(`${name}/${key}`, { repository, enforcement: "active", ...ruleset }, opts);

  declare("default-branch", {
    name: "default branch",
    target: "branch",
    conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
    rules: branchRules(manifest),
  });
  declare("release-tags", {
    name: "release tags",
    target: "tag",
    conditions: { refName: { includes: ["refs/tags/v*"], excludes: [] } },
    rules: IMMOVABLE,
  });
  for (const [key, rules] of Object.entries(manifest.branch_rules)) {
    declare(`branch-rules/${key}`, {
      name: `branches ${key}`,
      target: "branch",
      conditions: refs("refs/heads/", rules),
      rules: branchRules(rules),
    });
  }
  for (const [key, rules] of Object.entries(manifest.tag_rules)) {
    declare(`tag-rules/${key}`, {
      name: `tags ${key}`,
      target: "tag",
      conditions: refs("refs/tags/", rules),
      rules: tagRules(rules),
    });
  }
  // A push ruleset names no refs: it holds for every push, to forks too.
  if (manifest.push_rules !== undefined) {
    declare("push-rules", { name: "pushes", target: "push", rules: pushRules(manifest.push_rules) });
  }
}
