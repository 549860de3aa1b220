/**
 * The local cloud as a process: `node --import tsx sandbox/main.ts --state FILE [--faults FILE_OR_JSON] [--accounts
 * FILE_OR_JSON]`. It prints one line of JSON with the addresses for PULUMI_DEBUG_PROVIDERS, and ends when its standard
 * input does, so that it cannot outlive whoever started it. A process of its own runs on another core than the program.
 */
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { outsideOf } from "./accounts";
import { aws } from "./aws";
import { Cloud } from "./cloud";
import { databricks } from "./databricks";
import { FaultPlan } from "./faults";
import { github } from "./github";
import { Refusal } from "./kind";
import { serve } from "./provider";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { state: { type: "string" }, faults: { type: "string" }, accounts: { type: "string" } },
  });
  if (values.state === undefined)
    throw new Refusal("--state FILE is missing: where the local cloud keeps its world");
  const faults = new FaultPlan(values.faults === undefined ? {} : readJson("--faults", values.faults));
  const outside = values.accounts === undefined ? undefined : readJson("--accounts", values.accounts);
  const cloud = new Cloud(values.state, outsideOf(outside));
  process.on("exit", () => cloud.close());
  if (faults.drift(cloud)) await cloud.save();

  const services = [github, databricks, aws];
  const serving = await Promise.all(services.map((service) => serve(service, cloud, faults)));
  const debugProviders = services.map(({ name }, i) => `${name}:${serving[i]?.port}`).join(",");
  process.stdout.write(`${JSON.stringify({ debugProviders })}\n`);

  const end = () => {
    serving.forEach(({ server }) => server.forceShutdown());
    void cloud.settled().then(() => process.exit(0));
  };
  process.on("SIGTERM", end);
  // Ctrl-C reaches the whole process group, and the engine still has calls to finish: the end of stdin is the end.
  process.on("SIGINT", () => undefined);
  process.stdin.on("end", end).on("error", end).resume();
}

/** Given as JSON, or as the name of a file that holds it. */
function readJson(flag: string, source: string): unknown {
  const text = existsSync(source) ? readFileSync(source, "utf8") : source;
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(`${flag} is neither a file nor JSON: ${source}`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`local cloud: ${error instanceof Refusal ? error.message : String(error)}\n`);
  process.exit(1);
});
