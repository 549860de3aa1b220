import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";

/** Stands for the number in the preview of a stack whose project's repository is still to come. */
const NEW_REPOSITORY = "NUMBER-OF-THE-NEW-REPOSITORY";

/**
 * The numbers of the projects' repositories by name of the project, as GitHub says them, in a stack that declares no
 * repositories; none in the one that does. While another stack has not made a repository, a preview shows where its number
 * will stand; an update stops before anything of a project is declared, and so before it trusts a subject that no workflow
 * can have.
 * @throws RunError in an update, with every repository that is not there.
 * @see https://www.pulumi.com/registry/packages/github/api-docs/getrepository/
 */
export async function repositoryNumbers(
  projects: readonly { readonly name: string }[],
  { ownsRepositories, githubOrganization }: Settings,
  provider: github.Provider,
): Promise<ReadonlyMap<string, string>> {
  if (ownsRepositories) return new Map();
  const found = await Promise.all(
    projects.map(async ({ name }) => {
      const fullName = `${githubOrganization}/${name}`;
      const { repoId } = await github.getRepository({ fullName }, { provider });
      return { name, fullName, number: repoId };
    }),
  );
  const absent = found.filter(({ number }) => !number).map(({ fullName }) => fullName);
  if (absent.length > 0 && !pulumi.runtime.isDryRun()) {
    const what = absent.length === 1 ? "the repository" : "the repositories";
    const is = absent.length === 1 ? "does" : "do";
    throw new pulumi.RunError(
      `${what} ${absent.join(", ")} ${is} not exist yet: update the stack that owns repositories (marvin:ownsRepositories) first`,
    );
  }
  return new Map(found.map(({ name, number }) => [name, number ? String(number) : NEW_REPOSITORY]));
}
