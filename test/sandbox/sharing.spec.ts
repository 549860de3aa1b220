import assert from "node:assert/strict";
import { inWorkspace, type Client } from "./client";

const share = "databricks:index/share:Share";
const recipient = "databricks:index/recipient:Recipient";
const grant = "databricks:index/grant:Grant";
const identifier = "aws:eu-central-1:0f3c1d2e-5a6b-4c7d-8e9f-0a1b2c3d4e5f";

const object = (changes: object = {}) => ({ dataObjectType: "TABLE", name: "main.churn.scores", ...changes });
const between = {
  name: "city",
  authenticationType: "DATABRICKS",
  dataRecipientGlobalMetastoreId: identifier,
};

describe("Delta Sharing in the local cloud", () => {
  const cloud = inWorkspace();

  // prettier-ignore
  const refused: [what: string, type: string, inputs: Parameters<Client["check"]>[1], reason: RegExp][] = [
    ["a share with a period", share, { name: "a.b" }, /^name: is "a\.b"/],
    ["a type outside its set", share, { name: "a", objects: [object({ dataObjectType: "JOB" })] }, /dataObjectType: is "JOB"/],
    ["an object twice", share, { name: "a", objects: [object(), object()] }, /objects\[1\]\.name: repeats/],
    ["a table by two parts", share, { name: "a", objects: [object({ name: "churn.scores" })] }, /has a name of 2 parts; a TABLE has 3/],
    ["a schema by three", share, { name: "a", objects: [object({ dataObjectType: "SCHEMA" })] }, /has a name of 3 parts; a SCHEMA has 2/],
    ["another name for a volume as for a table", share, { name: "a", objects: [object({ dataObjectType: "VOLUME", sharedAs: "churn.x" })] }, /use stringSharedAs for VOLUME/],
    ["another name for a table as for a volume", share, { name: "a", objects: [object({ stringSharedAs: "churn.x" })] }, /use sharedAs for TABLE/],
    ["changes and history", share, { name: "a", objects: [object({ cdfEnabled: true, historyDataSharingStatus: "ENABLED" })] }, /keep one/],
    ["history that is on", share, { name: "a", objects: [object({ historyDataSharingStatus: "ON" })] }, /is "ON"/],
    ["a way in that is none", recipient, { name: "a", authenticationType: "PASSWORD" }, /^authenticationType: is "PASSWORD"/],
    ["a recipient nowhere", recipient, { name: "a", authenticationType: "DATABRICKS" }, /is required where authenticationType is DATABRICKS/],
    ["a recipient by a mere UUID", recipient, { ...between, dataRecipientGlobalMetastoreId: identifier.slice(17) }, /cloud:region:uuid/],
    ["addresses for a metastore", recipient, { ...between, ipAccessList: { allowedIpAddresses: ["10.0.0.0/8"] } }, /is for recipients with tokens/],
    ["a recipient that writes", grant, { share: "a", principal: "city", privileges: ["MODIFY"] }, /privileges\[0\]: is "MODIFY"/],
  ];
  for (const [what, type, inputs, reason] of refused) {
    it(`refuses ${what}`, () => cloud.workspace.refuses(type, inputs, reason));
  }

  it("shares volumes that are there alone, and keeps names apart", async () => {
    const letters = object({ dataObjectType: "VOLUME", name: "main.churn.letters" });
    await assert.rejects(
      cloud.workspace.create(share, "s", { name: "a", objects: [letters] }),
      /404 VOLUME 'main\.churn\.letters' does not exist/,
    );
    await cloud.workspace.create(share, "s", { name: "a", objects: [object()] });
    await assert.rejects(cloud.workspace.create(share, "t", { name: "A" }), /SHARE_ALREADY_EXISTS/);
    await cloud.workspace.create(recipient, "r", between);
    await assert.rejects(cloud.workspace.create(recipient, "q", between), /RECIPIENT_ALREADY_EXISTS/);
    await cloud.workspace.create(grant, "g", { share: "a", principal: "city", privileges: ["SELECT"] });
  });
});
