import { describe, type Fault } from "../manifest/fault";
import type { FaultFormat } from "./arguments";

export interface FaultReport {
  readonly faults: readonly Fault[];
  /** How many manifests were looked at. */
  readonly checked: number;
}

/** The lines, or the document, that tell a reader of a kind of the faults. */
export function formatFaults(report: FaultReport, format: FaultFormat): string {
  if (format === "json") {
    return JSON.stringify(
      {
        version: 1,
        command: "validate",
        ok: report.faults.length === 0,
        checked: report.checked,
        faults: report.faults,
      },
      undefined,
      2,
    );
  }
  const line = format === "github" ? annotation : describe;
  return [...report.faults.map(line), countFaults(report)].join("\n");
}

/** `3 projects, no faults`, `5 faults in 2 files` */
export function countFaults({ faults, checked }: FaultReport): string {
  if (faults.length === 0) return `${count(checked, "project")}, no faults`;
  return `${count(faults.length, "fault")} in ${count(new Set(faults.map(({ file }) => file)).size, "file")}`;
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** A workflow command that GitHub shows beside the line of a pull request. */
function annotation({ file, line, column, path, message }: Fault): string {
  const properties = {
    file,
    line: String(line),
    col: String(column),
    title: path === "" ? "Manifest" : path,
  };
  const text = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::error ${text.join(",")}::${escapeData(message)}`;
}

/** What the runner turns back, as its own toolkit escapes it. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
