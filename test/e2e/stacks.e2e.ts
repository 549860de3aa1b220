import assert from "node:assert/strict";
import { changes, examples, LocalCloud } from "./localCloud";

const STACKS = ["dev", "stage", "prod"];

describe("the example projects on the engine", () => {
  const cloud = new LocalCloud(examples());
  after(() => cloud.dispose());

  it("preview for dev, stage and prod before anything exists", async () => {
    for (const stack of STACKS) {
      const steps = await cloud.preview(stack);
      assert.ok(steps.length > 100, `${stack}: ${steps.length} steps`);
      assert.deepEqual(new Set(steps.map(({ op }) => op)), new Set(["create"]));
    }
  });

  it("are made, and are then what the manifests say: neither preview nor refresh finds a change", async () => {
    for (const stack of STACKS) {
      assert.ok((await cloud.up(stack)).every(({ op }) => op === "create"));
      assert.deepEqual(changes(await cloud.preview(stack)), []);
      assert.deepEqual(
        changes(await cloud.refresh(stack)).filter((line) => !line.startsWith("refresh ")),
        [],
      );
      assert.deepEqual(changes(await cloud.preview(stack)), []);
    }
  });

  it("give every resource its parent and one of the explicit providers", async () => {
    for (const stack of STACKS) {
      const resources = await cloud.state(stack);
      const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn;
      for (const { urn, type, custom, parent, provider } of resources) {
        if (type === "pulumi:pulumi:Stack") continue;
        const atTop =
          /^pulumi:providers:|^marvin:index:(?:MLProject|NotificationDestinations|Recipients)$/.test(type);
        assert.equal(parent === root, atTop, urn);
        if (custom && !type.startsWith("pulumi:"))
          assert.match(provider ?? "", /::(?:github|workspace|account|aws)::/, urn);
      }
    }
  });

  it("share no URN, and name every resource after their project", async () => {
    const names = Object.keys(examples());
    for (const stack of STACKS) {
      const urns = (await cloud.state(stack)).map(({ urn }) => urn);
      assert.equal(new Set(urns).size, urns.length);
      for (const urn of urns) {
        const name = urn.split("::").at(-1) ?? "";
        const owner = name.split("/")[0] ?? "";
        assert.ok(/::pulumi:/.test(urn) || owner.startsWith("platform:") || names.includes(owner), urn);
      }
    }
  });

  it("have the outputs that are documented", async () => {
    const { projects } = (await cloud.outputs("prod")) as {
      projects: Record<string, Record<string, unknown>>;
    };
    assert.deepEqual(Object.keys(projects).sort(), [
      "campus-energy",
      "course-recommender",
      "library-visits",
      "student-churn",
    ]);
    const churn = projects["student-churn"];
    assert.deepEqual(Object.keys(churn ?? {}).sort(), [
      "dashboards",
      "endpoints",
      "experiments",
      "jobs",
      "models",
      "principal",
      "repository",
      "schema",
      "schemas",
      "storage",
      "warehouses",
    ]);
    assert.equal(churn?.["schema"], "ml_prod.student_churn");
    assert.equal(churn?.["repository"], "https://github.com/example-university/student-churn");
    assert.deepEqual(churn?.["models"], { churn: "ml_prod.student_churn.churn" });
    assert.deepEqual(Object.keys(churn?.["jobs"] ?? {}).sort(), ["score", "train"]);
    assert.deepEqual(projects["campus-energy"]?.["schemas"], {
      raw: "ml_prod.campus_energy_raw",
      refined: "ml_prod.campus_energy_refined",
    });
    assert.deepEqual(projects["campus-energy"]["storage"], {
      meters: { name: "campus-energy-prod-meters", url: "s3://example-university-campus-energy-prod-meters" },
    });
    assert.deepEqual(projects["library-visits"]?.["jobs"], {}, "not released yet");
  });
});
