import assert from "node:assert/strict";
import { requireFit, stackFaults } from "../../config/stackFaults";
import { checkManifests } from "../../manifest/check";
import { compute as manifestCompute } from "../../manifest/schema/compute";
import { groups } from "../../manifest/schema/groups";
import { data } from "../../manifest/schema/data";
import { secretsWith, settingsWith } from "../components/declare";

const MANIFEST = `name: churn
description: Predicts churn.
owner: student-success
contact: churn@example.edu
workflows:
  train:
    job_clusters:
      - job_cluster_key: fixed
        new_cluster: { spark_version: 17.3.x-scala2.13, node_type_id: i3.xlarge, num_workers: 8 }
      - job_cluster_key: range
        new_cluster: { spark_version: 17.3.x-scala2.13, node_type_id: i3.xlarge, autoscale: { min_workers: 1, max_workers: 9 } }
    tasks:
      - { task_key: a, job_cluster_key: fixed, notebook_task: { notebook_path: a } }
      - { task_key: b, job_cluster_key: range, notebook_task: { notebook_path: b } }
      - task_key: c
        new_cluster: { spark_version: 17.3.x-scala2.13, node_type_id: i3.xlarge, num_workers: 7 }
        notebook_task: { notebook_path: c }
`;

describe("stackFaults", () => {
  const { projects, faults } = checkManifests([
    { file: "projects/churn.yaml", bytes: Buffer.from(MANIFEST) },
  ]);
  assert.deepEqual(faults, []);
  const project = projects[0]!;
  const sizes = JSON.stringify(
    Object.fromEntries(
      ["small", "medium", "large", "gpu"].map((size) => [
        size,
        { nodeTypeId: "a", sparkVersion: "b", minWorkers: 1, maxWorkers: 1 },
      ]),
    ),
  );
  const faultsWith = (maxWorkers: string) =>
    stackFaults(project, settingsWith({ maxWorkers, computeSizes: sizes }), secretsWith());

  it("lets through what the policy takes", () => assert.deepEqual(faultsWith("9"), []));

  it("names every cluster that is too large, however it is declared", () =>
    assert.deepEqual(faultsWith("6"), [
      "projects/churn.yaml workflows.train.job_clusters[0].new_cluster: asks for 8 workers and dev allows 6: ask for fewer, or raise marvin:maxWorkers",
      "projects/churn.yaml workflows.train.job_clusters[1].new_cluster: asks for 9 workers and dev allows 6: ask for fewer, or raise marvin:maxWorkers",
      "projects/churn.yaml workflows.train.tasks[2].new_cluster: asks for 7 workers and dev allows 6: ask for fewer, or raise marvin:maxWorkers",
    ]));

  it("refuses reads of the project's own schema by its full name", () => {
    const reads = {
      ...project.environments.dev.data.reads,
      schemas: ["reference", "ml_dev.churn"],
      tables: ["ml_dev.churn.t", "ml_dev.churners.t", "ml_dev.landing.t"],
    };
    const schemas = { raw: { name: "landing", tags: {}, volumes: {} } };
    const dev = {
      ...project.environments.dev,
      workflows: {},
      data: { ...project.environments.dev.data, schemas, reads },
    };
    const environments = { ...project.environments, dev };
    assert.deepEqual(stackFaults({ ...project, environments }, settingsWith(), secretsWith()), [
      "projects/churn.yaml data.reads.schemas[1]: is in the project's own schema in dev: remove it",
      "projects/churn.yaml data.reads.tables[0]: is in the project's own schema in dev: remove it",
      "projects/churn.yaml data.reads.tables[2]: is in the project's own schema in dev: remove it",
    ]);
  });

  it("refuses a project without the tags that the stack requires, or with other values", () => {
    const tagged = (tags: Record<string, string>) => {
      const dev = { ...project.environments.dev, workflows: {}, tags };
      const requiredTags = JSON.stringify({ cost_center: [], data_class: ["public", "internal"] });
      const environments = { ...project.environments, dev };
      return stackFaults({ ...project, environments }, settingsWith({ requiredTags }), secretsWith());
    };
    assert.deepEqual(tagged({ cost_center: "4711", data_class: "internal" }), []);
    assert.deepEqual(tagged({ data_class: "secret" }), [
      "projects/churn.yaml tags: every project needs `cost_center`: add it",
      "projects/churn.yaml tags.data_class: must be one of public, internal",
    ]);
    assert.deepEqual(tagged({ cost_center: "4711" }), [
      "projects/churn.yaml tags: every project needs `data_class`, one of public, internal: add it",
    ]);
  });

  it("refuses machines, runtimes and GPUs that the stack does not allow, but never its own size classes", () => {
    const limits = {
      maxWorkers: "9",
      computeSizes: sizes,
      allowedNodeTypes: '["m6id.*"]',
      allowedRuntimes: '["17.3.x-*", "18.*"]',
    };
    const faults = stackFaults(project, settingsWith(limits), secretsWith());
    assert.equal(faults.length, 3);
    assert.equal(
      faults[0],
      "projects/churn.yaml workflows.train.job_clusters[0].new_cluster.node_type_id: i3.xlarge is not allowed in dev, which takes m6id.*: choose one of these or a `size`, or extend marvin:allowedNodeTypes",
    );
    const own = { nodeTypeId: "i3.xlarge", sparkVersion: "17.3.x-scala2.13", minWorkers: 0, maxWorkers: 0 };
    const allowed = {
      ...limits,
      computeSizes: JSON.stringify({ own, ...JSON.parse(sizes) }),
      allowedRuntimes: "[]",
    };
    assert.deepEqual(stackFaults(project, settingsWith(allowed), secretsWith()), []);
    assert.deepEqual(
      stackFaults(
        project,
        settingsWith({ ...limits, allowedNodeTypes: '["*"]', allowedRuntimes: '["18.*"]' }),
        secretsWith(),
      )[0],
      "projects/churn.yaml workflows.train.job_clusters[0].new_cluster.spark_version: 17.3.x-scala2.13 is not allowed in dev, which takes 18.*: choose one of these or a `size`, or extend marvin:allowedRuntimes",
    );
  });

  it("refuses a size class that the stack does not have, by the names of those that it has, and GPUs by project", () => {
    const sized = (size: string, changes: Record<string, string> = {}) => {
      const compute = manifestCompute.parse({ interactive: { size } });
      const dev = { ...project.environments.dev, workflows: {}, compute };
      const environments = { ...project.environments, dev };
      return stackFaults({ ...project, environments }, settingsWith(changes), secretsWith());
    };
    assert.deepEqual(sized("mediun"), [
      "projects/churn.yaml compute.interactive.size: dev has no size class mediun (did you mean medium?): choose one of small, medium, large, gpu, or define it in marvin:computeSizes",
    ]);
    const fast = {
      nodeTypeId: "g6.xlarge",
      sparkVersion: "17.3.x-gpu-ml-scala2.13",
      minWorkers: 0,
      maxWorkers: 0,
    };
    assert.deepEqual(sized("fast", { computeSizes: JSON.stringify({ fast }), gpuProjects: '["vision-*"]' }), [
      "projects/churn.yaml compute.interactive.size: has GPUs, which dev does not give this project: choose machines without, or extend marvin:gpuProjects",
      "projects/churn.yaml compute.interactive.size: fast has GPUs in dev, and a cluster with GPUs cannot be shared between groups: add `dedicated_to` with the group that has it to itself",
    ]);
  });

  it("refuses warehouses beyond the stack's limits", () => {
    const compute = manifestCompute.parse({
      warehouses: { reports: { cluster_size: "Large", max_num_clusters: 5 }, small: { max_num_clusters: 4 } },
    });
    const dev = { ...project.environments.dev, workflows: {}, compute };
    const environments = { ...project.environments, dev };
    assert.deepEqual(stackFaults({ ...project, environments }, settingsWith(), secretsWith()), [
      "projects/churn.yaml compute.warehouses.reports.cluster_size: is Large and dev allows Medium: choose a smaller one, or raise marvin:maxWarehouseSize",
      "projects/churn.yaml compute.warehouses.reports.max_num_clusters: is 5 and dev allows 4: ask for fewer, or raise marvin:maxWarehouseClusters",
    ]);
    const allowed = settingsWith({ maxWarehouseSize: "Large", maxWarehouseClusters: "5" });
    assert.deepEqual(stackFaults({ ...project, environments }, allowed, secretsWith()), []);
  });

  it("refuses a group's second right to the catalog", () => {
    const dev = {
      ...project.environments.dev,
      workflows: {},
      groups: groups.parse({ deans: {}, staff: {} }),
    };
    const environments = { ...project.environments, dev };
    const settings = settingsWith({ ownsCatalog: "true", catalogUsers: '["deans"]' });
    assert.deepEqual(stackFaults({ ...project, environments }, settings, secretsWith()), [
      "projects/churn.yaml groups.deans: is also in marvin:catalogUsers, and its right to the catalog would have two owners: remove it there",
    ]);
  });

  it("refuses recipients that the stack does not offer", () => {
    const shares = data.parse({
      shares: { city: { recipients: ["city", "press"], tables: ["scores"] } },
    }).shares;
    const dev = { ...project.environments.dev, workflows: {} };
    const environments = { ...project.environments, dev: { ...dev, data: { ...dev.data, shares } } };
    const shareRecipients = '{"city":"aws:eu-central-1:0f3c1d2e-5a6b-4c7d-8e9f-0a1b2c3d4e5f"}';
    assert.deepEqual(
      stackFaults({ ...project, environments }, settingsWith({ shareRecipients }), secretsWith()),
      [
        "projects/churn.yaml data.shares.city.recipients[1]: is not among marvin:shareRecipients of dev (city): name one of these, or share in another environment",
      ],
    );
  });

  describe("of notifications", () => {
    const notified = (webhooks: string) => {
      const head = MANIFEST.slice(0, MANIFEST.indexOf("workflows:"));
      const text = `${head}workflows: { train: { tasks: [{ task_key: a, notebook_task: { notebook_path: a } }], webhook_notifications: ${webhooks} } }\n`;
      const checked = checkManifests([{ file: "projects/churn.yaml", bytes: Buffer.from(text) }]);
      assert.deepEqual(checked.faults, []);
      return checked.projects[0]!;
    };
    const routed = settingsWith({
      notificationDestinations: JSON.stringify({
        chat: { type: "slack", secret: "chat-url" },
        relay: { type: "webhook", secret: "relay-url", username: "relay-user" },
        mail: { type: "email", addresses: ["oncall@example.edu"] },
      }),
      notificationRoutes: JSON.stringify([{ destinations: ["chat", "relay"] }]),
    });

    it("takes what the stack has, also what it sends to by itself", () =>
      assert.deepEqual(
        stackFaults(
          notified('{ on_failure: [{ id: a }, { id: "${marvin.destinations.chat}" }] }'),
          routed,
          secretsWith(),
        ),
        [],
      ));

    it("refuses destinations that the stack does not have, and too many", () =>
      assert.deepEqual(
        stackFaults(
          notified(
            '{ on_start: [{ id: "${marvin.destinations.pager}" }], on_failure: [{ id: a }, { id: b }] }',
          ),
          routed,
          secretsWith(),
        ),
        [
          "projects/churn.yaml workflows.train.webhook_notifications.on_start[0].id: there is no destination `pager` in dev: marvin:notificationDestinations has chat, relay, mail",
          "projects/churn.yaml workflows.train.webhook_notifications.on_failure: has 2 destinations and the platform adds 2 (chat, relay), of 3 that a job takes: remove 1",
        ],
      ));

    it("names the secrets that the stack lacks", () =>
      assert.throws(
        () => requireFit([], routed, secretsWith("chat-url")),
        /^Error: The manifests do not fit this stack:\nmarvin:notificationDestinations\.relay: there is no secret relay-url\nmarvin:notificationDestinations\.relay: there is no secret relay-user$/,
      ));
  });

  describe("of storage", () => {
    const stored = (locations: string, more = "") => {
      const text = `${MANIFEST.slice(0, MANIFEST.indexOf("workflows:"))}data: { external_locations: ${locations}${more} }\n`;
      const checked = checkManifests([{ file: "projects/churn.yaml", bytes: Buffer.from(text) }]);
      assert.deepEqual(checked.faults, []);
      return checked.projects[0]!;
    };
    const bank = (url: string, environment = "") =>
      stored(`{ bank: { url: "${url}", credential_name: bank${environment} } }`, ENVIRONMENTS);
    // One folder cannot be a location of three environments.
    const ENVIRONMENTS =
      " }\nenvironments: { stage: { data: { external_locations: { bank: null } } }, prod: { data: { external_locations: { bank: null } } } ";
    const storageCredentials = '{"bank":["s3://bank-files/projects/"]}';

    it("refuses a bucket where the stack offers none, and names what is not set", () =>
      assert.deepEqual(
        stackFaults(stored("{ raw: {} }"), settingsWith({ awsRegion: "eu-central-1" }), secretsWith()),
        [
          "projects/churn.yaml data.external_locations: asks for a bucket of its own, and the stack offers none: name storage of the platform by `url`, or set marvin:awsAccountId, marvin:storagePrefix",
        ],
      ));

    it("refuses a credential that the stack does not offer", () =>
      assert.deepEqual(stackFaults(bank("s3://bank-files/projects"), settingsWith(), secretsWith()), [
        "projects/churn.yaml data.external_locations.bank.credential_name: is not among marvin:storageCredentials (none): name one of these, or leave `url` and this out for a bucket of its own",
      ]));

    for (const [url, faults] of [
      ["s3://bank-files/projects", 0],
      ["s3://bank-files/projects/churn", 0],
      ["s3://bank-files", 1],
      ["s3://bank-files/projects-of-others", 1],
      ["s3://other/projects", 1],
    ] as const) {
      it(`${faults === 0 ? "takes" : "refuses"} ${url}`, () => {
        const found = stackFaults(bank(url), settingsWith({ storageCredentials }), secretsWith());
        assert.equal(found.length, faults);
        if (faults > 0) assert.match(found[0]!, /bank\.url: lies outside what `bank` opens to projects/);
      });
    }

    it("refuses reads of the project's own location", () => {
      const project = stored(
        "{ raw: {} }",
        ", reads: { external_locations: [churn-dev-raw, churn-prod-raw] }",
      );
      const settings = settingsWith({
        awsAccountId: "123456789012",
        awsRegion: "eu-central-1",
        storagePrefix: "x",
      });
      assert.deepEqual(stackFaults(project, settings, secretsWith()), [
        "projects/churn.yaml data.reads.external_locations[0]: is the project's own location in dev: remove it",
      ]);
    });
  });
});
