import assert from "node:assert/strict";
import { declares, frozen, inForce, STARTERS, takesChanges } from "../../components/lifecycle";
import { z } from "zod";
import { project as manifest } from "../../manifest/schema/project";

const schedule = { quartz_cron_expression: "0 0 5 * * ?", timezone_id: "Europe/Zurich" };

const projectWith = (changes: object) =>
  manifest.parse({
    name: "churn",
    description: "Predicts churn.",
    owner: "student-success",
    contact: "churn@example.edu",
    data: {
      volumes: { landing: {} },
      reads: { projects: ["library"], schemas: ["reference"], tables: ["a.b"] },
    },
    compute: { interactive: { size: "small" } },
    workflows: {
      score: {
        schedule: { ...schedule, pause_status: "UNPAUSED" },
        tasks: [{ task_key: "score", notebook_task: { notebook_path: "score" } }],
      },
      train: { tasks: [{ task_key: "train", notebook_task: { notebook_path: "train" } }] },
    },
    experiments: { training: {} },
    models: { ranker: {} },
    serving: {
      ranking: {
        config: {
          served_entities: [
            {
              name: "current",
              entity_name: "ranker",
              entity_version: "1",
              scale_to_zero_enabled: false,
              workload_size: "Small",
            },
          ],
        },
      },
    },
    monitoring: {
      tables: {
        scores: {
          table_exists: true,
          snapshot: {},
          schedule: { quartz_cron_expression: "0 0 6 * * ?", timezone_id: "Europe/Zurich" },
        },
      },
    },
    access: {
      grants: {
        groups: { deans: { schema: ["write"] } },
        projects: { library: { schema: ["write"], tables: { scores: ["MODIFY", "SELECT"] } } },
      },
    },
    ...changes,
  });

describe("what is in force of a project", () => {
  it("is all of it while the project is active, which is the default", () => {
    const project = projectWith({});
    assert.equal(project.lifecycle, "active");
    assert.equal(inForce(project), project);
  });

  it("is what does not start by itself while it is paused, even where the manifest says that it runs", () => {
    const paused = inForce(projectWith({ lifecycle: "paused" }));
    const active = projectWith({});
    const rest = { lifecycle: 0, compute: 0, workflows: 0, serving: 0, monitoring: 0 };
    assert.deepEqual({ ...paused, ...rest }, { ...active, ...rest });
    assert.deepEqual(paused.compute, { warehouses: {} });
    assert.deepEqual(paused.workflows, {
      score: { ...active.workflows["score"], schedule: { ...schedule, pause_status: "PAUSED" } },
      train: active.workflows["train"],
    });
    const entities = ({ serving }: typeof active) => serving["ranking"]?.config.served_entities[0];
    assert.deepEqual(entities(paused), { ...entities(active), scale_to_zero_enabled: true });
    const { schedule: refreshes, ...monitor } = active.monitoring.tables["scores"]!;
    assert.ok(refreshes !== undefined);
    assert.deepEqual(paused.monitoring.tables, { scores: monitor });
  });

  it("has every way in which a workflow starts by itself rest", () => {
    const workflow = manifest.shape.workflows.unwrap().valueType;
    const starters = Object.entries(workflow.shape).flatMap(([key, schema]) => {
      const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
      return inner instanceof z.ZodObject && "pause_status" in inner.shape ? [key] : [];
    });
    assert.deepEqual(starters, [...STARTERS]);
  });

  it("is what holds data or history, for reading, once it is retired", () => {
    const retired = inForce(projectWith({ lifecycle: "retired" }));
    assert.deepEqual(
      [retired.workflows, retired.compute, retired.serving, retired.monitoring.tables],
      [{}, { warehouses: {} }, {}, {}],
    );
    for (const [list, names] of Object.entries(retired.data.reads)) assert.deepEqual(names, [], list);
    assert.deepEqual(Object.keys(retired.data.reads), Object.keys(projectWith({}).data.reads));
    assert.deepEqual(Object.keys(retired.data.volumes), ["landing"]);
    assert.deepEqual(Object.keys(retired.experiments), ["training"]);
    assert.deepEqual(Object.keys(retired.models), ["ranker"]);
    assert.deepEqual(retired.access.grants.projects["library"], {
      schema: ["EXECUTE", "READ_VOLUME", "SELECT", "USE_SCHEMA"],
      schemas: {},
      tables: { scores: ["SELECT"] },
      volumes: {},
      functions: {},
      models: {},
    });
  });

  it("takes rights, policies and changes by people away in the last state alone", () => {
    for (const part of ["login", "principal's rights", "policies"] as const) {
      assert.deepEqual(
        (["active", "paused", "retired"] as const).map((state) => declares(part, state)),
        [true, true, false],
      );
    }
    assert.ok(takesChanges("paused") && !takesChanges("retired"));
    assert.deepEqual(frozen("paused"), []);
  });
});
