import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dump } from "js-yaml";
import * as pulumi from "@pulumi/pulumi";
import marvin from "../../index";
import { parseSettings } from "../../config/settings";
import { stackFaults } from "../../config/stackFaults";
import type { CheckedProject, Source } from "../../manifest/check";
import { declare, secretsWith, withoutTraces } from "../components/declare";
import { packageName } from "../components/packageName";

/** A stack that makes all that a project can ask for: every part of every project shows in it. */
export const CONFIGURATION = {
  environment: "prod",
  githubOrganization: "example-university",
  githubOrganizationId: "1234567",
  databricksHost: "https://prod.cloud.databricks.com",
  databricksWorkspaceId: "1000000000000003",
  databricksAccountId: "0f3c1d2e-5a6b-4c7d-8e9f-0a1b2c3d4e5f",
  databricksDeployer: "servicePrincipals/7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c03",
  catalog: "ml_prod",
  awsAccountId: "111122223333",
  awsRegion: "eu-central-1",
  storagePrefix: "example-university",
  storageCredentials: '{"partner-files":["s3://example-university-partners/delivered"]}',
  shareRecipients: '{"city-transport":"aws:eu-central-1:5b7c9d1e-2f3a-4b5c-8d6e-7f8091a2b3c4"}',
  ownsRepositories: "true",
  ownsRecipients: "true",
  interactiveClusters: "true",
  peopleMayWrite: "true",
  runSchedules: "true",
  githubPlan: "enterprise",
  secretProtection: "true",
  customProperties: "true",
  managesOrganization: "true",
  allowedVisibilities: '["private","internal","public"]',
  notificationDestinations: '{"platform":{"type":"email","addresses":["ops@example.edu"]}}',
};

export const SETTINGS = parseSettings(CONFIGURATION, "prod");
export const SECRETS = ["exam-api", "package-index", "scoring-key"];

/** Why a checked project cannot be in that stack, as paths of its keys. */
export function unfitIn(project: CheckedProject): string[] {
  return stackFaults(project, SETTINGS, secretsWith(...SECRETS)).map(
    (line) => /^\S+ (.*?): /.exec(line)?.[1] ?? "",
  );
}

/** A manifest as data. */
export type Manifest = Readonly<Record<string, unknown>>;

export function sourceOf(manifest: Manifest): Source {
  return { file: `${String(manifest["name"])}.yaml`, bytes: Buffer.from(dump(manifest, { noRefs: true })) };
}

/** What a fleet declares in that stack: inputs as text, by type (as in `drives`) and logical name, without providers. */
export async function declared(manifests: readonly Manifest[]): Promise<ReadonlyMap<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "marvin-properties-"));
  try {
    for (const manifest of manifests) {
      const { file, bytes } = sourceOf(manifest);
      writeFileSync(join(folder, file), bytes);
    }
    const { program } = await withoutTraces(() =>
      declare(
        () => {
          pulumi.runtime.setAllConfig(
            Object.fromEntries([
              ...Object.entries(CONFIGURATION).map(([key, value]) => [`marvin:${key}`, value]),
              ...SECRETS.map((name) => [`marvin-secrets:${name}`, "value"]),
            ]) as Record<string, string>,
            SECRETS.map((name) => `marvin-secrets:${name}`),
          );
          return marvin({ folder });
        },
        { ids: "by name" },
      ),
    );
    return new Map(
      program.all
        .filter(({ type }) => !/^(?:pulumi|marvin):/.test(type))
        .map(({ type, name, inputs }) => [`${packageName(type)} ${name}`, JSON.stringify(inputs)]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
