import type { Project } from "../schema/project";
import type { RuleFault } from "./tasks";

type Repository = Project["repository"];

/** What a repository's keys must fit together with; GitHub would refuse the rest after the merge, or take it in silence. */
export function checkRepository({ repository }: Project): RuleFault[] {
  return [
    ...mergeMethods(repository),
    ...commitWords(repository),
    ...pushRules(repository),
    ...security(repository),
    ...repeatedLabels(repository),
    ...nestedPrefixes(repository),
  ].map(({ path, message }) => ({ path: ["repository", ...path], message }));
}

function mergeMethods({
  merge,
  required_linear_history: linear,
  branch_rules: rules,
}: Repository): RuleFault[] {
  const others = merge.allow_squash_merge || merge.allow_rebase_merge;
  if (!others && !merge.allow_merge_commit) {
    const message =
      "allows no way to merge: set `allow_squash_merge`, `allow_rebase_merge` or `allow_merge_commit`";
    return [{ path: ["merge"], message }];
  }
  if (!merge.allow_merge_commit) return [];
  const where: PropertyKey[] = ["merge", "allow_merge_commit"];
  if (linear) {
    const message =
      "the default branch refuses merge commits: set `repository.required_linear_history: false`, or remove this";
    return [{ path: where, message }];
  }
  return Object.entries(rules).flatMap(([key, rule]) =>
    rule.required_linear_history && !others
      ? [
          {
            path: ["branch_rules", key, "required_linear_history"],
            message:
              "refuses merge commits, and nothing else is allowed: set it to false, or allow squash or rebase",
          },
        ]
      : [],
  );
}

/** GitHub knows these titles with these texts alone. */
function commitWords({ merge }: Repository): RuleFault[] {
  const faults: RuleFault[] = [];
  if (
    merge.squash_merge_commit_title === "COMMIT_OR_PR_TITLE" &&
    merge.squash_merge_commit_message !== "COMMIT_MESSAGES"
  ) {
    faults.push({
      path: ["merge", "squash_merge_commit_title"],
      message:
        "`COMMIT_OR_PR_TITLE` goes with `squash_merge_commit_message: COMMIT_MESSAGES` alone: set that, or use `PR_TITLE`",
    });
  }
  const message = merge.merge_commit_message;
  if ((merge.merge_commit_title === "MERGE_MESSAGE") !== (message === "PR_TITLE")) {
    faults.push({
      path: ["merge", "merge_commit_title"],
      message:
        "GitHub has `MERGE_MESSAGE` with `PR_TITLE`, and `PR_TITLE` with `PR_BODY` or `BLANK`: set one of these pairs",
    });
  }
  return faults;
}

function pushRules({ push_rules: rules, visibility }: Repository): RuleFault[] {
  if (rules === undefined) return [];
  const path = ["push_rules"];
  if (visibility === "public") {
    const message =
      "GitHub has push rules for private and internal repositories only: remove them, or change `visibility`";
    return [{ path, message }];
  }
  const { restricted_file_paths: paths, restricted_file_extensions: extensions, ...limits } = rules;
  const empty =
    paths.length + extensions.length === 0 && Object.values(limits).every((limit) => limit === undefined);
  return empty ? [{ path, message: "restricts nothing: name a limit, or remove it" }] : [];
}

function security({ security: wanted }: Repository): RuleFault[] {
  const faults: RuleFault[] = [];
  if (wanted.dependabot_security_updates && !wanted.dependabot_alerts) {
    const message = "needs the alerts: set `dependabot_alerts: true`, or remove this";
    faults.push({ path: ["security", "dependabot_security_updates"], message });
  }
  if (wanted.secret_scanning_push_protection && wanted.secret_scanning === false) {
    const message = "needs the scanning: set `secret_scanning: true`, or remove this";
    faults.push({ path: ["security", "secret_scanning_push_protection"], message });
  }
  return faults;
}

/** GitHub's labels do not tell upper from lower case. */
function repeatedLabels({ labels }: Repository): RuleFault[] {
  const names = Object.keys(labels);
  return names.flatMap((name, index) => {
    const twin = names.findIndex((other) => other.toLowerCase() === name.toLowerCase());
    const message = `is \`${names[twin]}\` again, for GitHub does not tell capitals apart: keep one`;
    return twin < index ? [{ path: ["labels", name], message }] : [];
  });
}

/** https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/managing-repository-settings/configuring-autolinks-to-reference-external-resources */
function nestedPrefixes({ autolinks }: Repository): RuleFault[] {
  const prefixes = Object.keys(autolinks);
  return prefixes.flatMap((prefix) => {
    const shorter = prefixes.find(
      (other) => other !== prefix && prefix.toLowerCase().startsWith(other.toLowerCase()),
    );
    const message = `begins with another prefix, \`${shorter}\`, so that one reference would have two links: choose another`;
    return shorter === undefined ? [] : [{ path: ["autolinks", prefix], message }];
  });
}
