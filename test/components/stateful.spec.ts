import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { Bot } from "../../components/bot";
import { Catalog } from "../../components/catalog";
import { Groups } from "../../components/groups";
import { MLProject } from "../../components/mlProject";
import { STATEFUL, type Stateful } from "../../config/keys/fleet";
import { declareProviders } from "../../config/providers";
import { project as manifest } from "../../manifest/schema/project";
import { BOT } from "./botStack";
import { declare, secretsWith, settingsWith, withoutTraces } from "./declare";

/** What each kind of `marvin:protect` and `marvin:retainOnDelete` keeps. */
const KEPT: Readonly<Record<Stateful, readonly string[]>> = {
  repository: ["github.Repository"],
  schema: ["databricks.Schema"],
  volume: ["databricks.Volume"],
  // What a key has encrypted is lost with it.
  bucket: ["aws.s3.Bucket", "aws.kms.Key"],
  catalog: ["databricks.Catalog"],
  experiment: ["databricks.MlflowExperiment"],
  model: ["databricks.RegisteredModel"],
  secrets: ["databricks.SecretScope"],
  group: ["databricks.Group"],
  bot: ["aws.dynamodb.Table", "aws.kms.Key", "aws.s3.Bucket", "aws.secretsmanager.Secret"],
};

/** What a later update makes again as it was, because all of it stands in a file, or is refused while it holds something. */
const MADE_AGAIN = [
  // Rights, settings and rules.
  /Grant$|Permissions?$|PermissionAssignment$|AccessControlRuleSet$|SecretAcl$|GroupMember$|WorkspaceBinding$|WorkspaceConf$/,
  /^github\.(?!Repository$)/,
  /^aws\.iam\./,
  // The bot's parts that hold nothing, or what the daily run and GitHub say again.
  /^aws\.(?:cloudwatch|lambda|scheduler|sns|sqs)\./,
  /^aws\.secretsmanager\.SecretRotation$/,
  /^aws\.kms\.Alias$/,
  /^aws\.s3\.Bucket.+/,
  /TagAssignment$|NotificationDestination$|FederationPolicy$/,
  // What runs: history of runs goes with it, which `lifecycle: paused` avoids.
  /\.(?:Cluster|ClusterPolicy|InstancePool|Job|ModelServing|SqlEndpoint|Pipeline)$/,
  // Its tables stay: https://docs.databricks.com/api/workspace/qualitymonitors/delete
  /\.QualityMonitor$/,
  // Ways to data, which stays where it is.
  /\.(?:ExternalLocation|StorageCredential|Share|Recipient)$/,
  // A folder that holds something is not deleted; a principal goes only together with schemas and models, which are kept.
  /\.(?:Directory|ServicePrincipal)$/,
];

const FULL = {
  name: "churn",
  description: "Predicts churn.",
  owner: "student-success",
  contact: "churn@example.edu",
  data: {
    volumes: { landing: {} },
    schemas: { raw: { volumes: { files: {} } } },
    external_locations: { meters: {} },
  },
  experiments: { training: {} },
  models: { churn: {} },
  secret_scopes: { scoring: {} },
  groups: { planners: { users: ["planner@example.edu"] } },
};

interface Options {
  readonly type: string;
  readonly protect: boolean;
  readonly retained: boolean;
}

/** How everything is kept that a project, its groups and its catalog are, in a stack that owns all of it. */
async function keptWith(configuration: Readonly<Record<string, string>>): Promise<Options[]> {
  const seen: Options[] = [];
  const see: pulumi.ResourceTransformation = ({ type, opts }) => {
    const { protect = false, retainOnDelete: retained = false } = opts as pulumi.CustomResourceOptions;
    const [pkg, module, name] = type.split(":");
    const [group = ""] = (module ?? "").split("/");
    seen.push({
      type: group === "index" ? `${pkg}.${name}` : `${pkg}.${group}.${name}`,
      protect,
      retained,
    });
    return undefined;
  };
  const settings = settingsWith({
    ...BOT,
    ownsCatalog: "true",
    ...configuration,
  });
  await withoutTraces(() =>
    declare(() => {
      const project = manifest.parse(FULL);
      const providers = declareProviders(settings, true);
      const opts = { transformations: [see] };
      new Catalog("catalog:ml_dev", { settings }, opts);
      new Bot("platform:bot", { bot: settings.bot!, settings }, opts);
      new Groups("churn/groups", { groups: project.groups, settings, providers }, opts);
      new MLProject(
        "churn",
        {
          project,
          commit: "c0ffee",
          repositoryNumber: settings.ownsRepositories ? undefined : "4242",
          settings,
          providers,
          secrets: secretsWith(),
          destinations: {},
          pools: {},
          sources: [],
        },
        opts,
      );
    }),
  );
  return seen;
}

const typesOf = (options: readonly Options[]) => [...new Set(options.map(({ type }) => type))].sort();

describe("what a stack keeps", () => {
  it("is all that holds what cannot be made again, where it says nothing", async () => {
    const all = await keptWith({});
    const types = typesOf(all.filter(({ protect }) => protect));
    assert.deepEqual(types, [...new Set(Object.values(KEPT).flat())].sort());
    // Every one of its type, not only some: schemas and volumes stand in two places.
    assert.deepEqual(
      all.filter(({ type, protect }) => types.includes(type) && !protect),
      [],
    );
    assert.equal(all.filter(({ type }) => type === "databricks.Volume").length, 2);
    assert.deepEqual(
      all.filter(({ retained }) => retained),
      [],
    );
  });

  for (const kind of STATEFUL) {
    it(`is ${KEPT[kind].join(" and ")} alone for ${kind}`, async () => {
      const only = JSON.stringify([kind]);
      const all = await keptWith({ protect: only, retainOnDelete: only });
      assert.deepEqual(typesOf(all.filter(({ protect }) => protect)), [...KEPT[kind]].sort());
      assert.deepEqual(typesOf(all.filter(({ retained }) => retained)), [...KEPT[kind]].sort());
    });
  }

  it("was decided for every type that a component declares", () => {
    const folder = join(__dirname, "../../components");
    const declared = new Set(
      readdirSync(folder).flatMap((file) =>
        [
          ...readFileSync(join(folder, file), "utf8").matchAll(
            /new ((?:aws|databricks|github)\.[\w.]+)[(<]/g,
          ),
        ].map(([, type]) => type ?? ""),
      ),
    );
    assert.ok(declared.size > 50);
    const kept = Object.values(KEPT).flat();
    const undecided = [...declared].filter(
      (type) => kept.includes(type) === MADE_AGAIN.some((pattern) => pattern.test(type)),
    );
    assert.deepEqual(undecided, [], "give it keep(kind, settings) and a line in KEPT, or one in MADE_AGAIN");
  });
});
