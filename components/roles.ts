import type { Project } from "../manifest/schema/project";

/** What somebody may do with a project's resources. `principal` is the project's own service principal. */
export type Role = "principal" | "owners" | "contributors" | "readers";

/** A Databricks account group in one of a project's roles. */
export interface Member {
  readonly group: string;
  readonly role: Exclude<Role, "principal">;
}

export function membersOf(access: Project["access"]): Member[] {
  return (["owners", "contributors", "readers"] as const).flatMap((role) =>
    access[role].map((group) => ({ group, role })),
  );
}

/** Levels of the workspace's permissions and secrets APIs, by kind of object. https://docs.databricks.com/aws/en/security/auth/access-control/ */
const LEVELS = {
  job: {
    write: {
      principal: "CAN_MANAGE_RUN",
      owners: "CAN_MANAGE",
      contributors: "CAN_MANAGE_RUN",
      readers: "CAN_VIEW",
    },
    // Whoever answers for a project starts a failed job again at night; nobody else does by hand.
    read: {
      principal: "CAN_MANAGE_RUN",
      owners: "CAN_MANAGE_RUN",
      contributors: "CAN_VIEW",
      readers: "CAN_VIEW",
    },
  },
  directory: {
    write: { principal: "CAN_MANAGE", owners: "CAN_MANAGE", contributors: "CAN_EDIT", readers: "CAN_READ" },
    read: { principal: "CAN_MANAGE", owners: "CAN_READ", contributors: "CAN_READ", readers: "CAN_READ" },
  },
  experiment: {
    write: { principal: "CAN_MANAGE", owners: "CAN_MANAGE", contributors: "CAN_EDIT", readers: "CAN_READ" },
    read: { principal: "CAN_MANAGE", owners: "CAN_READ", contributors: "CAN_READ", readers: "CAN_READ" },
  },
  cluster: {
    write: {
      principal: "CAN_RESTART",
      owners: "CAN_MANAGE",
      contributors: "CAN_RESTART",
      readers: "CAN_ATTACH_TO",
    },
    read: {
      principal: "CAN_RESTART",
      owners: "CAN_RESTART",
      contributors: "CAN_ATTACH_TO",
      readers: "CAN_ATTACH_TO",
    },
  },
  warehouse: {
    write: { principal: "CAN_USE", owners: "CAN_MANAGE", contributors: "CAN_USE", readers: undefined },
    // Reading costs too: readers bring a warehouse of the platform's.
    read: { principal: "CAN_USE", owners: "CAN_MONITOR", contributors: "CAN_USE", readers: undefined },
  },
  endpoint: {
    write: {
      principal: "CAN_QUERY",
      owners: "CAN_MANAGE",
      contributors: "CAN_QUERY",
      readers: "CAN_QUERY",
    },
    // What an endpoint serves changes by review alone where people may not write.
    read: { principal: "CAN_QUERY", owners: "CAN_QUERY", contributors: "CAN_QUERY", readers: "CAN_QUERY" },
  },
  // Somebody must put values in, in every environment; only jobs read them where people may not write.
  secretScope: {
    write: { principal: "READ", owners: "WRITE", contributors: "READ", readers: undefined },
    read: { principal: "READ", owners: "WRITE", contributors: undefined, readers: undefined },
  },
  policy: {
    write: { principal: "CAN_USE", owners: "CAN_USE", contributors: "CAN_USE", readers: undefined },
    read: { principal: "CAN_USE", owners: undefined, contributors: undefined, readers: undefined },
  },
  // The stack's own, not a project's: people attach to one as the stack's configuration says.
  pool: {
    write: { principal: "CAN_ATTACH_TO", owners: undefined, contributors: undefined, readers: undefined },
    read: { principal: "CAN_ATTACH_TO", owners: undefined, contributors: undefined, readers: undefined },
  },
} as const;

export type Leveled = keyof typeof LEVELS;

/** The permission level of a role on a kind of object; nothing where the role has none. */
export function levelOf(kind: Leveled, role: Role, peopleMayWrite: boolean): string | undefined {
  return LEVELS[kind][peopleMayWrite ? "write" : "read"][role];
}

/** Unity Catalog privileges. https://docs.databricks.com/aws/en/data-governance/unity-catalog/manage-privileges/privileges */
const READ_SCHEMA = ["EXECUTE", "READ_VOLUME", "SELECT", "USE_SCHEMA"];
const WRITE_SCHEMA = [...READ_SCHEMA, "CREATE_FUNCTION", "CREATE_TABLE", "MODIFY", "WRITE_VOLUME"].sort();

/** Privileges of a role on the project's own schema, sorted, as Unity Catalog keeps them. */
export function schemaPrivileges(role: Role, peopleMayWrite: boolean): string[] {
  if (role === "principal") return WRITE_SCHEMA;
  return peopleMayWrite && role !== "readers" ? WRITE_SCHEMA : READ_SCHEMA;
}

/** Privileges of a role on a registered model. The service principal owns the model and needs none. */
export function modelPrivileges(role: Member["role"], peopleMayWrite: boolean): string[] {
  return peopleMayWrite && role !== "readers"
    ? ["APPLY_TAG", "CREATE_MODEL_VERSION", "EXECUTE"]
    : ["EXECUTE"];
}
