import { readFile } from "node:fs/promises";
import { load } from "js-yaml";
import { matches } from "../config/patterns";
import { isMapping } from "./mapping";

/** What of a stack's configuration is needed before the engine runs. The program checks all of it. */
export interface StackConfig {
  readonly stack: string;
  /** Plain values of the `marvin:` namespace, by key without it. Values from elsewhere (secrets, Pulumi ESC) are not there. */
  readonly values: ReadonlyMap<string, unknown>;
}

/** Reads Pulumi.STACK.yaml of the current folder. What is no mapping has no values; the engine will say why. */
export async function readStackConfig(stack: string): Promise<StackConfig> {
  const document = load(await readFile(`Pulumi.${stack}.yaml`, "utf8"));
  const config = isMapping(document) && isMapping(document.config) ? document.config : {};
  const values = Object.entries(config)
    .filter(([key]) => key.startsWith("marvin:"))
    .map(([key, value]) => [key.slice("marvin:".length), value] as const);
  return { stack, values: new Map(values) };
}

/** The key's value where it is plain text. */
export function textOf({ values }: StackConfig, key: string): string | undefined {
  const value = values.get(key);
  return typeof value === "string" ? value : undefined;
}

/** Whether the stack's `marvin:projects` patterns take a project. */
export function takesProject(config: StackConfig, project: string): boolean {
  const patterns = patternsOf(config);
  return patterns === undefined || matches(project, patterns);
}

/** The stack's `marvin:projects`, where its file says something of them. */
export function patternsOf({ values }: StackConfig): string[] | undefined {
  return asList(values.get("projects"));
}

/** A list in the file, or the JSON that `pulumi config set` writes. */
function asList(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== "string") return undefined;
  try {
    return asList(JSON.parse(value));
  } catch {
    return undefined;
  }
}
