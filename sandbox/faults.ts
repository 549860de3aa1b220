import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Cloud } from "./cloud";
import { Refusal } from "./kind";
import type { Json } from "./value";

const call = z.strictObject({
  /** The call that goes wrong. Creates and updates of a preview do not count; they touch nothing. */
  on: z.enum(["check", "diff", "create", "read", "update", "delete", "invoke"]),
  /** Which resource types, or functions; `*` stands for anything. */
  type: z.string().default("*"),
  /** Which logical names; `*` stands for anything. */
  name: z.string().default("*"),
  /** Only the n-th such call, counted from 1; every one when left out. */
  nth: z.int().positive().optional(),
  /** The answer, in place of the service's. */
  fail: z.string().min(1).optional(),
  /** Milliseconds before the call is looked at. */
  delayMs: z.int().nonnegative().optional(),
  /** The process ends after the work is done and before the engine hears of it. */
  crash: z.literal(true).optional(),
});

const drift = z.strictObject({
  type: z.string(),
  id: z.string(),
  /** Properties that somebody changed by hand; null removes one. */
  set: z.record(z.string(), z.json()).optional(),
  /** Somebody deleted the object by hand. */
  remove: z.literal(true).optional(),
});

const lag = z.strictObject({
  /** Which resource types are not seen at once by what needs them; `*` stands for anything. */
  type: z.string(),
  /** How many calls that need one are answered as if it were not there, after it was made. */
  calls: z.int().positive(),
});

const faults = z.strictObject({
  calls: z.array(call).default([]),
  drift: z.array(drift).default([]),
  lag: z.array(lag).default([]),
});

/** What a test wants to go wrong. See the README for examples. */
export type Faults = z.input<typeof faults>;

type Operation = z.output<typeof call>["on"];

/** Counts the calls and says which of them go wrong. */
export class FaultPlan {
  private readonly plan: z.output<typeof faults>;
  private readonly seen = new Map<number, number>();

  constructor(wanted: unknown = {}) {
    const parsed = faults.safeParse(wanted);
    if (!parsed.success)
      throw new Refusal(`the faults asked for make no sense:\n${z.prettifyError(parsed.error)}`);
    this.plan = parsed.data;
  }

  /** Does the harm that is due before a call. Resolves to what is to be done after it. */
  async before(on: Operation, type: string, name: string, signal: AbortSignal): Promise<() => void> {
    const due = this.plan.calls.filter((rule, i) => {
      if (rule.on !== on || !matches(rule.type, type) || !matches(rule.name, name)) return false;
      const count = (this.seen.get(i) ?? 0) + 1;
      this.seen.set(i, count);
      return rule.nth === undefined || rule.nth === count;
    });
    const delay = Math.max(0, ...due.map((rule) => rule.delayMs ?? 0));
    if (delay > 0) await sleep(delay, undefined, { signal });
    const failing = due.find((rule) => rule.fail !== undefined);
    if (failing?.fail !== undefined) throw new Refusal(failing.fail);
    return () => {
      if (due.some((rule) => rule.crash)) process.exit(70);
    };
  }

  /** How long an object of a type stays unseen, as services that are eventually consistent keep it. */
  lagOf(type: string): number {
    return Math.max(0, ...this.plan.lag.filter((rule) => matches(rule.type, type)).map(({ calls }) => calls));
  }

  /** Changes the world behind the engine's back. True when there was something to change. */
  drift(cloud: Cloud): boolean {
    for (const { type, id, set, remove } of this.plan.drift) {
      cloud.open();
      const objects = cloud.search(type, id);
      if (objects.length === 0)
        throw new Refusal(`drift: there is no ${type} with the id ${id} in this local cloud`);
      for (const object of objects) {
        const { inputs, outputs } = object;
        if (remove) cloud.remove(object);
        else cloud.change(object, { inputs: merged(inputs, set), outputs: merged(outputs, set) });
      }
    }
    return this.plan.drift.length > 0;
  }
}

function merged<T extends Record<string, Json>>(
  props: T,
  set: Record<string, Json> = {},
): Record<string, Json> {
  return Object.fromEntries(Object.entries({ ...props, ...set }).filter(([, value]) => value !== null));
}

function matches(pattern: string, value: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(value);
}
