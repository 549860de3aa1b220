import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";

/** What a project's grants on data of others are made from. */
export interface ForeignReadsArgs {
  /** Catalog of the environment: where names without a catalog are looked for, and where the project lives. */
  readonly catalog: string;
  /** Schemas that are read whole: `schema` or `catalog.schema`. */
  readonly schemas: readonly string[];
  /** Single tables: `schema.table` or `catalog.schema.table`. */
  readonly tables: readonly string[];
  /** Application id of the project's service principal, to which all is granted. */
  readonly applicationId: pulumi.Input<string>;
}

/**
 * What a project's service principal may read beside its own schema, down from the catalog: USE CATALOG, USE
 * SCHEMA, SELECT and READ VOLUME. Each grant is this principal's alone on its object, so that projects that
 * read the same data do not overwrite each other. People get nothing here: that is for the data's owner.
 */
export class ForeignReads extends pulumi.ComponentResource {
  constructor(name: string, args: ForeignReadsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:ForeignReads", name, {}, opts);
    for (const [securable, privileges] of readGrants(args)) {
      const [kind] = KINDS[securable.split(".").length - 1]!;
      new databricks.Grant(
        `${name}/${securable}`,
        { [kind]: securable, principal: args.applicationId, privileges: [...privileges].sort() },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}

const KINDS = [["catalog"], ["schema"], ["table"]] as const;

/**
 * One entry for each catalog, schema and table, with all that its principal needs there: two grants on one
 * object to one principal would overwrite each other.
 */
export function readGrants(
  args: Pick<ForeignReadsArgs, "catalog" | "schemas" | "tables">,
): ReadonlyMap<string, ReadonlySet<string>> {
  const grants = new Map<string, Set<string>>();
  const add = (securable: string, ...privileges: string[]) =>
    grants.set(securable, new Set([...(grants.get(securable) ?? []), ...privileges]));
  const within = (name: string, parts: number) =>
    name.split(".").length < parts ? `${args.catalog}.${name}` : name;

  add(args.catalog, "USE_CATALOG");
  for (const schema of args.schemas.map((name) => within(name, 2))) {
    add(schema.split(".")[0]!, "USE_CATALOG");
    add(schema, "USE_SCHEMA", "SELECT", "READ_VOLUME");
  }
  for (const table of args.tables.map((name) => within(name, 3))) {
    const [catalog, schema] = table.split(".");
    add(catalog!, "USE_CATALOG");
    add(`${catalog}.${schema}`, "USE_SCHEMA");
    add(table, "SELECT");
  }
  return grants;
}
