import { z } from "zod";
import { documentation } from "./documentation";

/** The states of a project. What each has and what it leaves out stands in components/lifecycle.ts. */
export const LIFECYCLES = ["active", "paused", "retired"] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

export const lifecycle = z
  .enum(LIFECYCLES)
  .default("active")
  .describe(
    "State of the project. `active`: all of it is there and runs. `paused`: nothing runs by itself, nothing is lost. `retired`: jobs, clusters, endpoints, monitors and rights to write go, the repository is archived, data, experiments and models stay; for every environment at once.",
  )
  .register(documentation, {
    drives: [
      "databricks.AccessControlRuleSet",
      "databricks.Cluster",
      "databricks.ClusterPolicy",
      "databricks.Grant",
      "databricks.Job",
      "databricks.ModelServing",
      "databricks.MwsPermissionAssignment",
      "databricks.Permissions",
      "databricks.QualityMonitor",
      "databricks.SecretAcl",
      "databricks.ServicePrincipal",
      "databricks.ServicePrincipalFederationPolicy",
      "databricks.Share",
      "databricks.SqlEndpoint",
      "github.Repository",
      "github.RepositoryVulnerabilityAlerts",
    ],
    since: "0.2.0",
  });
