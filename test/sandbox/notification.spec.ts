import assert from "node:assert/strict";
import { inWorkspace, type Client } from "./client";

const destination = "databricks:index/notificationDestination:NotificationDestination";
const url = "https://hooks.example.com/a";

describe("notification destinations in the local cloud", () => {
  const cloud = inWorkspace();

  // prettier-ignore
  const refused: [what: string, inputs: Parameters<Client["check"]>[1], reason: RegExp][] = [
    ["one without a name", { config: { slack: { url } } }, /displayName/],
    ["one without a type", { displayName: "a", config: {} }, /has none of email/],
    ["one of two types", { displayName: "a", config: { slack: { url }, email: { addresses: ["a@example.edu"] } } }, /email and slack/],
    ["a channel without an address", { displayName: "a", config: { slack: {} } }, /lacks url/],
    ["a pager without a key", { displayName: "a", config: { pagerduty: {} } }, /lacks integrationKey/],
    ["a webhook in the clear", { displayName: "a", config: { genericWebhook: { url: "http://x.example.com" } } }, /begins with https/],
    ["a mail address that is none", { displayName: "a", config: { email: { addresses: ["oncall"] } } }, /mail address/],
  ];
  for (const [what, inputs, reason] of refused) {
    it(`refuses ${what}`, () => cloud.workspace.refuses(destination, inputs, reason));
  }

  it("replaces one whose type changes, and updates all else", async () => {
    const slack = { displayName: "a", config: { slack: { url } } };
    const { id } = await cloud.workspace.create(destination, "oncall", slack);
    const moved = { displayName: "b", config: { slack: { url: `${url}b` } } };
    assert.deepEqual((await cloud.workspace.diff(destination, "oncall", id, slack, moved)).replaces, []);
    const mail = { displayName: "a", config: { email: { addresses: ["a@example.edu"] } } };
    assert.deepEqual((await cloud.workspace.diff(destination, "oncall", id, slack, mail)).replaces, [
      "config",
    ]);
  });
});
