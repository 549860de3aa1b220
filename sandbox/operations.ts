import type { Cloud } from "./cloud";
import { OTHERS, type CloudObject } from "./cloudObject";
import { difference, type Difference } from "./diff";
import {
  clash,
  Refusal,
  type Claim,
  type Fault,
  type Kind,
  type Service,
  type Settings,
  type Subject,
} from "./kind";
import { wrongProvider } from "./level";
import { Shapes } from "./shape";
import { given, hasUnknown, UNKNOWN, valueAt, withValue, type Props } from "./value";

/** One engine's connection: the configuration it gave, and what its preview has planned so far. */
export interface Session {
  settings: Settings;
  readonly planned: { readonly urn: string; readonly claim: Claim }[];
}

export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
}

/** What the service does for each call of the protocol, on plain values. */
export class Operations {
  private readonly shapes: Shapes;

  constructor(
    readonly service: Service,
    private readonly cloud: Cloud,
  ) {
    this.shapes = new Shapes(service.name);
  }

  check({ type }: Resource, inputs: Props, { settings }: Session): Fault[] {
    const kind = this.service.kinds[type];
    if (!kind) return [{ property: "", reason: this.unknown(type) }];
    const unnamed = (kind.required ?? []).filter((property) => !given(inputs, property));
    const faults = [
      ...wrongProvider(kind, type, inputs, settings),
      ...unnamed.map((property) => ({
        property,
        reason: "must be given here; left out, Pulumi makes one up",
      })),
      ...[this.shapes.rule(type), ...(kind.rules ?? [])].flatMap((rule) => rule(inputs)),
    ];
    return faults.map((fault) => ({ source: kind.docs, ...fault }));
  }

  /** Also says whether the old object must go first: it holds the name that the new one needs. */
  diff(
    resource: Resource,
    id: string,
    olds: Props,
    news: Props,
    { settings }: Session,
  ): Difference & { first: boolean } {
    const kind = this.kind(resource.type);
    const object = this.cloud.find(place(kind, settings), resource.type, id);
    // The URN may have changed by an alias. In memory only: a preview writes nothing.
    if (object) object.urn = resource.urn;
    const subject = { inputs: news, stamp: this.cloud.stamp(resource.urn), settings };
    const { changes, replaces: always } = difference(kind, olds, news);
    const sometimes = kind.replacedWhen?.(olds, subject, object?.outputs ?? {}, this.cloud) ?? [];
    const result = { changes, replaces: [...always, ...sometimes] };
    const claims = kind.claims?.(subject) ?? [];
    const holdsName = claims.some((claim) => object?.claims.some((held) => clash(held, claim)));
    return { ...result, first: result.replaces.length > 0 && holdsName };
  }

  /** What a preview knows of an object that is not made yet. */
  planCreate({ urn, type }: Resource, inputs: Props, session: Session): Props {
    const kind = this.kind(type);
    const subject = { inputs, stamp: this.cloud.stamp(urn), settings: session.settings };
    this.foresee(kind, subject);
    for (const claim of kind.claims?.(subject) ?? []) {
      if (hasUnknown(claim.thing) || hasUnknown(claim.part)) continue;
      const rival = this.cloud.rival([claim])?.object ?? plannedRival(claim, session);
      if (rival && rival.urn !== urn) throw refusal(kind, claim, urn, rival.urn);
      session.planned.push({ urn, claim });
    }
    return made(kind, inputs).reduce((outputs, path) => withValue(outputs, path, UNKNOWN), inputs);
  }

  /** @param unseen how many calls that need the object do not see it yet */
  async create({ urn, type }: Resource, inputs: Props, session: Session, unseen = 0): Promise<CloudObject> {
    const kind = this.kind(type);
    this.cloud.open();
    const subject = { inputs, stamp: this.cloud.stamp(urn), settings: session.settings };
    const object: CloudObject = {
      place: place(kind, session.settings),
      type,
      id: kind.id(subject),
      urn,
      stamp: subject.stamp,
      inputs,
      ...this.allowed(kind, subject, { urn, type }),
      outputs: this.outputs(kind, subject),
      ...(unseen > 0 && { unseen }),
    };
    const renamed = this.cloud.find(object.place, type, object.id);
    if (renamed) throw new Refusal(`422 ${object.id} still leads to what ${renamed.urn} renamed`);
    this.cloud.put(object);
    await this.cloud.save();
    return object;
  }

  read({ type }: Resource, id: string, session: Session): CloudObject | undefined {
    const kind = this.kind(type);
    const object = this.cloud.find(place(kind, session.settings), type, id);
    // An archived repository is still there, but it is no longer what the program asked for.
    return object?.left ? undefined : object;
  }

  planUpdate({ type }: Resource, id: string, olds: Props, news: Props, session: Session): Props {
    const kind = this.kind(type);
    const object = this.cloud.find(place(kind, session.settings), type, id);
    if (!object) return { ...olds, ...news };
    this.foresee(kind, this.subject(object, news, session));
    const after = this.outputs(kind, this.subject(object, news, session));
    // What hangs on a changed input changes too, and a preview cannot know into what.
    return made(kind, news).reduce((outputs, path) => {
      const value = valueAt(after, path);
      const unchanged = JSON.stringify(value) === JSON.stringify(valueAt(object.outputs, path));
      return withValue(outputs, path, unchanged ? (value ?? null) : UNKNOWN);
    }, news);
  }

  async update({ urn, type }: Resource, id: string, news: Props, session: Session): Promise<Props> {
    const kind = this.kind(type);
    this.cloud.open();
    const object = this.cloud.find(place(kind, session.settings), type, id);
    if (!object) throw new Refusal(`404 ${type} ${id} does not exist any more; run refresh`);
    const subject = this.subject(object, news, session);
    const allowed = this.allowed(kind, subject, { urn, type }, object);
    const [before, after] = [object.claims[0]?.thing, allowed.claims[0]?.thing];
    if (kind.carries && before !== undefined && after !== undefined && before !== after) {
      this.cloud.carry(before, after);
    }
    this.cloud.change(object, { urn, inputs: news, ...allowed, outputs: this.outputs(kind, subject) });
    await this.cloud.save();
    return object.outputs;
  }

  async remove({ type }: Resource, id: string, session: Session): Promise<void> {
    const kind = this.kind(type);
    this.cloud.open();
    const object = this.cloud.find(place(kind, session.settings), type, id);
    if (!object || object.left) return;
    const subject = this.subject(object, object.inputs, session);
    const reason = kind.frozen?.(subject, this.cloud) ?? kind.keeps?.(subject, this.cloud);
    if (reason !== undefined) throw new Refusal(`${reason} (${kind.docs})`);
    const left = kind.leaves?.(subject);
    if (left) this.cloud.change(object, { outputs: { ...object.outputs, ...left }, left: true });
    else this.cloud.remove(object);
    await this.cloud.save();
  }

  invoke(token: string, args: Props, { settings }: Session): Props {
    const invoke = this.service.invokes[token];
    if (!invoke) throw new Refusal(this.unknown(token));
    return invoke(args, settings, this.cloud);
  }

  /** Where the accounts are described, a preview refuses what no run could do, and keeps in mind what this one makes. */
  private foresee(kind: Kind, subject: Subject): void {
    if (!this.cloud.described) return;
    const needs = (kind.needs?.(subject, this.cloud) ?? []).filter(({ thing }) => !hasUnknown(thing));
    const hopeless = this.cloud.hopeless(needs);
    if (hopeless) throw new Refusal(`${hopeless.refusal} (${kind.docs})`);
    this.cloud.plan((kind.claims?.(subject) ?? []).filter(({ thing }) => !hasUnknown(thing)));
  }

  private kind(type: string): Kind {
    const kind = this.service.kinds[type];
    if (!kind) throw new Refusal(this.unknown(type));
    return kind;
  }

  private unknown(token: string): string {
    return `the local cloud does not know ${token} yet; see sandbox/${this.service.name}.ts`;
  }

  private subject(object: CloudObject, inputs: Props, { settings }: Session): Subject {
    return { inputs, stamp: object.stamp, settings };
  }

  private outputs(kind: Kind, subject: Subject): Props {
    return made(kind, subject.inputs).reduce((outputs, path) => {
      const make = kind.computed?.[path];
      return make === undefined ? outputs : withValue(outputs, path, make(subject, this.cloud));
    }, subject.inputs);
  }

  /** The claims and the place of an object, after making sure that the service would take it. */
  private allowed(
    kind: Kind,
    subject: Subject,
    { urn, type }: Pick<Resource, "urn" | "type">,
    self?: CloudObject,
  ): Pick<CloudObject, "claims" | "within"> {
    const claims = kind.claims?.(subject) ?? [];
    const needs = kind.needs?.(subject, this.cloud) ?? [];
    const missing = this.cloud.missing(needs);
    if (missing) throw new Refusal(`${missing.refusal} (${kind.docs})`);
    const frozen = kind.frozen?.(subject, this.cloud);
    if (frozen !== undefined) throw new Refusal(`${frozen} (${kind.docs})`);
    const rival = this.cloud.rival(claims, self);
    if (rival) throw refusal(kind, rival.claim, urn, rival.object.urn);
    const full = (self ? [] : (kind.quotas?.(subject) ?? [])).find(
      ({ within, most }) => this.cloud.count(type, within) >= most,
    );
    if (full) throw new Refusal(`${full.refusal} (${kind.docs})`);
    const whole = kind.startsEmpty && !self ? claims.filter((claim) => !claim.shared) : [];
    const [early] = whole.flatMap(({ thing }) =>
      this.cloud.inside(thing).map((inner) => `${inner} was made before ${thing}`),
    );
    if (early !== undefined)
      throw new Refusal(`${early}, where the real service fails; make it depend on it`);
    return { claims, within: needs.filter((need) => need.inside).map((need) => need.thing) };
  }
}

/** The paths of the outputs that the service makes, less those that are given. */
function made({ computed = {} }: Kind, inputs: Props): string[] {
  return Object.keys(computed).filter((path) => (valueAt(inputs, path) ?? null) === null);
}

/** Whose object an id names: a workspace's, an organisation's, or an AWS account's. */
function place(kind: Kind, { host, owner, allowedAccountIds }: Settings): string {
  return (kind.level === "workspace" ? host : (owner ?? allowedAccountIds)) ?? "";
}

function plannedRival(claim: Claim, session: Session): { urn: string } | undefined {
  return session.planned.find((planned) => clash(planned.claim, claim));
}

/** The service's answer, and the two resources that want the same thing, which services do not say. */
function refusal({ docs }: Kind, claim: Claim, urn: string, other: string): Refusal {
  const answer = claim.refusal ?? `only one resource may manage ${claim.thing}: they overwrite each other`;
  if (other === OTHERS) {
    return new Refusal(`${answer} (${claim.thing} exists, as the description of the accounts says; ${docs})`);
  }
  const both = urn === other ? `it was made before by ${urn}` : `${urn} and ${other} both claim it`;
  return new Refusal(`${answer} (${both}; ${docs})`);
}
