import { z } from "zod";
import { databricksAccount, outsideDatabricks } from "./databricks/outside";
import { githubOrganization, outsideGitHub } from "./github/outside";
import { Refusal } from "./kind";
import { Outside } from "./outside";

/**
 * What the accounts hold that the local cloud stands for, and what whoever deploys sees and manages of it. What is
 * left out is taken to exist; what is listed is all there is.
 */
export const accounts = z.strictObject({
  github: githubOrganization.optional(),
  databricks: databricksAccount.optional(),
});

export type Accounts = z.input<typeof accounts>;

/** @throws Refusal when the description makes no sense */
export function outsideOf(description: unknown): Outside {
  if (description === undefined) return new Outside();
  const parsed = accounts.safeParse(description);
  if (!parsed.success) {
    throw new Refusal(`the description of the accounts makes no sense:\n${z.prettifyError(parsed.error)}`);
  }
  const parts = [outsideGitHub(parsed.data.github), outsideDatabricks(parsed.data.databricks)];
  return new Outside(
    parts.flatMap(({ objects }) => objects),
    parts.flatMap(({ scopes }) => scopes),
  );
}
