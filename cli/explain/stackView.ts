import { readFile } from "node:fs/promises";
import { shape } from "../../config/shape";
import type { Environment } from "../../manifest/schema/project";
import { flow } from "../flow";
import { isMapping } from "../mapping";
import { findStacks } from "../repository";
import { readStackConfig, takesProject, textOf, type StackConfig } from "../stackConfig";

/** What a stack's configuration says of one key. */
export interface Setting {
  readonly key: string;
  readonly value: unknown;
  /** Where it is set; absent for Marvin's default. */
  readonly line?: number;
}

/** A setting in words, and where it is made. */
export interface Note {
  readonly said: string;
  readonly place: string;
}

/** A stack's configuration as it bears on manifests, read without the engine. Values from elsewhere are not known. */
export class StackView {
  constructor(
    private readonly config: StackConfig,
    private readonly text: string,
  ) {}

  static async all(): Promise<StackView[]> {
    return Promise.all(
      (await findStacks()).map(
        async (stack) =>
          new StackView(await readStackConfig(stack), await readFile(`Pulumi.${stack}.yaml`, "utf8")),
      ),
    );
  }

  get name(): string {
    return this.config.stack;
  }

  get file(): string {
    return `Pulumi.${this.name}.yaml`;
  }

  get environment(): string | undefined {
    return textOf(this.config, "environment");
  }

  makes(project: string, environment: Environment): boolean {
    return this.environment === environment && takesProject(this.config, project);
  }

  setting(key: string): Setting | undefined {
    const schema = Object.hasOwn(shape, key) ? shape[key as keyof typeof shape] : undefined;
    if (schema === undefined) return undefined;
    const raw = this.config.values.get(key);
    const results = [raw, fromJson(raw)].map((value) => schema.safeParse(value));
    const result = results.find(({ success }) => success);
    const value: unknown = result?.success === true ? result.data : raw;
    const line = this.text.split("\n").findIndex((one) => one.trimStart().startsWith(`marvin:${key}:`));
    return line < 0 ? { key, value } : { key, value, line: line + 1 };
  }

  /** What a setting means for a value: a size class by its machines, anything else as it is. */
  note(key: string, value: unknown): Note | undefined {
    const setting = this.setting(key);
    if (setting === undefined) return undefined;
    const { value: all, line } = setting;
    const chosen = isMapping(all) && typeof value === "string" && Object.hasOwn(all, value);
    return {
      said: `marvin:${key}${chosen ? `.${value}` : ""}: ${flow(chosen ? all[value] : all)}`,
      place: line === undefined ? "default of the stack" : `${this.file}, line ${line}`,
    };
  }
}

function fromJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
