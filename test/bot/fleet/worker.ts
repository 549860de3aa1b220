import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FleetProject } from "../../../bot/fleet/fleet";
import { runFleet } from "../../../bot/fleet/run";
import { toolsFor } from "../reconcile/rig";

/** What the test gives it, as JSON in its only argument. */
export interface WorkerOptions {
  readonly api: string;
  readonly git: string;
  readonly token: string;
  readonly projects: readonly FleetProject[];
  /** @default 3 */
  readonly concurrency?: number;
}

/** A fleet run in a process of its own, which a test can kill. */
async function main({ api, git, token, projects, concurrency = 3 }: WorkerOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "marvin-worker-"));
  const mint = { token: () => Promise.resolve({ token, expires: Infinity }) };
  const tools = await toolsFor({ api, web: git, mint }, { folder });
  process.send?.("ready");
  const { outcomes } = await runFleet(projects, tools, { dryRun: false, concurrency, pause: 0.1 });
  process.send?.(outcomes, () => process.exit());
}

void main(JSON.parse(process.argv[2] ?? "{}") as WorkerOptions);
