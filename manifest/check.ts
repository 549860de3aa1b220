import { basename } from "node:path";
import { at, explain, unknownAmong } from "./explain";
import type { z } from "zod";
import { formatPath, inReadingOrder, type Fault } from "./fault";
import { merge } from "./merge";
import { removeAt, toData, type MappingNode, type Node } from "./node";
import { checkFleet } from "./rules/fleet";
import { checkProject } from "./rules/project";
import { findSecrets } from "./rules/secrets";
import { ENVIRONMENTS, OVERRIDABLE, project, type Environment, type Project } from "./schema/project";
import { parseYaml, type TextFault } from "./yaml";

/** A manifest's text, with the path under which its faults are reported. */
export interface Source {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** A project that passed every rule, as it is in each environment. */
export interface CheckedProject {
  readonly file: string;
  readonly name: string;
  readonly environments: Readonly<Record<Environment, Project>>;
}

export interface Checked {
  /** Projects without faults of their own, in the order of the sources. */
  readonly projects: readonly CheckedProject[];
  /** Every fault of every source, in reading order. Empty when all is well. */
  readonly faults: readonly Fault[];
}

/** A project's file is read by people; 256 KiB is a hundred times what they write. */
const MOST_BYTES = 256 * 1024;

/** Checks manifests and the rules between them. Pure: touches no file. */
export function checkManifests(sources: readonly Source[]): Checked {
  const files = sources.map((source) => new ManifestFile(source));
  const projects = files.flatMap((file) => file.check() ?? []);
  for (const fault of checkFleet(projects)) {
    const file = files[sources.findIndex((source) => source.file === fault.project.file)];
    file?.reportIn(fault.environment, fault.path, fault.message);
  }
  const faults = files.flatMap((file) => file.faults());
  const broken = new Set(faults.map((fault) => fault.file));
  return { projects: projects.filter(({ file }) => !broken.has(file)), faults: faults.sort(inReadingOrder) };
}

/** One file on its way from bytes to a project: collects faults and knows the lines they stand on. */
class ManifestFile {
  private text = "";
  private readonly found = new Map<string, TextFault>();
  private readonly trees = new Map<Environment, MappingNode>();

  constructor(private readonly source: Source) {}

  check(): CheckedProject | undefined {
    const refused = this.decode();
    if (refused !== undefined) return this.report([{ offset: 0, path: "", message: refused }]);
    const { root, faults } = parseYaml(this.text);
    this.report(faults);
    if (root?.kind !== "mapping") return undefined;
    this.report([...findSecrets(root)]);
    const environments = this.splitEnvironments(root);
    const checked = new Map<MappingNode, Project | undefined>();
    const result = ENVIRONMENTS.map((environment) => {
      const tree = environments(environment);
      this.trees.set(environment, tree);
      if (!checked.has(tree)) checked.set(tree, this.checkTree(tree));
      return [environment, checked.get(tree)] as const;
    });
    const [dev, stage, prod] = result.map(([, value]) => value);
    if (dev === undefined || stage === undefined || prod === undefined) return undefined;
    return { file: this.source.file, name: dev.name, environments: { dev, stage, prod } };
  }

  /** Reports a fault that other files cause, at its place in the tree of an environment. */
  reportIn(environment: Environment, path: readonly PropertyKey[], message: string): void {
    const tree = this.trees.get(environment);
    if (tree !== undefined) this.report([at(tree, path, message)]);
  }

  faults(): Fault[] {
    return [...this.found.values()].map(({ offset, path, message }) => ({
      file: this.source.file,
      ...this.place(offset),
      path,
      message,
    }));
  }

  private report(faults: readonly TextFault[]): undefined {
    // Environments share most of a file, and so its faults.
    for (const fault of faults) this.found.set(`${fault.offset} ${fault.path} ${fault.message}`, fault);
    return undefined;
  }

  private decode(): string | undefined {
    const { bytes } = this.source;
    if (bytes.length > MOST_BYTES) return `the file is larger than ${MOST_BYTES / 1024} KiB: keep data out of manifests`;
    if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
      return "the file is UTF-16: save it as UTF-8";
    }
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
      return "the file begins with a byte order mark: save it as UTF-8 without BOM";
    }
    try {
      this.text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return "the file is not valid UTF-8: save it as UTF-8";
    }
    return undefined;
  }

  private splitEnvironments(root: MappingNode): (environment: Environment) => MappingNode {
    const own = new Map(root.entries);
    own.delete("environments");
    const base: MappingNode = { ...root, entries: own };
    const all = root.entries.get("environments")?.value;
    if (all !== undefined && all.kind !== "mapping") {
      this.report([at(root, ["environments"], "must be a mapping of environments: put `dev:`, `stage:` or `prod:` below it")]);
    }
    const overrides = all?.kind === "mapping" ? all.entries : new Map<string, never>();
    for (const [name, entry] of overrides) {
      const path = ["environments", name];
      if (!isEnvironment(name)) this.report([at(root, path, unknownAmong(name, ENVIRONMENTS))]);
      else if (entry.value.kind !== "mapping") {
        this.report([at(root, path, "must be a mapping: put the keys that differ below it, or remove it")]);
      } else {
        for (const key of entry.value.entries.keys()) {
          if (OVERRIDABLE.includes(key)) continue;
          const message = Object.hasOwn(project.shape, key)
            ? `is the same in every environment: set it at the top; what may differ is ${OVERRIDABLE.join(", ")}`
            : unknownAmong(key, OVERRIDABLE);
          this.report([at(root, [...path, key], message)]);
        }
      }
    }
    return (environment) => {
      const override = overrides.get(environment)?.value;
      return override?.kind === "mapping" ? merge(base, override) : base;
    };
  }

  private checkTree(tree: MappingNode): Project | undefined {
    const result = project.safeParse(toData(tree));
    if (!result.success) {
      this.report(explain(result.error.issues, project, tree));
      return this.report(beyondUnknownKeys(tree, result.error.issues));
    }
    const faults = checkProject(result.data).map(({ path, message }) => at(tree, path, message));
    const expected = basename(this.source.file, ".yaml");
    if (result.data.name !== expected) {
      faults.push(at(tree, ["name"], `must be \`${expected}\`, as the file's name: change one of them`));
    }
    this.report(faults);
    return faults.length > 0 ? undefined : result.data;
  }

  private place(offset: number): { line: number; column: number } {
    const before = this.text.slice(0, offset);
    const lastBreak = before.lastIndexOf("\n");
    return { line: before.split("\n").length, column: offset - lastBreak };
  }
}

/**
 * An unknown key keeps the schema from applying the rules to what it stands in. So that they are heard in the
 * same run, they are applied once more without those keys; what they say of the very same mapping may come
 * from the mistyped key alone and is left out.
 */
function beyondUnknownKeys(tree: MappingNode, issues: readonly z.core.$ZodIssue[]): TextFault[] {
  const unknown = issues.filter((issue) => issue.code === "unrecognized_keys");
  if (unknown.length === 0) return [];
  const places = new Set(unknown.map(({ path }) => formatPath(path)));
  const without = unknown.reduce<Node>(
    (node, { path, keys }) => keys.reduce<Node>((rest, key) => removeAt(rest, [...path, key]), node),
    tree,
  );
  const { error } = project.safeParse(toData(without));
  const rules = (error?.issues ?? []).filter(({ code, path }) => code === "custom" && !places.has(formatPath(path)));
  return explain(rules, project, tree);
}

function isEnvironment(name: string): name is Environment {
  return ENVIRONMENTS.some((environment) => environment === name);
}
