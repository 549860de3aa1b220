import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { clash, Refusal, type Claim, type Need, type Stamp, type Surroundings } from "./kind";
import { Lock } from "./lock";
import { Outside } from "./outside";
import { isStateFile, outsider, type CloudObject } from "./cloudObject";
import type { Props } from "./value";

/**
 * The world: one for all stacks, since dev, stage and prod share the organisation and the account. It is held in
 * memory, and every change is on disk before it is answered.
 */
export class Cloud implements Surroundings {
  private objects = new Map<string, CloudObject>();
  private claimants = new Map<string, Set<CloudObject>>();
  /** Each object as it stands in the file. Written anew only when it changes, for the file is written often. */
  private readonly lines = new WeakMap<CloudObject, string>();
  private deletions = 0;
  /** What the previews of this process would make: later ones may stand on it. */
  private readonly plans = new Set<string>();
  private readonly lock: Lock;
  private saving: Promise<void> = Promise.resolve();
  private queued?: Promise<void>;

  constructor(
    private readonly file: string,
    private readonly outside = new Outside(),
  ) {
    this.lock = new Lock(`${file}.lock`);
    this.load();
  }

  find(place: string, type: string, id: string): CloudObject | undefined {
    return this.objects.get(key({ place, type, id }));
  }

  /** Every object of that id, wherever it is. */
  search(type: string, id: string): CloudObject[] {
    return [...this.objects.values()].filter((object) => object.type === type && object.id === id);
  }

  holder(thing: string): Props | undefined {
    for (const object of this.claimants.get(thing) ?? []) {
      if (object.hidden) continue;
      if (object.claims.some((claim) => claim.thing === thing && claim.part === undefined)) {
        return { ...object.inputs, ...object.outputs, id: object.id };
      }
    }
    return undefined;
  }

  inside(thing: string): string[] {
    return this.contents(thing).map((object) => object.claims[0]?.thing ?? `${object.type} ${object.id}`);
  }

  /** How many objects of a type live inside a thing. */
  count(type: string, thing: string): number {
    return this.contents(thing).filter((object) => object.type === type && !object.left).length;
  }

  /** The first object, other than `self`, with a say over what is claimed. */
  rival(claims: readonly Claim[], self?: CloudObject): { claim: Claim; object: CloudObject } | undefined {
    for (const claim of claims) {
      for (const object of this.claimants.get(claim.thing) ?? []) {
        if (object !== self && object.claims.some((other) => clash(claim, other))) return { claim, object };
      }
    }
    return undefined;
  }

  /** Whether the accounts are described, so that a preview can tell what others have not made. */
  get described(): boolean {
    return this.outside.described;
  }

  /** Remembers what a preview would make. */
  plan(claims: readonly Claim[]): void {
    for (const { thing, part } of claims) if (part === undefined) this.plans.add(thing);
  }

  planned(thing: string): boolean {
    return this.plans.has(thing);
  }

  lacks(thing: string): boolean {
    return this.outside.lacks(thing) && this.holder(thing) === undefined;
  }

  /** The first thing that is needed and not there. */
  missing(needs: readonly Need[]): Need | undefined {
    return needs.find(
      (need) =>
        this.refused(need) || (!need.assumed && this.holder(need.thing) === undefined) || this.isUnseen(need),
    );
  }

  /** The first need that no run of the program can meet, as far as the accounts are described. */
  hopeless(needs: readonly Need[]): Need | undefined {
    return needs.find((need) => this.refused(need) && !this.planned(need.thing));
  }

  private refused({ thing, assumed, denied }: Need): boolean {
    return denied === true || (assumed === true && this.lacks(thing));
  }

  /** Whether the service does not show yet what it has just made; every look brings it nearer. */
  private isUnseen({ thing }: Need): boolean {
    const made = [...(this.claimants.get(thing) ?? [])].find((object) => (object.unseen ?? 0) > 0);
    if (made?.unseen === undefined) return false;
    made.unseen--;
    return true;
  }

  /** Ids for an object about to be made; from its URN, so that they do not hang on the order of parallel work. */
  stamp(urn: string): Stamp {
    const hash = createHash("sha256")
      .update(`${urn}#${this.deletions}#${this.twins(urn)}`)
      .digest("hex");
    return {
      number: 100_000_000_000 + (parseInt(hash.slice(0, 12), 16) % 900_000_000_000),
      uuid: `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`,
      hex: hash.slice(32, 48),
      at: new Date().toISOString(),
    };
  }

  /** Takes the pen: from here on no other process writes this world. Reads it again if another one did. */
  open(): void {
    if (this.lock.take()) this.load();
  }

  put(object: CloudObject): void {
    this.objects.set(key(object), object);
    this.lines.set(object, JSON.stringify(object));
    this.claim(object);
  }

  /** Gives an object new claims, as a rename does. */
  change(object: CloudObject, change: Partial<Omit<CloudObject, "place" | "type" | "id">>): void {
    this.unclaim(object);
    Object.assign(object, change);
    this.put(object);
  }

  /** Moves what lives inside a thing, at any depth, to the thing's new name. */
  carry(from: string, to: string): void {
    const moved = (thing: string) =>
      thing === from || thing.endsWith(` of ${from}`) ? thing.slice(0, -from.length) + to : thing;
    for (const object of [...this.objects.values()]) {
      if (!object.within.some((thing) => moved(thing) !== thing)) continue;
      const claims = object.claims.map((claim) => ({ ...claim, thing: moved(claim.thing) }));
      this.change(object, { claims, within: object.within.map(moved) });
    }
  }

  /** Deletes an object and what lives inside it. */
  remove(object: CloudObject): void {
    this.unclaim(object);
    this.objects.delete(key(object));
    this.deletions++;
    for (const claim of object.claims) {
      if (!claim.shared && claim.part === undefined)
        this.contents(claim.thing).forEach((inner) => this.remove(inner));
    }
  }

  /** Resolves once everything changed so far is on disk. Changes that come together share one write. */
  save(): Promise<void> {
    this.queued ??= this.saving.then(() => {
      this.queued = undefined;
      return (this.saving = this.write());
    });
    return this.queued;
  }

  /** Resolves once no write is under way. */
  async settled(): Promise<void> {
    await (this.queued ?? this.saving);
  }

  close(): void {
    this.lock.release();
  }

  private contents(thing: string): CloudObject[] {
    return [...this.objects.values()].filter((object) => object.within.includes(thing));
  }

  private twins(urn: string): number {
    return [...this.objects.values()].filter((object) => object.urn === urn).length;
  }

  private claim(object: CloudObject): void {
    for (const claim of object.claims) {
      const claimants = this.claimants.get(claim.thing) ?? new Set();
      this.claimants.set(claim.thing, claimants.add(object));
    }
  }

  private unclaim(object: CloudObject): void {
    for (const claim of object.claims) this.claimants.get(claim.thing)?.delete(object);
  }

  private load(): void {
    this.objects = new Map();
    this.claimants = new Map();
    for (const object of this.outside.objects) this.claim(outsider(object));
    if (!existsSync(this.file)) return;
    const state: unknown = JSON.parse(readFileSync(this.file, "utf8"));
    if (!isStateFile(state))
      throw new Refusal(`${this.file} is no state of the local cloud; delete it to start anew`);
    this.deletions = state.deletions;
    state.objects.forEach((object) => this.put(object));
  }

  /** To a file beside it, then renamed: a reader sees the old world or the new one, never half of one. */
  private async write(): Promise<void> {
    const lines = [...this.objects.values()].map((object) => this.lines.get(object));
    const state = `{"version":1,"deletions":${this.deletions},"objects":[\n${lines.join(",\n")}\n]}\n`;
    const draft = `${this.file}.${process.pid}`;
    await writeFile(draft, state);
    await rename(draft, this.file);
  }
}

function key({ place, type, id }: Pick<CloudObject, "place" | "type" | "id">): string {
  return `${place} ${type} ${id}`;
}
