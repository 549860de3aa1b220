import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import { withoutMachineLearning } from "../manifest/rules/machines";
import type { Project } from "../manifest/schema/project";
import { interactivePolicy, jobPolicy } from "./clusterPolicy";
import { clusterSpec, sizeClassOf } from "./clusterSpec";
import { toInputs } from "./jobInputs";
import { objectPermissions, type Grantees } from "./objectPermissions";
import type { References } from "./references";
import type { Tags } from "./tags";
import { Warehouse } from "./warehouse";

/** What a project's compute is made from. */
export interface ComputeArgs {
  /** Name of the project. */
  readonly project: string;
  readonly compute: Project["compute"];
  readonly tags: Tags;
  /** What the references in it stand for; takes in the warehouses. */
  readonly references: References;
  readonly grantees: Grantees;
  readonly settings: Settings;
}

/**
 * The policy that every job cluster of a project follows, its SQL warehouses and, where the stack offers interactive
 * clusters, the project's own with a policy for it. All start when somebody uses them and stop by themselves.
 */
export class Compute extends pulumi.ComponentResource {
  /** Policy of the project's job clusters. */
  readonly jobPolicyId: pulumi.Output<string>;
  /** Id of the interactive cluster, where there is one. */
  readonly clusterId?: pulumi.Output<string>;
  /** SQL warehouses by key. */
  readonly warehouses: Readonly<Record<string, Warehouse>>;

  constructor(name: string, args: ComputeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Compute", name, {}, opts);
    this.jobPolicyId = this.policy(`${name}/job-policy`, "jobs", jobPolicy(args), args);
    const { interactive } = args.compute;
    if (interactive !== undefined && args.settings.interactiveClusters) {
      const policyId = this.policy(
        `${name}/interactive-policy`,
        "interactive",
        interactivePolicy(args, interactive.autotermination_minutes),
        args,
      );
      this.clusterId = this.cluster(`${name}/interactive`, interactive, policyId, args);
    }
    this.warehouses = Object.fromEntries(
      Object.entries(args.compute.warehouses).map(([key, warehouse]) => [
        key,
        new Warehouse(`${name}/warehouses/${key}`, { ...args, key, warehouse }, { parent: this }),
      ]),
    );
    for (const [key, { warehouseId }] of Object.entries(this.warehouses)) {
      args.references.declare("sql_warehouses", key, { id: warehouseId });
    }
    this.registerOutputs({ jobPolicyId: this.jobPolicyId, clusterId: this.clusterId });
  }

  private policy(
    name: string,
    purpose: string,
    rules: Partial<databricks.ClusterPolicyArgs>,
    args: ComputeArgs,
  ): pulumi.Output<string> {
    const policy = new databricks.ClusterPolicy(
      name,
      {
        name: `marvin-${args.project}-${args.settings.environment}-${purpose}`,
        description: `Clusters of the project ${args.project}, declared by Marvin.`,
        ...rules,
      },
      { parent: this },
    );
    objectPermissions(`${name}/permissions`, "policy", { clusterPolicyId: policy.id }, args.grantees, {
      parent: this,
    });
    return policy.id;
  }

  private cluster(
    name: string,
    interactive: NonNullable<Project["compute"]["interactive"]>,
    policyId: pulumi.Output<string>,
    args: ComputeArgs,
  ): pulumi.Output<string> {
    const { dedicated_to: group, size, autotermination_minutes: autoterminationMinutes } = interactive;
    const { settings, tags } = args;
    const machines = clusterSpec(sizeClassOf(size, settings), tags, settings.databricksHost);
    const { instancePoolId, driverInstancePoolId } = machines;
    const {
      libraries,
      init_scripts: initScripts,
      pools,
    } = args.references.resolve({
      pools: { instancePoolId, driverInstancePoolId },
      libraries: toInputs(interactive.libraries),
      init_scripts: toInputs(interactive.init_scripts),
    });
    const cluster = new databricks.Cluster(
      name,
      {
        ...machines,
        ...pools,
        clusterName: `${args.project} (${args.settings.environment})`,
        autoterminationMinutes,
        policyId,
        libraries,
        initScripts,
        // ML runtimes run on dedicated clusters only; a shared one keeps its users apart on the plain runtime.
        ...(group === undefined
          ? {
              dataSecurityMode: "USER_ISOLATION",
              sparkVersion: withoutMachineLearning(machines.sparkVersion),
            }
          : // Databricks takes a group here only with a kind.
            { dataSecurityMode: "SINGLE_USER", singleUserName: group, kind: "CLASSIC_PREVIEW" }),
        // Declaring a cluster must not start one.
        noWait: true,
      },
      { parent: this, ignoreChanges: ["customTags.commit"] },
    );
    objectPermissions(`${name}/permissions`, "cluster", { clusterId: cluster.id }, args.grantees, {
      parent: this,
    });
    return cluster.id;
  }
}
