import * as pulumi from "@pulumi/pulumi";
import { platformName, type Fixed, type PlatformKind } from "../manifest/rules/referable";
import { cutAtReferences } from "../manifest/rules/referenceText";

/** A value whose texts may be known only once what they refer to is made. Words of a set stay as they are. */
export type Resolved<Value> = Value extends pulumi.Output<unknown> | Promise<unknown>
  ? Value
  : Value extends string
    ? string extends Value
      ? pulumi.Input<string>
      : Value
    : Value extends readonly (infer Item)[]
      ? Resolved<Item>[]
      : Value extends object
        ? { [Key in keyof Value]: Resolved<Value[Key]> }
        : Value;

/**
 * What the `${...}` of one project in one environment stand for. Each component that makes something that others can
 * refer to is entered by `declare`; `resolve` gives outputs of what was entered, so that a part depends on the parts
 * that it names and on no others.
 */
export class References {
  private readonly values: Map<string, pulumi.Input<string>>;

  constructor(fixed: Readonly<Record<Fixed, pulumi.Input<string>>>) {
    this.values = new Map(Object.entries(fixed));
  }

  /** Enters what can be referred to as `${resources.KIND.KEY.ATTRIBUTE}`, as `manifest/rules/referable.ts` lists it. */
  declare(kind: string, key: string, attributes: Readonly<Record<string, pulumi.Input<string>>>): void {
    for (const [attribute, value] of Object.entries(attributes)) {
      this.values.set(`resources.${kind}.${key}.${attribute}`, value);
    }
  }

  /** Enters the ids of the platform's parts of a kind, each as `${marvin.KIND.NAME}`. */
  declarePlatform(kind: PlatformKind, ids: Readonly<Record<string, pulumi.Input<string>>>): void {
    for (const [name, id] of Object.entries(ids)) this.values.set(platformName(kind, name), id);
  }

  /** The same value with its references resolved, all the way down. */
  resolve<Value>(value: Value): Resolved<Value> {
    return this.resolved(value) as Resolved<Value>;
  }

  private resolved(value: unknown): unknown {
    if (typeof value === "string") return this.text(value);
    if (typeof value !== "object" || value === null) return value;
    if (pulumi.Output.isInstance(value) || value instanceof Promise) return value;
    if (Array.isArray(value)) return value.map((item) => this.resolved(item));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.resolved(inner)]));
  }

  private text(value: string): pulumi.Input<string> {
    const { literals, names } = cutAtReferences(value);
    const values = names.map((name) => this.valueOf(name));
    // Text without references stays text, so that mere values do not become unknown.
    if (values.length === 0) return literals[0] ?? "";
    return pulumi
      .all(values)
      .apply((known) => literals.map((literal, index) => literal + (known[index] ?? "")).join(""));
  }

  private valueOf(name: string): pulumi.Input<string> {
    const value = this.values.get(name);
    // The manifest's rules refuse other names: this one was resolved before it was declared.
    if (value === undefined) throw new Error(`nothing is declared yet that \${${name}} could stand for`);
    return value;
  }
}
