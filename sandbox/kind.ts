import type { Json, Props } from "./value";

/**
 * What an object is, or has the sole say over: `repository acme/churn`, `grants on schema main.churn`. Two objects
 * may not claim the same thing, so one idea covers unique names and authoritative resources alike.
 */
export interface Claim {
  readonly thing: string;
  /** Claims only this part of the thing: one `Grant` claims one principal, `Grants` claims all of them. */
  readonly part?: string;
  /** Only says that the thing is there, as a folder says of the folders above it; fights with nobody. */
  readonly shared?: boolean;
  /** What the service answers when the thing is taken. Left out where services overwrite in silence. */
  readonly refusal?: string;
}

/** True when two objects may not have both of the claims. */
export function clash(a: Claim, b: Claim): boolean {
  if (a.shared || b.shared) return false;
  return a.thing === b.thing && (a.part === undefined || b.part === undefined || a.part === b.part);
}

/** Another object that must be there first. */
export interface Need {
  readonly thing: string;
  /** What the service answers when it is missing. */
  readonly refusal: string;
  /** The object lives inside the thing and is gone when the thing is deleted. */
  readonly inside?: boolean;
  /** The thing may exist without being made here: it is missing only where a description of the accounts says so. */
  readonly assumed?: boolean;
  /** Whoever deploys has no right to it, whatever else is there. */
  readonly denied?: boolean;
}

/** A wrong input, as the engine shows it under the resource. */
export interface Fault {
  readonly property: string;
  readonly reason: string;
  /** The page that says so. @default the kind's own */
  readonly source?: string;
}

export type Rule = (inputs: Props) => Fault[];

/** The provider's configuration as the engine gave it: which owner, workspace or account is spoken to. */
export type Settings = Readonly<Record<string, string>>;

/** Invented, but the same on every run that makes the same resources in the same world. */
export interface Stamp {
  /** Twelve digits, as services number their objects. */
  readonly number: number;
  readonly uuid: string;
  /** Sixteen hexadecimal digits. */
  readonly hex: string;
  /** When the object was made, in ISO 8601. */
  readonly at: string;
}

/** One object as its kind sees it while it is made, changed or deleted. */
export interface Subject {
  readonly inputs: Props;
  readonly stamp: Stamp;
  readonly settings: Settings;
}

/** A look at the world for what a kind cannot tell from its own inputs. */
export interface Surroundings {
  /** The inputs and outputs of an object that claims a thing. */
  holder(thing: string): Props | undefined;
  /** The names of the objects that live inside a thing, as a reader knows them. */
  inside(thing: string): string[];
  /** Whether a preview plans to make a thing. */
  planned(thing: string): boolean;
  /** Whether the accounts are described, and a thing is neither in them nor made here. */
  lacks(thing: string): boolean;
}

/** How many objects of one type a thing may hold. */
export interface Quota {
  /** The thing, which those objects need with `inside`. */
  readonly within: string;
  readonly most: number;
  /** What the service answers to one more. */
  readonly refusal: string;
}

/** How the service behaves for one resource type, beyond what the SDK's own type declarations say. */
export interface Kind {
  /** The page of the service or provider that describes the object; shown with every refusal. */
  readonly docs: string;
  /**
   * Which Databricks API serves it; the wrong provider is refused. Left out where either does. A metastore's objects
   * are reached through a workspace and shared by all of them.
   */
  readonly level?: "account" | "metastore" | "workspace";
  /** Inputs that the SDK calls optional and Marvin may not leave out: Pulumi would make the name up. */
  readonly required?: readonly string[];
  /** Inputs whose change means a new object, as in the real provider. */
  readonly replacedBy: readonly string[];
  /** Further inputs that replace, where the real provider decides by more than the change of one input. */
  replacedWhen?(olds: Props, subject: Subject, outputs: Props, world: Surroundings): string[];
  /** What lives inside keeps its place when the object is renamed, and follows it. */
  readonly carries?: boolean;
  /** Why the service would make, change or delete nothing here as things stand. */
  frozen?(subject: Subject, world: Surroundings): string | undefined;
  /** Paths of lists whose order means nothing, so that a new order is no change. */
  readonly unordered?: readonly string[];
  readonly rules?: readonly Rule[];
  /** Outputs that the service makes, by path, unknown until then unless they are given. */
  readonly computed?: Readonly<Record<string, (subject: Subject, world: Surroundings) => Json>>;
  id(subject: Subject): string;
  claims?(subject: Subject): Claim[];
  needs?(subject: Subject, world: Surroundings): Need[];
  quotas?(subject: Subject): Quota[];
  /** Nothing can be inside it before it is there; what is was made too early, for want of a dependency. */
  readonly startsEmpty?: boolean;
  /** Why the service would not delete the object as it stands. */
  keeps?(subject: Subject, world: Surroundings): string | undefined;
  /** Deleting leaves the object in the world with these outputs changed, and its name taken. */
  leaves?(subject: Subject): Props | undefined;
}

/** A read-only call; returns what the provider would. */
export type Invoke = (args: Props, settings: Settings, world: Surroundings) => Props;

/** Everything one provider server knows. */
export interface Service {
  /** The Pulumi package, as in the resource types and in the debug address. */
  readonly name: "github" | "databricks" | "aws";
  readonly kinds: Readonly<Record<string, Kind>>;
  readonly invokes: Readonly<Record<string, Invoke>>;
}

/** The service's answer when it will not do what was asked. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
