import { z } from "zod";
import { documentation } from "./documentation";
import { grants } from "./grants";
import { groupName } from "./names";
import { object } from "./object";

const groups = z.array(groupName).default([]);

/** Who builds the project also writes its secrets. */
const BUILDS = { drives: ["databricks.Grant", "databricks.Permissions", "databricks.SecretAcl"] };

export const access = object(
  {
    owners: groups
      .describe(
        "Databricks account groups that answer for the project: they manage its jobs where people may, and may start them everywhere.",
      )
      .register(documentation, BUILDS),
    contributors: groups
      .describe(
        "Groups that build the project: they write its data and run its jobs where the stack lets people write, and read elsewhere.",
      )
      .register(documentation, BUILDS),
    readers: groups.describe("Groups that read the project's data, experiments, models and job runs."),
    grants,
  },
  {
    permissions: "levels follow from the role: name the group under `owners`, `contributors` or `readers`",
    users: "people come and go: name a group that they are in",
  },
).superRefine((value, context) => {
  const first = new Map<string, string>();
  for (const role of ["owners", "contributors", "readers"] as const) {
    for (const [index, group] of value[role].entries()) {
      const before = first.get(group);
      if (before === undefined) first.set(group, role);
      else {
        context.addIssue({
          code: "custom",
          path: [role, index],
          message: `this group is already among the ${before}: keep the role with the most rights and remove the other`,
        });
      }
    }
  }
});
