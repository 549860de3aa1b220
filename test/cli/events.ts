import type { EngineEvent, OpType, StepEventMetadata } from "@pulumi/pulumi/automation";

const TYPES = { Job: "databricks:index/job:Job", Schema: "databricks:index/schema:Schema" };

/** The URN of a resource in an MLProject of the stack dev. */
export function urn(name: string, kind: keyof typeof TYPES = "Job"): string {
  return `urn:pulumi:dev::marvin::marvin:index:MLProject$${TYPES[kind]}::${name}`;
}

/** What the engine says of a step, in the parts that matter. */
export function metadata(
  op: OpType,
  name: string,
  { kind = "Job", ...more }: Partial<StepEventMetadata> & { kind?: keyof typeof TYPES } = {},
): StepEventMetadata {
  const state = { type: TYPES[kind], urn: urn(name, kind), custom: true, id: "1", parent: "", provider: "" };
  return {
    op,
    urn: urn(name, kind),
    type: TYPES[kind],
    old: op === "create" ? undefined : { ...state, inputs: {}, outputs: {} },
    new: op === "delete" ? undefined : { ...state, inputs: {}, outputs: {} },
    provider: "",
    ...more,
  };
}

export function event(of: Omit<EngineEvent, "sequence" | "timestamp">): EngineEvent {
  return { sequence: 0, timestamp: 0, ...of };
}

export const before = (step: StepEventMetadata) => event({ resourcePreEvent: { metadata: step } });
export const after = (step: StepEventMetadata) => event({ resOutputsEvent: { metadata: step } });
export const failed = (step: StepEventMetadata) =>
  event({ resOpFailedEvent: { metadata: step, status: 0, steps: 1 } });

export function diagnostic(
  severity: "info" | "warning" | "error",
  message: string,
  of?: string,
): EngineEvent {
  return event({ diagnosticEvent: { severity, message, urn: of, color: "never" } });
}
