import assert from "node:assert/strict";
import { changes, LocalCloud } from "./localCloud";

const manifest = (cluster: string) => `name: churn
description: A project of the test of instance pools.
owner: data-science
contact: churn@example.edu
releases: { dev: main }
workflows:
  train:
    job_clusters:
      - job_cluster_key: main
        new_cluster: { spark_version: 17.3.x-scala2.13, num_workers: 1, ${cluster} }
    tasks: [{ task_key: fit, job_cluster_key: main, notebook_task: { notebook_path: notebooks/fit } }]
`;
const FROM_POOL = 'instance_pool_id: "${marvin.pools.shared}"';

describe("instance pools on the engine", () => {
  let cloud: LocalCloud;
  before(() => {
    cloud = new LocalCloud({ churn: manifest(FROM_POOL) });
    cloud.configure(
      "dev",
      "marvin:protect: [repository]",
      `marvin:protect: []
  marvin:instancePools: { shared: { nodeTypeId: m6id.xlarge, maxCapacity: 4 } }`,
    );
  });
  after(() => cloud.dispose());

  it("are there before the clusters that come from them, and open to the project's principal", async () => {
    const made = changes(await cloud.up("dev"));
    assert.ok(made.includes("create databricks:InstancePool platform:pools/shared"));
    assert.ok(made.includes("create databricks:Permissions platform:pool-permissions/shared"));
    await cloud.refresh("dev");
    assert.deepEqual(changes(await cloud.preview("dev")), []);
    const state = await cloud.state("dev");
    const of = (name: string) => state.find(({ urn }) => urn.endsWith(name));
    const job = of("Job::churn/workflows/train")?.inputs as {
      jobClusters: { newCluster: { instancePoolId: string } }[];
    };
    assert.equal(
      job.jobClusters[0]?.newCluster.instancePoolId,
      of("InstancePool::platform:pools/shared")?.id,
    );
    const { accessControls } = of("Permissions::platform:pool-permissions/shared")?.inputs as {
      accessControls: { servicePrincipalName: string; permissionLevel: string }[];
    };
    assert.deepEqual(
      accessControls.map(({ permissionLevel }) => permissionLevel),
      ["CAN_ATTACH_TO"],
    );
  });

  it("grow without a new pool, and are made anew with other machines, with all that names them", async () => {
    cloud.configure("dev", "maxCapacity: 4", "maxCapacity: 6");
    assert.deepEqual(changes(await cloud.up("dev")), [
      "update databricks:InstancePool platform:pools/shared",
    ]);
    cloud.configure("dev", "m6id.xlarge", "r6id.xlarge");
    const made = changes(await cloud.up("dev"));
    assert.ok(
      made.some((one) => /replace databricks:InstancePool platform:pools\/shared/.test(one)),
      made.join("\n"),
    );
    assert.ok(made.includes("update databricks:Job churn/workflows/train"), made.join("\n"));
    assert.deepEqual(changes(await cloud.preview("dev")), []);
  });

  it("are open to nobody once no project uses them", async () => {
    cloud.write("churn", manifest("node_type_id: m6id.xlarge"));
    assert.deepEqual(changes(await cloud.up("dev")), [
      "delete databricks:Permissions platform:pool-permissions/shared",
      "update databricks:Job churn/workflows/train",
    ]);
  });

  it("refuse what the stack does not have, before anything is declared", async () => {
    cloud.write("churn", manifest('instance_pool_id: "${marvin.pools.other}"'));
    await assert.rejects(
      cloud.preview("dev"),
      /there is no pool `other` in dev: marvin:instancePools has shared/,
    );
    cloud.write("churn", manifest(FROM_POOL));
    await cloud.destroy("dev");
    assert.deepEqual(await cloud.state("dev"), []);
  });
});
