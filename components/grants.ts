import type * as databricks from "@pulumi/databricks";
import { privilegesOf, READING, type GivenKind } from "../manifest/schema/grants";
import type { Grantees } from "./objectPermissions";
import { modelPrivileges, schemaPrivileges } from "./roles";

/** What Unity Catalog grants on, as the provider names it. */
export type Securable = keyof Pick<
  databricks.GrantArgs,
  "catalog" | "schema" | "table" | "volume" | "function" | "model" | "externalLocation"
>;

/** What one principal is to have on one object. */
export interface Right {
  readonly securable: Securable;
  /** Full name, e.g. `catalog.schema.table`. */
  readonly name: string;
  /** Sorted, each once. */
  readonly privileges: readonly string[];
}

/**
 * Collects what one principal needs, with one entry an object, however many parts of a project ask for it: two
 * `Grant`s to one principal on one object would overwrite each other.
 */
export class Rights {
  private readonly byObject = new Map<string, { securable: Securable; name: string; all: Set<string> }>();

  add(securable: Securable, name: string, ...privileges: readonly string[]): void {
    // Unity Catalog keeps models and functions under one type and in one space of names.
    const key = `${securable === "model" ? "function" : securable} ${name}`;
    const entry = this.byObject.get(key) ?? { securable, name, all: new Set() };
    this.byObject.set(key, entry);
    for (const privilege of privileges) entry.all.add(privilege);
  }

  list(): Right[] {
    return [...this.byObject.values()].map(({ securable, name, all }) => ({
      securable,
      name,
      privileges: [...all].sort(),
    }));
  }
}

/** What one group is granted on one object. */
export interface GroupGrant {
  readonly group: string;
  readonly privileges: string[];
}

/**
 * Everything that groups get on one of the project's schemas (`name` is the key of a further one), or on one object
 * in the main one: by role and by `access.grants`
 * together, one entry a group. The only place that decides it, for each pair of an object and a group has one
 * `Grant`. Where people may not write, only what reads is left.
 */
export function groupGrants(grantees: Grantees, kind: GivenKind, name = ""): GroupGrant[] {
  const { members, given = {}, peopleMayWrite } = grantees;
  const all = new Map<string, Set<string>>();
  const add = (group: string, privileges: readonly string[]) => {
    if (privileges.length > 0) all.set(group, new Set([...(all.get(group) ?? []), ...privileges]));
  };
  for (const { group, role } of members) {
    if (kind === "schema") add(group, schemaPrivileges(role, peopleMayWrite));
    if (kind === "models") add(group, modelPrivileges(role, peopleMayWrite));
  }
  for (const [group, rights] of Object.entries(given)) {
    const asked = kind !== "schema" ? rights[kind][name] : name === "" ? rights.schema : rights.schemas[name];
    const privileges = privilegesOf(kind, asked ?? []);
    add(group, peopleMayWrite ? privileges : privileges.filter((privilege) => READING.includes(privilege)));
    // The way down to what lies in the schema.
    if (kind === "schema" && (name === "" || asked !== undefined)) add(group, ["USE_SCHEMA"]);
  }
  return [...all].map(([group, privileges]) => ({ group, privileges: [...privileges].sort() }));
}

/** Names of the tables, volumes or functions that `access.grants` gives groups rights on. */
export function givenNames({ given = {} }: Grantees, kind: Exclude<GivenKind, "schema">): string[] {
  return [...new Set(Object.values(given).flatMap((rights) => Object.keys(rights[kind])))];
}
