import type * as pulumi from "@pulumi/pulumi";
import type { Stateful } from "../config/keys/fleet";
import type { Settings } from "../config/settings";

/**
 * How a resource that holds data or history is kept: `protect` refuses its deletion, `retainOnDelete` leaves it
 * in place and forgets it. Both are the stack's decision, by kind.
 */
export function keep(
  kind: Stateful,
  settings: Settings,
): Pick<pulumi.CustomResourceOptions, "protect" | "retainOnDelete"> {
  return {
    protect: settings.protect.includes(kind),
    retainOnDelete: settings.retainOnDelete.includes(kind),
  };
}
