import { z } from "zod";
import { ENVIRONMENTS } from "../../manifest/schema/project";
import { LIFECYCLES } from "../../manifest/schema/lifecycle";

/** `owner/name` of a repository on GitHub. */
export const fullName = z.string().regex(/^[A-Za-z0-9-]{1,39}\/[\w.-]{1,100}$/);

/** A project's service principal in one environment, for the Git credential that its jobs clone with. */
export const principal = z.strictObject({
  /** Address of the workspace, e.g. `https://dbc-a1b2c3d4-e5f6.cloud.databricks.com`. */
  host: z.url(),
  /** The number by which the workspace knows it, not its application id. */
  id: z.string().regex(/^\d+$/),
});

export const fleetProject = z.strictObject({
  project: z.string(),
  /** `owner/name` */
  repository: fullName,
  lifecycle: z.enum(LIFECYCLES),
  /** A version such as `v1.4.0`, or a channel: `stable` or `canary`. Absent: the bot leaves the repository alone. */
  template: z.string().optional(),
  /** Answers to the template's questions that follow from the manifest, by question. */
  answers: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string()).readonly()])),
  principals: z.partialRecord(z.enum(ENVIRONMENTS), principal),
});
export type FleetProject = z.infer<typeof fleetProject>;

/** All that the bot knows of the projects; which repositories there are beside these is none of its business. */
export const fleet = z.strictObject({
  /** `owner/name` of the template's own repository. */
  template: fullName,
  /** `owner/name` of the repository with the manifests, where promotions are asked for. */
  manager: fullName,
  projects: z.array(fleetProject),
});
export type Fleet = z.infer<typeof fleet>;
