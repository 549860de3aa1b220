import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import { placed, SHARED, shareName, type Share } from "../manifest/rules/shares";
import type { Project } from "../manifest/schema/project";
import { deployerName } from "./deployer";
import type { Schema } from "./schema";
import { sorted } from "./sorted";

/** What a project's shares are made from. */
export interface SharesArgs {
  /** The project's name. */
  readonly project: string;
  readonly shares: Project["data"]["shares"];
  readonly main: Schema;
  /** Further schemas, by key. */
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly settings: Settings;
}

/**
 * Delta Sharing: what readers outside get, without tokens. A share is read with the rights of its owner, whoever runs
 * Pulumi, who is therefore given reading on the schemas that something is shared of. Recipients are the platform's.
 */
export class Shares extends pulumi.ComponentResource {
  constructor(name: string, args: SharesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Shares", name, {}, opts);
    const grants = this.letOwnerRead(name, args);
    for (const [key, share] of Object.entries(args.shares)) {
      const declared = new databricks.Share(
        `${name}/${key}`,
        {
          name: shareName(args.project, key, args.settings.environment),
          comment: share.comment ?? `Data of the project ${args.project}, declared by Marvin.`,
          objects: objectsOf(share, args),
        },
        { parent: this, dependsOn: grants },
      );
      for (const recipient of share.recipients) {
        new databricks.Grant(
          `${name}/${key}/recipients/${recipient}`,
          { share: declared.name, principal: recipient, privileges: ["SELECT"] },
          { parent: this },
        );
      }
    }
    this.registerOutputs({});
  }

  /** One grant a schema, however many shares take from it. */
  private letOwnerRead(name: string, { shares, main, schemas, settings }: SharesArgs): databricks.Grant[] {
    const rights = new Map<string, Set<string>>();
    const add = (key: string, privilege: string) =>
      rights.set(key, new Set([...(rights.get(key) ?? ["USE_SCHEMA"]), privilege]));
    for (const share of Object.values(shares)) {
      for (const key of share.schemas) add(key, "SELECT");
      for (const { list, schema } of sharedBy(share)) {
        add(schema ?? MAIN, list === "volumes" ? "READ_VOLUME" : "SELECT");
      }
    }
    return [...rights].map(
      ([key, privileges]) =>
        new databricks.Grant(
          `${name}/owner/${key}`,
          {
            schema: (key === MAIN ? main : schemas[key]!).fullName,
            principal: deployerName(settings),
            privileges: [...privileges].sort(),
          },
          { parent: this },
        ),
    );
  }
}

/** Stands for the main schema in the names of grants; no key of a schema has a hyphen. */
const MAIN = "main-schema";

interface Shared {
  readonly list: keyof typeof SHARED;
  readonly schema?: string;
  readonly name: string;
}

function sharedBy(share: Share): Shared[] {
  return (Object.keys(SHARED) as (keyof typeof SHARED)[]).flatMap((list) =>
    share[list].map((shared) => ({ list, ...placed(shared) })),
  );
}

/** By name, since the provider takes the list as ordered. */
function objectsOf(share: Share, { main, schemas }: SharesArgs): databricks.ShareArgs["objects"] {
  const whole = share.schemas.map((key) => ({
    sort: key,
    object: { dataObjectType: "SCHEMA", name: schemas[key]!.fullName },
  }));
  const single = sharedBy(share).map(({ list, schema, name }) => ({
    sort: `${schema ?? ""}.${name}`,
    object: {
      dataObjectType: SHARED[list],
      name: pulumi.interpolate`${(schema === undefined ? main : schemas[schema]!).fullName}.${name}`,
    },
  }));
  return sorted([...whole, ...single], "sort").map(({ object }) => object);
}
