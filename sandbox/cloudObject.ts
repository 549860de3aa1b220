import type { Claim, Stamp } from "./kind";
import type { OutsideObject } from "./outside";
import type { Props } from "./value";

/** One object of the world, as kept in the state file. */
export interface CloudObject {
  readonly type: string;
  readonly id: string;
  /** The owner or workspace it belongs to: an id says nothing outside it. */
  readonly place: string;
  /** Of the resource that made it: the name that an error about a fight can give. */
  urn: string;
  readonly stamp: Stamp;
  inputs: Props;
  outputs: Props;
  claims: Claim[];
  /** The things it lives inside. */
  within: string[];
  /** Deleted by its resource and still there, as an archived repository is. */
  left?: boolean;
  /** How many more calls that need the object do not see it yet. */
  unseen?: number;
  /** It is there, and whoever deploys does not see it. */
  hidden?: boolean;
}

export interface StateFile {
  readonly version: 1;
  /** How many objects were ever deleted: what is made again gets a new id. */
  readonly deletions: number;
  readonly objects: CloudObject[];
}

/** Who made what the description of the accounts tells of. */
export const OTHERS = "others";

/** What others made, as an object of the world; it stands in no state file. */
export function outsider({ thing, props = {}, claims = [], hidden }: OutsideObject): CloudObject {
  const stamp: Stamp = { number: 0, uuid: "", hex: "", at: "" };
  const id = typeof props["id"] === "string" ? props["id"] : thing;
  const all = [{ thing }, ...claims];
  return {
    type: "",
    id,
    place: "",
    urn: OTHERS,
    stamp,
    inputs: props,
    outputs: {},
    claims: all,
    within: [],
    hidden,
  };
}

export function isStateFile(value: unknown): value is StateFile {
  return typeof value === "object" && value !== null && "version" in value && value.version === 1;
}
