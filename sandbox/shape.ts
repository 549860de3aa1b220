import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Fault, Rule } from "./kind";
import { isProps, member, UNKNOWN, type Json, type Props } from "./value";

/** What a value may be, as the SDK's declarations say it. */
type Shape =
  | { readonly is: "string" | "number" | "boolean" | "anything" }
  | { readonly is: "list" | "map"; readonly of: Shape }
  | { readonly is: "object"; readonly name: string };

interface Member {
  readonly optional: boolean;
  readonly shape: Shape;
}

type Members = ReadonlyMap<string, Member>;

/**
 * The inputs of a package's resources, read from the type declarations of the SDK that is installed. They are
 * generated from the real provider's schema, so required inputs, nested names and types need no table here, and an
 * upgrade of the SDK brings its own.
 */
export class Shapes {
  private readonly root: string;
  private readonly cache = new Map<string, Members | undefined>();
  private nested?: string;

  constructor(packageName: string) {
    this.root = dirname(require.resolve(`@pulumi/${packageName}/package.json`));
  }

  /** A rule that compares a resource's inputs with its declaration. */
  rule(type: string): Rule {
    return (inputs) => {
      const members = this.args(type);
      return members ? this.object(members, inputs, "") : [];
    };
  }

  private args(type: string): Members | undefined {
    const [, module = "", className = ""] = type.split(":");
    const file = join(this.root, `${module.replace(/^index\//, "")}.d.ts`);
    return this.members(`${className}Args`, () => (existsSync(file) ? readFileSync(file, "utf8") : ""));
  }

  private members(name: string, source: () => string): Members | undefined {
    if (!this.cache.has(name)) this.cache.set(name, parse(source(), name));
    return this.cache.get(name);
  }

  private nestedText(): string {
    return (this.nested ??= readFileSync(join(this.root, "types", "input.d.ts"), "utf8"));
  }

  private object(members: Members, props: Props, path: string): Fault[] {
    const absent = [...members].filter(([key, { optional }]) => !optional && isAbsent(props[key]));
    return [
      ...absent.map(([key]) => ({ property: member(path, key), reason: "is required; give it a value" })),
      ...Object.entries(props).flatMap(([key, value]) => {
        const known = members.get(key);
        if (known) return this.value(known.shape, value, member(path, key));
        if (key === "__defaults") return [];
        const others = [...members.keys()].join(", ");
        return [
          { property: member(path, key), reason: `is no input here; remove it, or use one of: ${others}` },
        ];
      }),
    ];
  }

  private value(shape: Shape, value: Json, path: string): Fault[] {
    if (isAbsent(value) || value === UNKNOWN || shape.is === "anything") return [];
    if (shape.is === "list") {
      if (!Array.isArray(value)) return wrong(path, "a list", value);
      return value.flatMap((element, i) => this.value(shape.of, element, `${path}[${i}]`));
    }
    if (shape.is === "map") {
      if (!isProps(value)) return wrong(path, "a map", value);
      return Object.entries(value).flatMap(([key, inner]) => this.value(shape.of, inner, member(path, key)));
    }
    if (shape.is === "object") {
      const members = this.members(shape.name, () => this.nestedText());
      if (!members) return [];
      return isProps(value) ? this.object(members, value, path) : wrong(path, "an object", value);
    }
    return typeof value === shape.is ? [] : wrong(path, `a ${shape.is}`, value);
  }
}

function wrong(property: string, wanted: string, value: Json): Fault[] {
  const got = Array.isArray(value) ? "a list" : isProps(value) ? "an object" : `a ${typeof value}`;
  return [{ property, reason: `must be ${wanted}, not ${got}` }];
}

function isAbsent(value: Json | undefined): boolean {
  return value === undefined || value === null;
}

/** The members of one generated interface; the generator's layout is regular enough to need no compiler. */
function parse(source: string, name: string): Members | undefined {
  const start = source.indexOf(`export interface ${name} {`);
  if (start < 0) return undefined;
  const body = source.slice(source.indexOf("{", start) + 1, source.indexOf("\n}", start));
  const declarations = body.replace(/\s*\/\*\*[\s\S]*?\*\//g, "").split(/\n {4}(?=["\w])/);
  return new Map(
    declarations.flatMap((declaration) => {
      const [, key, optional, type] = /^"?(\w+)"?(\??): ([\s\S]*);\s*$/.exec(declaration) ?? [];
      if (key === undefined || type === undefined) return [];
      return [[key, { optional: optional === "?", shape: shapeOf(type) }] as const];
    }),
  );
}

function shapeOf(type: string): Shape {
  const text = type.replace(/ \| undefined/g, "").trim();
  const input = /^pulumi\.Input<([\s\S]*)>$/.exec(text);
  if (input?.[1] !== undefined && !text.endsWith("[]>") && balanced(input[1])) return shapeOf(input[1]);
  const list = /^([\s\S]*)\[\]$/.exec(input?.[1] ?? text);
  if (list?.[1] !== undefined) return { is: "list", of: shapeOf(list[1]) };
  const map = /^\{\s*\[key: string\]: ([\s\S]*);\s*\}$/.exec(text);
  if (map?.[1] !== undefined) return { is: "map", of: shapeOf(map[1]) };
  const object = /^inputs\.(\w+)$/.exec(text);
  if (object?.[1] !== undefined) return { is: "object", name: object[1] };
  return { is: text === "string" || text === "number" || text === "boolean" ? text : "anything" };
}

/** True when the text closes every angle bracket that it opens: `A<B>` is, `A>[] | B<C` is not. */
function balanced(text: string): boolean {
  let depth = 0;
  for (const letter of text) {
    if (letter === "<") depth++;
    if (letter === ">" && --depth < 0) return false;
  }
  return depth === 0;
}
