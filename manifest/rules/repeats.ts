import type { Project } from "../schema/project";
import type { RuleFault } from "./tasks";

/** What stands twice in a list of names that GitHub keeps once: a second policy or rule of one name cannot be made. */
export function checkRepeats({ repository, deployment }: Project): RuleFault[] {
  const { branch_rules: branches, tag_rules: tags, collaborators } = repository;
  return [
    ...twice(["deployment", "tags"], deployment.tags),
    ...twice(["deployment", "branches"], deployment.branches),
    ...twice(["repository", "topics"], repository.topics),
    ...twice(["repository", "actions", "patterns_allowed"], repository.actions.patterns_allowed),
    ...mergeLists(["repository"], repository),
    ...Object.entries(branches).flatMap(([key, rules]) => {
      const path = ["repository", "branch_rules", key];
      return [...mergeLists(path, rules), ...refLists(path, rules)];
    }),
    ...Object.entries(tags).flatMap(([key, rules]) => refLists(["repository", "tag_rules", key], rules)),
    ...sameUser(Object.keys(collaborators)),
  ];
}

type MergeLists = Pick<Project["repository"], "required_checks" | "required_deployments">;
type RefLists = Pick<Project["repository"]["tag_rules"][string], "include" | "exclude">;

function mergeLists(path: PropertyKey[], rules: MergeLists): RuleFault[] {
  return [
    ...twice([...path, "required_checks"], rules.required_checks),
    ...twice([...path, "required_deployments"], rules.required_deployments),
  ];
}

function refLists(path: PropertyKey[], { include, exclude }: RefLists): RuleFault[] {
  const hidden = include.flatMap((pattern, index) =>
    exclude.includes(pattern)
      ? [{ path: [...path, "include", index], message: "stands under `exclude` too, which wins: keep one" }]
      : [],
  );
  return [...twice([...path, "include"], include), ...twice([...path, "exclude"], exclude), ...hidden];
}

export function twice(path: PropertyKey[], names: readonly string[]): RuleFault[] {
  const first = new Set<string>();
  return names.flatMap((name, index) =>
    first.size === first.add(name).size
      ? [{ path: [...path, index], message: "stands twice in this list: keep one" }]
      : [],
  );
}

/** GitHub's logins do not tell upper from lower case. */
function sameUser(logins: readonly string[]): RuleFault[] {
  const low = logins.map((login) => login.toLowerCase());
  return logins.flatMap((login, index) => {
    const first = low.indexOf(low[index]!);
    const message = `is \`${logins[first]}\` again, for GitHub does not tell capitals apart: keep one`;
    return first < index ? [{ path: ["repository", "collaborators", login], message }] : [];
  });
}
