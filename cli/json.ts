import type { Fault } from "../manifest/fault";
import type { Operation } from "./arguments";
import type { StackRun } from "./operation";

/** The document that --json prints: see cli/README.md. Its `version` rises when a reader must change. */
export interface RunDocument {
  readonly version: 1;
  readonly command: Operation;
  readonly sandbox: boolean;
  readonly ok: boolean;
  readonly interrupted: boolean;
  /** Of manifests; the engine does not run when there are any. */
  readonly faults: readonly Fault[];
  readonly stacks: readonly object[];
}

export interface DocumentInput extends Pick<RunDocument, "command" | "sandbox" | "interrupted"> {
  readonly runs: readonly StackRun[];
  readonly faults?: readonly Fault[];
  /** Whether all that was asked for was done well. */
  readonly ok: boolean;
  /** Whether the values of properties are wanted. */
  readonly diff: boolean;
  readonly fileOf: (project: string) => string | undefined;
}

export function runDocument({
  command,
  sandbox,
  ok,
  interrupted,
  runs,
  faults = [],
  diff,
  fileOf,
}: DocumentInput): RunDocument {
  return {
    version: 1,
    command,
    sandbox,
    ok,
    interrupted,
    faults,
    stacks: runs.map(({ stack, preview, ok: stackOk, seconds, summary, diagnostics }) => ({
      stack,
      preview,
      ok: stackOk,
      seconds,
      summary: summary.counts,
      projects: summary.parts.map((part) => ({
        project: part.project ?? null,
        file: (part.project === undefined ? undefined : fileOf(part.project)) ?? null,
        summary: part.counts,
        resources: part.changes.map((change) => ({
          ...change,
          properties: change.properties.map(({ path, kind, replaces, old, new: after }) =>
            diff ? { path, kind, replaces, old, new: after } : { path, kind, replaces },
          ),
        })),
        diagnostics: part.diagnostics,
      })),
      diagnostics,
    })),
  };
}
