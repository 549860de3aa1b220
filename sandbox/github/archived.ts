import type { Kind, Need, Subject, Surroundings } from "../kind";
import { given } from "../value";
import { api, repositoryThing } from "./names";

/** https://docs.github.com/en/repositories/archiving-a-github-repository/archiving-repositories */
const REFUSAL = "403 Repository was archived so is read-only.";

/**
 * Where the provider takes GitHub's refusal to delete something of an archived repository for a deletion.
 * https://github.com/integrations/terraform-provider-github (`handleArchivedRepoDelete`)
 */
const FORGOTTEN =
  /:(?:RepositoryRuleset|RepositoryCollaborators|RepositoryWebhook|IssueLabels?|RepositoryDeployKey|TeamRepository|RepositoryVulnerabilityAlerts)$/;

/** The same kinds, such that what hangs on a repository can be neither made, changed nor deleted while it is archived. */
export function readOnlyWhenArchived(kinds: Readonly<Record<string, Kind>>): Readonly<Record<string, Kind>> {
  return Object.fromEntries(Object.entries(kinds).map(([type, kind]) => [type, guarded(type, kind)]));
}

function guarded(type: string, kind: Kind): Kind {
  if (type === "github:index/repository:Repository") return kind;
  return {
    ...kind,
    needs: (it, world) => [...(kind.needs?.(it, world) ?? []), ...writable(it, world)],
    keeps: (it, world) =>
      kind.keeps?.(it, world) ??
      (isArchived(it, world) && !FORGOTTEN.test(type) ? `DELETE ${api(it)}: ${REFUSAL}` : undefined),
  };
}

function writable(it: Subject, world: Surroundings): Need[] {
  if (!isArchived(it, world)) return [];
  return [{ thing: `the right to write to ${repositoryThing(it)}`, refusal: `PUT ${api(it)}: ${REFUSAL}` }];
}

function isArchived(it: Subject, world: Surroundings): boolean {
  return given(it.inputs, "repository") && world.holder(repositoryThing(it))?.["archived"] === true;
}
