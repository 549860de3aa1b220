import type { Kind, Need, Subject, Surroundings } from "../kind";
import { oneOf } from "../rules";
import { show } from "../value";
import { api, inRepository, organizationThing, readOnly, repositoryThing } from "./names";

export const actionsRepositoryPermissions: Kind = {
  docs: "https://docs.github.com/en/rest/actions/permissions#set-github-actions-permissions-for-a-repository",
  replacedBy: [],
  frozen: readOnly,
  unordered: ["allowedActionsConfig.patternsAlloweds"],
  rules: [
    // https://docs.github.com/en/rest/actions/permissions#set-github-actions-permissions-for-a-repository
    oneOf("allowedActions", ["all", "local_only", "selected"]),
    ({ allowedActions, allowedActionsConfig }) =>
      allowedActionsConfig !== undefined && allowedActions !== "selected"
        ? [
            {
              property: "allowedActionsConfig",
              reason: 'counts only when allowedActions is "selected"; set that or remove it',
            },
          ]
        : [],
  ],
  computed: { shaPinningRequired: () => false },
  id: ({ inputs }) => show(inputs["repository"]),
  claims: (it) => [{ thing: `Actions permissions of ${repositoryThing(it)}` }],
  needs: (it, world) => [inRepository(it), ...freeChoice(it, world)],
};

/** https://docs.github.com/en/rest/actions/permissions#set-github-actions-permissions-for-a-repository */
function freeChoice(it: Subject, world: Surroundings): Need[] {
  const policy = `Actions permissions of ${organizationThing(it)}`;
  const chosen = world.holder(policy)?.["allowedActions"];
  if (chosen !== "selected" && chosen !== "local_only") return [];
  const refusal = `PUT ${api(it)}/actions/permissions: 409 Conflict: the organization allows ${chosen} actions, and no repository can choose others`;
  return [{ thing: `a choice of actions in ${repositoryThing(it)}`, refusal }];
}

export const workflowRepositoryPermissions: Kind = {
  docs: "https://docs.github.com/en/rest/actions/permissions#set-default-workflow-permissions-for-a-repository",
  replacedBy: [],
  frozen: readOnly,
  rules: [oneOf("defaultWorkflowPermissions", ["read", "write"])],
  id: ({ inputs }) => show(inputs["repository"]),
  claims: (it) => [{ thing: `workflow permissions of ${repositoryThing(it)}` }],
  needs: (it) => [inRepository(it)],
};
