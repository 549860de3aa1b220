import type { Kind } from "../kind";
import { atMost, atMostOne, between, each, exactlyOne, from, length, oneOf } from "../rules";
import { given, isProps, show, text, type Props } from "../value";
import { workspace } from "./compute";

const PROVIDER =
  "https://registry.terraform.io/providers/databricks/databricks/latest/docs/resources/instance_pool";

/** Machines that wait for clusters. */
export const poolKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/instancePool:InstancePool": {
    docs: "https://docs.databricks.com/api/workspace/instancepools/create",
    level: "workspace",
    required: ["instancePoolName"],
    replacedBy: [
      "awsAttributes",
      "azureAttributes",
      "gcpAttributes",
      "instancePoolFleetAttributes",
      "nodeTypeId",
      "diskSpec",
      "enableElasticDisk",
      "preloadedSparkVersions",
      "preloadedDockerImages",
      "nodeTypeFlexibility",
    ],
    rules: [
      length("instancePoolName", 1, 100),
      between("idleInstanceAutoterminationMinutes", 0, 10_000),
      atMost("customTags", 43),
      atMost("preloadedSparkVersions", 1),
      ({ minIdleInstances: least, maxCapacity: most }) =>
        typeof least === "number" && typeof most === "number" && least > most
          ? [{ property: "minIdleInstances", reason: `is ${least}, more than maxCapacity, ${most}` }]
          : [],
      from(
        PROVIDER,
        exactlyOne("", ["nodeTypeId", "instancePoolFleetAttributes"]),
        atMostOne("", ["awsAttributes", "azureAttributes", "gcpAttributes"]),
        oneOf("awsAttributes.availability", ["ON_DEMAND", "SPOT"]),
        oneOf("azureAttributes.availability", ["ON_DEMAND_AZURE", "SPOT_AZURE"]),
        oneOf("gcpAttributes.gcpAvailability", [
          "ON_DEMAND_GCP",
          "PREEMPTIBLE_GCP",
          "PREEMPTIBLE_WITH_FALLBACK_GCP",
        ]),
        oneOf("diskSpec.diskType.ebsVolumeType", ["GENERAL_PURPOSE_SSD", "THROUGHPUT_OPTIMIZED_HDD"]),
        oneOf("diskSpec.diskType.azureDiskVolumeType", ["PREMIUM_LRS", "STANDARD_LRS"]),
      ),
      each("diskSpec", ({ value }) => (isProps(value) ? badDisk(value) : undefined)),
    ],
    computed: { instancePoolId: ({ stamp }) => poolId(stamp.hex) },
    id: ({ stamp }) => poolId(stamp.hex),
    claims: ({ inputs, stamp, settings }) => [
      {
        thing: `instance pool named "${show(inputs["instancePoolName"])}" in ${workspace(inputs, settings)}`,
        refusal: `POST /api/2.0/instance-pools/create: 400 INVALID_PARAMETER_VALUE: Instance pool name ${show(inputs["instancePoolName"])} is already in use`,
      },
      { thing: `instance pool ${poolId(stamp.hex)}` },
    ],
    needs: ({ inputs, settings }) => {
      const type = text(inputs, "nodeTypeId");
      if (type === undefined) return [];
      return [
        {
          thing: `node type ${type} in ${workspace(inputs, settings)}`,
          refusal: `POST /api/2.0/instance-pools/create: 400 INVALID_PARAMETER_VALUE: Node type ${type} is not supported.`,
          assumed: true,
        },
      ];
    },
  },
};

function poolId(hex: string): string {
  return `0101-000000-local-pool-${hex.slice(0, 8)}`;
}

function badDisk(disk: Props): string | undefined {
  if (!given(disk, "diskCount") || !given(disk, "diskSize")) return "needs diskCount and diskSize";
  const size = Number(disk["diskSize"]);
  const isSlow =
    isProps(disk["diskType"]) && disk["diskType"]["ebsVolumeType"] === "THROUGHPUT_OPTIMIZED_HDD";
  const least = isSlow ? 500 : 100;
  return size < least || size > 4096 ? `has ${size} GiB; a disk has ${least} to 4096` : undefined;
}
