import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { NotificationDestinations } from "../../components/notificationDestinations";
import { declare, secretsWith, settingsWith, valueOf } from "./declare";

/** The engine's mark of a secret value. */
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

const declareWith = (destinations: object) =>
  declare(
    () =>
      new NotificationDestinations("platform:notifications", {
        settings: settingsWith({ notificationDestinations: JSON.stringify(destinations) }),
        secrets: secretsWith("key", "url", "user", "password"),
      }),
  );

describe("NotificationDestinations", () => {
  // prettier-ignore
  const types: [destination: object, config: object][] = [
    [{ type: "email", addresses: ["oncall@example.edu"] }, { email: { addresses: ["oncall@example.edu"] } }],
    [{ type: "slack", secret: "url" }, { slack: { url: "value of url" } }],
    [{ type: "microsoftTeams", secret: "url" }, { microsoftTeams: { url: "value of url" } }],
    [{ type: "pagerduty", secret: "key" }, { pagerduty: { integrationKey: "value of key" } }],
    [{ type: "webhook", secret: "url" }, { genericWebhook: { url: "value of url" } }],
    [
      { type: "webhook", secret: "url", username: "user", password: "password" },
      { genericWebhook: { url: "value of url", username: "value of user", password: "value of password" } },
    ],
  ];
  for (const [destination, config] of types) {
    it(`declares ${JSON.stringify(destination)}`, async () => {
      const { program } = await declareWith({ oncall: destination });
      const { config: given, ...rest } = program.inputs(
        "databricks:NotificationDestination",
        "platform:notifications/oncall",
      );
      assert.deepEqual(rest, { displayName: "[dev] oncall" });
      // What holds a secret reaches the engine as a secret.
      const { value = given, ...mark } = given as { value?: unknown };
      assert.deepEqual(value, config);
      assert.equal(Object.values(mark).includes(SECRET), "secret" in destination);
    });
  }

  it("tells ids, also of what exists already and is not declared", async () => {
    const id = "0481e838-0a59-4eff-9541-a4ca6f149574";
    const { program, result } = await declareWith({
      there: { id },
      made: { type: "email", addresses: ["oncall@example.edu"] },
    });
    assert.deepEqual(await valueOf(pulumi.output(result.ids)), {
      there: id,
      made: "id of platform:notifications/made",
    });
    assert.equal(program.ofType("databricks:NotificationDestination").length, 1);
  });
});
