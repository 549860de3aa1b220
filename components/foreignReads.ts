import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import { privilegesOf, type Given } from "../manifest/schema/grants";
import type { Project } from "../manifest/schema/project";
import { Rights, type Right, type Securable } from "./grants";

/** Another project whose data this one uses. */
export interface Origin {
  /** Name of its schema in the environment's catalog. */
  readonly schema: string;
  /** Names of its further schemas there, by key. @default none */
  readonly furtherSchemas?: Readonly<Record<string, string>>;
  /** Whether this project reads its schemas whole, by `data.reads.projects`. */
  readonly read: boolean;
  /** What the other project gives to this one, by its `access.grants.projects`. */
  readonly given?: Given;
}

/** What a project's grants on data of others are made from. */
export interface ForeignReadsArgs {
  /** Catalog of the environment: where names without a catalog are looked for, and where the project lives. */
  readonly catalog: string;
  /** Whether the principal may make schemas in the catalog, for the trial of a pull request. */
  readonly makesSchemas: boolean;
  readonly reads: Omit<Project["data"]["reads"], "projects">;
  readonly sources: readonly Origin[];
  /** Application id of the project's service principal, to which all is granted. */
  readonly applicationId: pulumi.Input<string>;
}

/**
 * All that a project's service principal may do with data of others, down from the catalog: what its own file
 * reads and what other projects' files give it, and the making of schemas, which is on the same catalog. A principal's rights are declared here, with the principal, and
 * never with the data, so that each is one grant, and projects that read the same data do not overwrite each
 * other. People get nothing here: that is for the data's owner.
 */
export class ForeignReads extends pulumi.ComponentResource {
  constructor(name: string, args: ForeignReadsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:ForeignReads", name, {}, opts);
    for (const { securable, name: object, privileges } of foreignRights(args)) {
      new databricks.Grant(
        `${name}/${FOLDERS[securable] ?? ""}${object}`,
        { [securable]: object, principal: args.applicationId, privileges: [...privileges] },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}

/** Catalogs, schemas and tables are told apart by their parts alone. */
const FOLDERS: Partial<Readonly<Record<Securable, string>>> = {
  volume: "volumes/",
  function: "functions/",
  model: "models/",
  externalLocation: "external-locations/",
};

const OBJECTS = [
  ["tables", "table", "SELECT"],
  ["volumes", "volume", "READ_VOLUME"],
  ["functions", "function", "EXECUTE"],
  ["models", "model", "EXECUTE"],
] as const;

/** Whether anything is given in the main schema, which alone needs the way into it. */
function givesInMain({ schema, schemas: _further, ...objects }: Given): boolean {
  return schema !== undefined || Object.values(objects).some((named) => Object.keys(named).length > 0);
}

/** One entry for each object, with all that the principal needs there and USE on the way down. */
export function foreignRights(args: Omit<ForeignReadsArgs, "applicationId">): Right[] {
  const { catalog, makesSchemas, reads, sources } = args;
  const rights = new Rights();
  const within = (name: string, parts: number) =>
    name.split(".").length < parts ? `${catalog}.${name}` : name;
  const useSchema = (schema: string) => {
    rights.add("catalog", schema.split(".")[0]!, "USE_CATALOG");
    rights.add("schema", schema, "USE_SCHEMA");
  };

  rights.add("catalog", catalog, "USE_CATALOG", ...(makesSchemas ? ["CREATE_SCHEMA"] : []));
  const read = sources.filter((source) => source.read);
  const whole = [
    ...reads.schemas,
    ...read.flatMap(({ schema, furtherSchemas = {} }) => [schema, ...Object.values(furtherSchemas)]),
  ];
  for (const schema of whole.map((name) => within(name, 2))) {
    useSchema(schema);
    rights.add("schema", schema, "READ_VOLUME", "SELECT");
  }
  for (const [list, securable, privilege] of OBJECTS) {
    for (const object of reads[list].map((name) => within(name, 3))) {
      useSchema(object.split(".").slice(0, 2).join("."));
      rights.add(securable, object, privilege);
    }
  }
  for (const location of reads.external_locations) rights.add("externalLocation", location, "READ_FILES");
  for (const { schema, furtherSchemas = {}, given } of sources) {
    if (given === undefined) continue;
    for (const [key, asked] of Object.entries(given.schemas)) {
      const further = `${catalog}.${furtherSchemas[key]}`;
      useSchema(further);
      rights.add("schema", further, ...privilegesOf("schema", asked));
    }
    if (!givesInMain(given)) continue;
    const full = `${catalog}.${schema}`;
    useSchema(full);
    rights.add("schema", full, ...privilegesOf("schema", given.schema ?? []));
    for (const [list, securable] of OBJECTS) {
      for (const [object, asked] of Object.entries(given[list])) {
        rights.add(securable, `${full}.${object}`, ...privilegesOf(list, asked));
      }
    }
  }
  return rights.list();
}
