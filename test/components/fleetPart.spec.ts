import assert from "node:assert/strict";
import { fleetPart } from "../../bot/fleet/part";
import { tellBot } from "../../components/fleetPart";
import { project as manifest } from "../../manifest/schema/project";
import { BOT } from "./botStack";
import { declare, settingsWith } from "./declare";

const churn = {
  name: "churn",
  description: "Predicts churn.",
  owner: "student-success",
  contact: "churn@example.edu",
  models: { churn: {} },
};

/** The file that a stack writes for one project. */
async function written(
  configuration: Readonly<Record<string, string>>,
  { principalId, ...changes }: { principalId?: string } & Record<string, unknown> = {},
) {
  const project = manifest.parse({ ...churn, ...changes });
  const environments = { dev: project, stage: project, prod: project };
  const { program } = await declare(() =>
    tellBot(
      "platform:fleet",
      {
        stack: "dev",
        bucket: "university-bot-fleet",
        members: [{ project: { name: "churn", file: "projects/churn.yaml", environments }, principalId }],
        settings: settingsWith(configuration),
      },
      {},
    ),
  );
  const inputs = program.inputs("aws:BucketObjectv2", "platform:fleet");
  assert.equal(inputs["bucket"], "university-bot-fleet");
  assert.equal(inputs["key"], "fleet/dev.json");
  return fleetPart.parse(JSON.parse(String(inputs["content"])));
}

describe("what a stack tells the bot", () => {
  it("is where its projects' principals are", async () => {
    assert.deepEqual(await written({}, { principalId: "9001" }), {
      stack: "dev",
      environment: "dev",
      organization: "example-university",
      catalog: "ml_dev",
      host: "https://dev.cloud.databricks.com",
      projects: [{ project: "churn", principal: { host: "https://dev.cloud.databricks.com", id: "9001" } }],
    });
  });

  it("is what is to become of repositories, where it owns them", async () => {
    const part = await written(BOT, { repository: { template_version: "v1.4.0" } });
    assert.equal(part.template, "example-university/marvin-template");
    assert.equal(part.manager, "example-university/marvin");
    assert.deepEqual(part.projects, [
      {
        project: "churn",
        repository: {
          repository: "example-university/churn",
          lifecycle: "active",
          template: "v1.4.0",
          answers: {
            project_name: "churn",
            description: "Predicts churn.",
            owner: "student-success",
            contact: "churn@example.edu",
            kind: "training",
            schema_name: "churn",
            stage_workflows: [],
            framework: "sklearn",
            serving: false,
            model_name: "churn",
          },
        },
      },
    ]);
  });

  it("names no version where the manifest names none, so that the bot leaves the repository alone", async () => {
    const part = await written(BOT);
    assert.ok(!("template" in part.projects[0]!.repository!));
  });
});
