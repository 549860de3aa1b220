import type { Claim } from "./kind";
import type { Props } from "./value";

/** Something that exists and that no resource here made, as the description of the accounts tells it. */
export interface OutsideObject {
  readonly thing: string;
  /** What a look at it shows; `deployer` holds the rights that whoever deploys has on it, where it has such. */
  readonly props?: Props;
  /** Further claims, as those on the folders above a location. */
  readonly claims?: readonly Claim[];
  /** It exists, and whoever deploys does not see it: its name is taken, and a look finds nothing. */
  readonly hidden?: boolean;
}

/** Things of one sort in one place, told by how their names begin and end. */
export interface Scope {
  readonly starts: string;
  readonly ends?: string;
  /** Whether the description lists all of them. */
  readonly closed: boolean;
}

/** What the accounts hold besides what is made here. Empty where nobody described them: all is taken to exist. */
export class Outside {
  private readonly seen: ReadonlySet<string>;

  constructor(
    readonly objects: readonly OutsideObject[] = [],
    private readonly scopes: readonly Scope[] = [],
  ) {
    this.seen = new Set(objects.filter(({ hidden }) => !hidden).map(({ thing }) => thing));
  }

  get described(): boolean {
    return this.scopes.length > 0;
  }

  /** Whether such things are listed, and this one is not, or is hidden. */
  lacks(thing: string): boolean {
    const [scope] = this.scopes
      .filter(({ starts, ends = "" }) => thing.startsWith(starts) && thing.endsWith(ends))
      .sort((a, b) => b.starts.length - a.starts.length);
    return scope?.closed === true && !this.seen.has(thing);
  }
}

/** Each item of a list, or each key of a mapping, that a description holds; nothing where it is left out. */
export function listed<T>(items: Readonly<Record<string, T>> | undefined): [name: string, details: T][] {
  return Object.entries(items ?? {});
}
