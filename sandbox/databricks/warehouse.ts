import type { Kind } from "../kind";
import { atMost, between, length, oneOf } from "../rules";
import { given, show } from "../value";
import { workspace } from "./compute";

// prettier-ignore
const SIZES = [
  "2X-Small", "X-Small", "Small", "Medium", "Large", "X-Large", "2X-Large", "3X-Large", "4X-Large", "5X-Large",
];

/** SQL warehouses. */
export const warehouseKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/sqlEndpoint:SqlEndpoint": {
    docs: "https://docs.databricks.com/api/workspace/warehouses/create",
    level: "workspace",
    required: ["name", "clusterSize"],
    replacedBy: [],
    unordered: ["tags.customTags"],
    rules: [
      length("name", 1, 99),
      oneOf("clusterSize", SIZES),
      oneOf("warehouseType", ["PRO", "CLASSIC"]),
      oneOf("spotInstancePolicy", ["COST_OPTIMIZED", "RELIABILITY_OPTIMIZED", "POLICY_UNSPECIFIED"]),
      oneOf("channel.name", ["CHANNEL_NAME_CURRENT", "CHANNEL_NAME_PREVIEW", "CHANNEL_NAME_CUSTOM"]),
      between("minNumClusters", 1, 30),
      between("maxNumClusters", 1, 40),
      atMost("tags.customTags", 45),
      ({ autoStopMins: minutes }) =>
        typeof minutes === "number" && minutes !== 0 && minutes < 10
          ? [
              {
                property: "autoStopMins",
                reason: `is ${minutes}; it must be 0, which never stops, or at least 10`,
              },
            ]
          : [],
      ({ minNumClusters: least, maxNumClusters: most }) =>
        typeof least === "number" && typeof most === "number" && least > most
          ? [{ property: "minNumClusters", reason: `is ${least}, more than maxNumClusters, ${most}` }]
          : [],
      (inputs) =>
        inputs["enableServerlessCompute"] === true &&
        given(inputs, "warehouseType") &&
        inputs["warehouseType"] !== "PRO"
          ? [{ property: "warehouseType", reason: "must be PRO for a serverless warehouse" }]
          : [],
    ],
    computed: {
      jdbcUrl: ({ stamp, settings }) =>
        `jdbc:spark://${(settings["host"] ?? "").replace(/^https?:\/\//, "")}:443/default;transportMode=http;ssl=1;httpPath=/sql/1.0/warehouses/${stamp.hex}`,
      numClusters: () => 0,
      state: () => "STOPPED",
      creatorName: () => "deployer@local-cloud",
    },
    id: ({ stamp }) => stamp.hex,
    claims: ({ inputs, stamp, settings }) => [
      {
        thing: `warehouse named ${show(inputs["name"])} in ${workspace(inputs, settings)}`,
        refusal: `POST /api/2.0/sql/warehouses: 400 INVALID_PARAMETER_VALUE: SQL warehouse with name '${show(inputs["name"])}' already exists.`,
      },
      { thing: `warehouse ${stamp.hex}` },
      { thing: `warehouse ${stamp.hex} in ${workspace(inputs, settings)}` },
    ],
  },
};
