import { isLocal } from "./paths";
import { isFields, type Data, type Fields } from "./read";
import type { Notes } from "./notes";

/** Serverless environment for tasks that need one and name none. */
const ENVIRONMENT = "default";
const ENVIRONMENT_VERSION = "4";

/** Job cluster for tasks that need one and name none. */
const SMALL = "small";

const NEEDS_COMPUTE = ["python_wheel_task", "spark_python_task", "dbt_task"];

/** Steps of a job: its tasks and the task inside each loop, with their places. */
export function stepsIn(job: Fields): { readonly task: Fields; readonly path: PropertyKey[] }[] {
  return listOf(job["tasks"]).flatMap((task, index) => {
    const path = ["tasks", index];
    const loop = task["for_each_task"];
    const inner = isFields(loop) ? loop["task"] : undefined;
    const own = { task, path };
    return isFields(inner) ? [own, { task: inner, path: [...path, "for_each_task", "task"] }] : [own];
  });
}

export function listOf(data: Data | undefined): Fields[] {
  return Array.isArray(data) ? data.filter(isFields) : [];
}

/** Gives every task compute that Marvin takes: no clusters of people, no files of a developer's machine. */
export function rewriteCompute(job: Fields, notes: Notes): void {
  rewriteEnvironments(job, notes);
  for (const { task, path } of stepsIn(job)) {
    const existing = task["existing_cluster_id"];
    if (existing !== undefined) {
      delete task["existing_cluster_id"];
      notes.add(
        "dropped",
        [...path, "existing_cluster_id"],
        "a job on a cluster that people use cannot be repeated: the task now runs on compute of its own",
      );
    }
    const bare = ["job_cluster_key", "new_cluster", "environment_key"].every(
      (key) => task[key] === undefined,
    );
    if (bare && isFields(task["spark_jar_task"])) onCluster(job, task, path, notes);
    else if (bare && NEEDS_COMPUTE.some((kind) => task[kind] !== undefined))
      serverless(job, task, path, notes);
    rewriteLibraries(job, task, path, notes);
  }
  dropUnusedClusters(job, notes);
}

function rewriteEnvironments(job: Fields, notes: Notes): void {
  for (const [index, environment] of listOf(job["environments"]).entries()) {
    const { spec } = environment;
    if (!isFields(spec)) continue;
    const path = ["environments", index, "spec"];
    const { client, environment_version: version } = spec;
    if (version !== undefined) delete spec["client"];
    else if (client !== undefined) {
      delete spec["client"];
      spec["environment_version"] = client;
      notes.add("changed", [...path, "client"], "is now called `environment_version`");
    } else {
      spec["environment_version"] = ENVIRONMENT_VERSION;
      notes.add("changed", path, `has no version: ${ENVIRONMENT_VERSION} is written`);
    }
    const { environment_version: wanted } = spec;
    if (typeof wanted === "number") spec["environment_version"] = String(wanted);
    if (!Array.isArray(spec["dependencies"])) continue;
    const kept = spec["dependencies"].filter((item) => !isLocal(item));
    for (const item of spec["dependencies"].filter((one) => isLocal(one)))
      wheel(item, [...path, "dependencies"], notes);
    spec["dependencies"] = kept;
  }
}

function serverless(job: Fields, task: Fields, path: PropertyKey[], notes: Notes): void {
  task["environment_key"] = ENVIRONMENT;
  environmentOf(job);
  notes.add(
    "changed",
    path,
    `runs serverless, in the environment \`${ENVIRONMENT}\`, for it names no compute`,
  );
}

function environmentOf(job: Fields): Fields {
  const environments = listOf(job["environments"]);
  const found = environments.find((one) => one["environment_key"] === ENVIRONMENT);
  if (found !== undefined && isFields(found["spec"])) return found["spec"];
  const spec: Fields = { environment_version: ENVIRONMENT_VERSION };
  job["environments"] = [...environments, { environment_key: ENVIRONMENT, spec }];
  return spec;
}

/** Lets a task run on a small job cluster, which is added where there is none. */
export function putOnSmallCluster(job: Fields, task: Fields): void {
  task["job_cluster_key"] = SMALL;
  const clusters = listOf(job["job_clusters"]);
  if (clusters.some((cluster) => cluster["job_cluster_key"] === SMALL)) return;
  job["job_clusters"] = [...clusters, { job_cluster_key: SMALL, size: "small" }];
}

function onCluster(job: Fields, task: Fields, path: PropertyKey[], notes: Notes): void {
  putOnSmallCluster(job, task);
  notes.add(
    "changed",
    path,
    "runs on a job cluster of the size `small`, for it names no compute: choose the size",
  );
}

/** Libraries need a cluster; what a serverless environment can install goes there. */
function rewriteLibraries(job: Fields, task: Fields, path: PropertyKey[], notes: Notes): void {
  if (!Array.isArray(task["libraries"])) return;
  const place = [...path, "libraries"];
  const kept = listOf(task["libraries"]).filter((library) => {
    const file = library["whl"] ?? library["jar"] ?? library["requirements"] ?? library["egg"];
    if (!isLocal(file) && library["egg"] === undefined) return true;
    wheel(file ?? null, place, notes);
    return false;
  });
  delete task["libraries"];
  if (kept.length === 0) return;
  if (task["job_cluster_key"] !== undefined || task["new_cluster"] !== undefined) {
    task["libraries"] = kept;
    return;
  }
  const packages = kept.flatMap((library) => {
    const { pypi, whl, requirements } = library;
    if (isFields(pypi) && typeof pypi["package"] === "string") return [pypi["package"]];
    if (typeof whl === "string") return [whl];
    return typeof requirements === "string" ? [`-r ${requirements}`] : [];
  });
  if (task["environment_key"] === ENVIRONMENT && packages.length === kept.length) {
    const spec = environmentOf(job);
    const before = Array.isArray(spec["dependencies"]) ? spec["dependencies"] : [];
    spec["dependencies"] = [...new Set([...before, ...packages])];
    notes.add("changed", place, "are installed by the serverless environment");
    return;
  }
  notes.add(
    "decide",
    place,
    `serverless tasks install no libraries: install ${JSON.stringify(kept)} by %pip in the notebook, or give the task a job cluster`,
  );
}

function wheel(file: Data, path: PropertyKey[], notes: Notes): void {
  notes.add(
    "decide",
    path,
    `${JSON.stringify(file)} is built or copied by a bundle, and Marvin copies nothing: publish the package to a volume of the project, and name it there`,
  );
}

function dropUnusedClusters(job: Fields, notes: Notes): void {
  const used = new Set(stepsIn(job).map(({ task }) => task["job_cluster_key"]));
  const clusters = listOf(job["job_clusters"]);
  for (const [index, cluster] of clusters.entries()) {
    if (used.has(cluster["job_cluster_key"])) continue;
    notes.add("dropped", ["job_clusters", index], "no task runs on it");
  }
  if (clusters.length > 0) job["job_clusters"] = clusters.filter((one) => used.has(one["job_cluster_key"]));
}
