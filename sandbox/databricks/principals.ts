import type { Need } from "../kind";
import { show, text, type Json, type Props } from "../value";

/** Groups of a workspace and of the account that nobody makes, and where each is known. */
export const OF_WORKSPACE = ["users", "admins"];
export const OF_ACCOUNT = ["account users"];

/** The thing that a principal's name stands for: mail addresses are people, UUIDs are service principals. */
function principalThing(name: string): string {
  if (name.includes("@")) return `user ${name.toLowerCase()}`;
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(name)
    ? `service principal ${name}`
    : `group ${name}`;
}

/** Unity Catalog knows the principals of the account, and not the groups that each workspace has of its own. */
export function accountPrincipal(name: Json | undefined, call: string): Need[] {
  if (typeof name !== "string") return [];
  const local = OF_WORKSPACE.includes(name);
  return [
    {
      thing: local ? `account group ${name}` : principalThing(name),
      refusal: `${call}: 404 PRINCIPAL_DOES_NOT_EXIST: Could not find principal with name ${name}`,
      assumed: true,
    },
  ];
}

/** A principal by its name alone, in a workspace. */
export function inWorkspacePrincipal(name: Json | undefined, refusal: string): Need[] {
  if (typeof name !== "string") return [];
  const thing = principalThing(name);
  return [{ thing: thing === `group ${name}` ? groupThing(name) : thing, refusal, assumed: true }];
}

/** Who owns an object of Unity Catalog, where its resource says so. */
export function ownerNeeds(inputs: Props, call: string): Need[] {
  return accountPrincipal(inputs["owner"], call);
}

/** What an access control of a workspace's object names. */
export function workspacePrincipal(control: Json, call: string): Need[] {
  const kinds = [
    ["groupName", "GroupName", (name: string) => groupThing(name)],
    ["userName", "UserName", (name: string) => `user ${name.toLowerCase()}`],
    ["servicePrincipalName", "ServicePrincipalName", (name: string) => `service principal ${name}`],
  ] as const;
  return kinds.flatMap(([key, word, thing]) => {
    const name = text(control, key);
    if (name === undefined) return [];
    const refusal = `${call}: 404 RESOURCE_DOES_NOT_EXIST: Principal: ${word}(${name}) does not exist`;
    return [{ thing: thing(name), refusal, assumed: true }];
  });
}

/** As `users/MAIL`, `groups/NAME` or `servicePrincipals/ID` in a rule set of the account. */
export function rulePrincipal(name: Json, call: string): Need[] {
  const [, kind, id] = /^(users|groups|servicePrincipals)\/(.+)$/.exec(show(name)) ?? [];
  if (kind === undefined || id === undefined) return [];
  const thing =
    { users: `user ${id.toLowerCase()}`, groups: `group ${id}` }[kind] ?? `service principal ${id}`;
  return [{ thing, refusal: `${call}: 404 ${show(name)} does not exist`, assumed: true }];
}

/** A group as a workspace knows it: its own, and those of the account; not the one that holds the whole account. */
export function groupThing(name: string): string {
  return [...OF_WORKSPACE, ...OF_ACCOUNT].includes(name) ? `workspace group ${name}` : `group ${name}`;
}
