import assert from "node:assert/strict";
import { Recipients } from "../../components/recipients";
import { Schema } from "../../components/schema";
import { Shares } from "../../components/shares";
import { data } from "../../manifest/schema/data";
import { declare, granteesWith, settingsWith } from "./declare";

const DEPLOYER = "7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c01";

const declareWith = (shares: object) =>
  declare(() => {
    const settings = settingsWith();
    const schema = (name: string) =>
      new Schema(`churn/${name}`, {
        schema: name,
        volumes: {},
        locations: {},
        catalogTags: {},
        tags: {},
        grantees: granteesWith(),
        settings,
      });
    new Shares("churn/shares", {
      project: "churn",
      shares: data.parse({ shares }).shares,
      main: schema("churn"),
      schemas: { gold: schema("churn_gold"), raw: schema("churn_raw") },
      settings,
    });
  });

describe("Shares", () => {
  it("share schemas and single objects in the order of their names", async () => {
    const { program } = await declareWith({
      partners: {
        comment: "For the city.",
        recipients: ["city"],
        schemas: ["raw"],
        views: ["today"],
        tables: ["gold.scores", "forecasts"],
        volumes: ["gold.letters"],
      },
    });
    assert.deepEqual(program.inputs("databricks:Share", "churn/shares/partners"), {
      name: "churn_partners_dev",
      comment: "For the city.",
      objects: [
        { dataObjectType: "TABLE", name: "ml_dev.churn.forecasts" },
        { dataObjectType: "VIEW", name: "ml_dev.churn.today" },
        { dataObjectType: "VOLUME", name: "ml_dev.churn_gold.letters" },
        { dataObjectType: "TABLE", name: "ml_dev.churn_gold.scores" },
        { dataObjectType: "SCHEMA", name: "ml_dev.churn_raw" },
      ],
    });
  });

  it("let recipients read, and the owner what is shared, with one grant a schema", async () => {
    const { program } = await declareWith({
      city: { recipients: ["city", "canton"], tables: ["gold.scores"] },
      press: { recipients: ["press"], volumes: ["gold.letters"], views: ["today"] },
    });
    assert.deepEqual(program.inputs("databricks:Grant", "churn/shares/city/recipients/canton"), {
      share: "churn_city_dev",
      principal: "canton",
      privileges: ["SELECT"],
    });
    const owner = program
      .ofType("databricks:Grant")
      .filter(({ name }) => name.includes("/owner/"))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    assert.deepEqual(
      owner.map(({ name, inputs }) => [name, inputs]),
      [
        [
          "churn/shares/owner/gold",
          {
            schema: "ml_dev.churn_gold",
            principal: DEPLOYER,
            privileges: ["READ_VOLUME", "SELECT", "USE_SCHEMA"],
          },
        ],
        [
          "churn/shares/owner/main-schema",
          { schema: "ml_dev.churn", principal: DEPLOYER, privileges: ["SELECT", "USE_SCHEMA"] },
        ],
      ],
    );
  });
});

describe("Recipients", () => {
  it("are known by their metastore, and have no tokens", async () => {
    const city = "aws:eu-central-1:0f3c1d2e-5a6b-4c7d-8e9f-0a1b2c3d4e5f";
    const { program } = await declare(() => new Recipients("platform:recipients", { recipients: { city } }));
    assert.deepEqual(program.inputs("databricks:Recipient", "platform:recipients/city"), {
      name: "city",
      authenticationType: "DATABRICKS",
      dataRecipientGlobalMetastoreId: city,
      comment: "Declared by Marvin.",
    });
  });
});
