import type { Kind } from "../kind";
import { isProps, show } from "../value";
import { workspace } from "./compute";

/** Settings of a workspace, each of which is one for everybody in it. */
export const settingKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/workspaceConf:WorkspaceConf": {
    docs: "https://docs.databricks.com/api/workspace/workspaceconf/setstatus",
    level: "workspace",
    required: ["customConfig"],
    replacedBy: [],
    rules: [
      ({ customConfig }) =>
        isProps(customConfig)
          ? Object.entries(customConfig)
              .filter(([, value]) => typeof value !== "string")
              .map(([key]) => ({ property: `customConfig.${key}`, reason: 'must be text, such as "false"' }))
          : [],
    ],
    id: () => "_",
    claims: ({ inputs, settings }) =>
      Object.keys(isProps(inputs["customConfig"]) ? inputs["customConfig"] : {}).map((key) => ({
        thing: `setting ${show(key)} of ${workspace(inputs, settings)}`,
      })),
  },
};
