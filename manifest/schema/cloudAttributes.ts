import { z } from "zod";
import { documentation } from "./documentation";
import { integer, sentence } from "./names";
import { object } from "./object";

const firstOnDemand = integer(0, 10_000, "nodes")
  .optional()
  .describe("So many machines, the driver first, are never spot.");

const AWS_SIZES = { GENERAL_PURPOSE_SSD: 100, THROUGHPUT_OPTIMIZED_HDD: 500 } as const;

export const awsAttributes = object(
  {
    availability: z
      .enum(["SPOT", "ON_DEMAND", "SPOT_WITH_FALLBACK"])
      .optional()
      .describe(
        "Whether machines are spot, which AWS may take back; with fall-back, on demand where there are none.",
      ),
    first_on_demand: firstOnDemand,
    zone_id: sentence(64).optional().describe("Availability zone such as `eu-central-1a`, or `auto`."),
    spot_bid_price_percent: integer(1, 10_000, "percent")
      .optional()
      .describe("Most that is paid for spot, in percent of the on-demand price."),
    ebs_volume_type: z
      .enum(["GENERAL_PURPOSE_SSD", "THROUGHPUT_OPTIMIZED_HDD"])
      .optional()
      .describe("Kind of the disks that are added to each machine."),
    ebs_volume_count: integer(0, 10, "volumes").optional().describe("Disks added to each machine, 0 to 10."),
    ebs_volume_size: integer(1, 4096, "GiB")
      .optional()
      .describe("Size of each disk in GiB: 100 to 4096 for SSD, 500 to 4096 for HDD."),
    ebs_volume_iops: integer(3000, 16_000, "operations per second")
      .optional()
      .describe("Operations per second of gp3 disks, 3000 to 16000.")
      .register(documentation, { since: "0.2.0" }),
    ebs_volume_throughput: integer(125, 1000, "MiB per second")
      .optional()
      .describe("Throughput of gp3 disks in MiB per second, 125 to 1000.")
      .register(documentation, { since: "0.2.0" }),
  },
  {
    instance_profile_arn:
      "instance profiles are refused, for they bypass Unity Catalog: remove it and read the data through `data.reads`",
  },
).superRefine((value, context) => {
  const issue = (key: string, message: string) => context.addIssue({ code: "custom", path: [key], message });
  const least = AWS_SIZES[value.ebs_volume_type ?? "GENERAL_PURPOSE_SSD"];
  if (value.ebs_volume_size !== undefined && value.ebs_volume_size < least) {
    issue("ebs_volume_size", `is too small for this kind of disk: from ${least} to 4096 GiB`);
  }
  if (value.ebs_volume_size !== undefined && (value.ebs_volume_count ?? 0) === 0) {
    issue("ebs_volume_size", "is of no use without disks: add `ebs_volume_count`");
  }
  if (value.availability === "ON_DEMAND" && value.spot_bid_price_percent !== undefined) {
    issue("spot_bid_price_percent", "is for spot machines, and these are on demand: remove it");
  }
});

export const azureAttributes = object(
  {
    availability: z
      .enum(["SPOT_AZURE", "ON_DEMAND_AZURE", "SPOT_WITH_FALLBACK_AZURE"])
      .optional()
      .describe("Whether machines are spot; with fall-back, on demand where there are none."),
    first_on_demand: firstOnDemand,
    spot_bid_max_price: z
      .number()
      .min(-1, { error: "is too small: -1 (no limit) or a price" })
      .optional()
      .describe("Most that is paid for spot, in US dollars an hour; -1 is up to the on-demand price."),
    capacity_reservation_group: sentence(500)
      .regex(/^\/subscriptions\//, { error: "must be the group's whole id, from `/subscriptions/` on" })
      .optional()
      .describe("Azure capacity reservation to take machines from, by its whole id.")
      .register(documentation, { since: "0.2.0" }),
  },
  {
    log_analytics_info: "it holds a key in clear text: send logs by a diagnostic setting of the workspace",
  },
);

export const gcpAttributes = object(
  {
    availability: z
      .enum(["PREEMPTIBLE_GCP", "ON_DEMAND_GCP", "PREEMPTIBLE_WITH_FALLBACK_GCP"])
      .optional()
      .describe("Whether machines are preemptible; with fall-back, on demand where there are none."),
    first_on_demand: firstOnDemand,
    boot_disk_size: integer(10, 65_536, "GB").optional().describe("Size of the boot disk in GB, 10 or more."),
    local_ssd_count: integer(0, 32, "disks").optional().describe("Local disks of 375 GB on each machine."),
    zone_id: sentence(64).optional().describe("Zone such as `europe-west6-a`, `HA` or `AUTO`."),
    confidential_compute_type: z
      .enum(["SEV_SNP"])
      .optional()
      .describe("Encrypts memory in use; N2D machines only."),
  },
  {
    google_service_account:
      "service accounts on clusters are refused, for they bypass Unity Catalog: remove it and read the data through `data.reads`",
    use_preemptible_executors: "Databricks replaced it: use `availability`",
  },
);
