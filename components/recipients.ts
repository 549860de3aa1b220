import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";

/** What the recipients of Delta Sharing are made from. */
export interface RecipientsArgs {
  readonly recipients: Settings["shareRecipients"];
}

/**
 * Readers outside, each known by its metastore's sharing identifier, so that no token is made that somebody could pass
 * on. They exist once in a metastore, for all projects and environments in it.
 */
export class Recipients extends pulumi.ComponentResource {
  constructor(name: string, { recipients }: RecipientsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Recipients", name, {}, opts);
    for (const [recipient, identifier] of Object.entries(recipients)) {
      new databricks.Recipient(
        `${name}/${recipient}`,
        {
          name: recipient,
          authenticationType: "DATABRICKS",
          dataRecipientGlobalMetastoreId: identifier,
          comment: "Declared by Marvin.",
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
