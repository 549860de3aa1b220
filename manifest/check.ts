import { basename } from "node:path";
import { baseOf, overridesOf, treeOf } from "./environments";
import { at, explain, unknownAmong } from "./explain";
import type { z } from "zod";
import { formatPath, inReadingOrder, type Fault } from "./fault";
import { toData, withoutKeys, type MappingNode, type Node } from "./node";
import { checkFleet } from "./rules/fleet";
import { checkProject } from "./rules/project";
import { checkReferences } from "./rules/references";
import { findSecrets, redact } from "./rules/secrets";
import { ENVIRONMENTS, OVERRIDABLE, project, type Environment, type Project } from "./schema/project";
import { decode, lineIndex } from "./text";
import type { TextFault } from "./syntax";
import { parseYaml } from "./yaml";

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

/** Nobody mends more at a time, and a file made to be slow must not fill the log. */
const MOST_FAULTS = 1000;

/** Checks manifests and the rules between them. Pure: touches no file. */
export function checkManifests(sources: readonly Source[]): Checked {
  const files = sources.map((source) => new ManifestFile(source));
  const projects = files.flatMap((file) => file.check() ?? []);
  const named = new Set(sources.map(({ file }) => basename(file, ".yaml")));
  for (const fault of checkFleet(projects, named)) {
    const file = files[sources.findIndex((source) => source.file === fault.project.file)];
    file?.reportIn(fault.environment, fault.path, fault.message);
  }
  const faults = files.flatMap((file) => file.faults());
  const broken = new Set(faults.map((fault) => fault.file));
  return { projects: projects.filter(({ file }) => !broken.has(file)), faults: faults.sort(inReadingOrder) };
}

/** A fault, and the environments whose tree shows it. */
interface Found {
  readonly fault: TextFault;
  readonly environments: Set<Environment>;
}

/** One file on its way from bytes to a project: collects faults and knows the lines they stand on. */
class ManifestFile {
  private text = "";
  private readonly found = new Map<string, Found>();
  private readonly trees = new Map<Environment, MappingNode>();
  private readonly overridden = new Set<Environment>();

  constructor(private readonly source: Source) {}

  check(): CheckedProject | undefined {
    const decoded = decode(this.source.bytes);
    if ("refused" in decoded) return this.report([{ offset: 0, path: "", message: decoded.refused }]);
    this.text = decoded.text;
    const { root, faults } = parseYaml(this.text);
    this.report(faults);
    if (root?.kind !== "mapping") return undefined;
    const secrets = [...findSecrets(root)];
    this.report(secrets);
    const misread = new Set([...faults, ...secrets].filter(({ misread }) => misread).map(({ path }) => path));
    const environments = this.splitEnvironments(root);
    const checked = new Map<MappingNode, CheckedTree>();
    const result = ENVIRONMENTS.map((environment) => {
      const tree = environments(environment);
      this.trees.set(environment, tree);
      const one = checked.get(tree) ?? this.checkTree(tree);
      checked.set(tree, one);
      this.report(
        one.faults.filter(({ path }) => !misread.has(path)),
        [environment],
      );
      return one.project;
    });
    const [dev, stage, prod] = result;
    if (dev === undefined || stage === undefined || prod === undefined) return undefined;
    return { file: this.source.file, name: dev.name, environments: { dev, stage, prod } };
  }

  /** Reports a fault that other files cause, at its place in the tree of an environment. */
  reportIn(environment: Environment, path: readonly PropertyKey[], message: string): void {
    const tree = this.trees.get(environment);
    if (tree !== undefined) this.report([at(tree, path, message)], [environment]);
  }

  faults(): Fault[] {
    if (this.found.size === 0) return [];
    const place = lineIndex(this.text);
    const all = [...this.found.values()]
      .map((found) => ({ ...found, file: this.source.file, ...place(found.fault.offset) }))
      .map(({ fault: { path, message }, ...where }) => ({ ...where, path, message }))
      .sort(inReadingOrder);
    const shown = all.slice(0, MOST_FAULTS).map(({ file, line, column, path, message, environments }) => ({
      file,
      line,
      column,
      path: redact(path),
      message: redact(message) + this.origin(path, environments),
    }));
    const next = all[MOST_FAULTS];
    if (next === undefined) return shown;
    const message = `the file has ${all.length} faults: mend the first ${MOST_FAULTS} and run again`;
    return [...shown, { file: next.file, line: next.line, column: next.column, path: "", message }];
  }

  /** Says so where a line is wrong in some environments only, as it may be right by itself. */
  private origin(path: string, environments: ReadonlySet<Environment>): string {
    if (environments.size === ENVIRONMENTS.length || path.startsWith("environments.")) return "";
    const names = [...environments];
    const overridden = names.every((environment) => this.overridden.has(environment));
    return ` (${overridden ? "with the overrides of" : "in"} ${names.join(" and ")})`;
  }

  private report(
    faults: readonly TextFault[],
    environments: readonly Environment[] = ENVIRONMENTS,
  ): undefined {
    for (const fault of faults) {
      const key = `${fault.offset} ${fault.path} ${fault.message}`;
      const known = this.found.get(key);
      if (known === undefined) this.found.set(key, { fault, environments: new Set(environments) });
      else for (const environment of environments) known.environments.add(environment);
    }
    return undefined;
  }

  private splitEnvironments(root: MappingNode): (environment: Environment) => MappingNode {
    const base = baseOf(root);
    const all = root.entries.get("environments")?.value;
    if (all !== undefined && all.kind !== "mapping") {
      this.report([
        at(
          root,
          ["environments"],
          "must be a mapping of environments: put `dev:`, `stage:` or `prod:` below it",
        ),
      ]);
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
      const override = overridesOf(root, environment);
      if (override !== undefined) this.overridden.add(environment);
      return treeOf(base, override);
    };
  }

  private checkTree(tree: MappingNode): CheckedTree {
    const written = toData(tree);
    const references = checkReferences(written).map(({ path, message }) => at(tree, path, message));
    const result = project.safeParse(written);
    if (!result.success) {
      // What the form of a value says of a wrong reference in it would only confuse.
      const places = new Set(references.map(({ path }) => path));
      // The environments are no part of the project in one environment, yet a key of the file.
      const others = explain(withRules(tree, result.error.issues), project, tree, ["environments"]);
      return { faults: [...references, ...others.filter(({ path }) => !places.has(path))] };
    }
    const faults = [
      ...references,
      ...checkProject(result.data).map(({ path, message }) => at(tree, path, message)),
    ];
    const expected = basename(this.source.file, ".yaml");
    if (result.data.name !== expected) {
      faults.push(at(tree, ["name"], `must be \`${expected}\`, as the file's name: change one of them`));
    }
    return faults.length > 0 ? { faults } : { faults, project: result.data };
  }
}

interface CheckedTree {
  readonly faults: readonly TextFault[];
  /** Absent when there are faults. */
  readonly project?: Project;
}

/**
 * A key that is unknown, or no name, keeps the schema from applying some rules to what it stands in. So that they are
 * heard in the same run, they are applied once more without those keys; what they say of the very same mapping may
 * come from the mistyped key alone and is left out.
 */
function withRules(tree: MappingNode, issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const unknown = issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") return [issue];
    return issue.code === "invalid_key"
      ? [{ path: issue.path.slice(0, -1), keys: [String(issue.path.at(-1))] }]
      : [];
  });
  if (unknown.length === 0) return [...issues];
  const places = new Set(unknown.map(({ path }) => formatPath(path)));
  const without = unknown.reduce<Node>((node, { path, keys }) => withoutKeys(node, path, keys), tree);
  const again = project.safeParse(toData(without)).error?.issues ?? [];
  return [
    ...issues.filter(({ code }) => code !== "custom"),
    ...again.filter(({ code }) => code === "custom"),
  ].filter(({ code, path }) => code !== "custom" || !places.has(formatPath(path)));
}

function isEnvironment(name: string): name is Environment {
  return ENVIRONMENTS.some((environment) => environment === name);
}
