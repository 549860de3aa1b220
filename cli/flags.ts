import type { Command } from "./arguments";
import { KEYS } from "./init/questions";

/** Every flag of the command, with its short form. */
export const FLAGS = {
  stack: { type: "string", multiple: true, short: "s" },
  project: { type: "string", short: "p" },
  format: { type: "string" },
  env: { type: "string", short: "e" },
  why: { type: "string" },
  key: { type: "string" },
  owner: { type: "string" },
  contact: { type: "string" },
  description: { type: "string" },
  kind: { type: "string" },
  schedule: { type: "string" },
  "time-zone": { type: "string" },
  "owner-group": { type: "string", multiple: true },
  "reader-group": { type: "string", multiple: true },
  tag: { type: "string", multiple: true },
  out: { type: "string", short: "o" },
  move: { type: "string" },
  to: { type: "string" },
  "dry-run": { type: "boolean" },
  json: { type: "boolean" },
  diff: { type: "boolean" },
  sandbox: { type: "boolean" },
  accounts: { type: "string" },
  yes: { type: "boolean", short: "y" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;
export type Flag = keyof typeof FLAGS;

const ENGINE_FLAGS: readonly Flag[] = ["stack", "project", "json", "diff", "sandbox", "accounts", "help"];
/** The flags that each command takes. */
export const ALLOWED: Readonly<Record<Command, readonly Flag[]>> = {
  preview: ENGINE_FLAGS,
  up: [...ENGINE_FLAGS, "yes"],
  refresh: ENGINE_FLAGS,
  destroy: [...ENGINE_FLAGS, "yes"],
  validate: ["format", "json", "help"],
  explain: ["env", "stack", "why", "json", "help"],
  init: [...KEYS.filter((key) => key !== "name"), "yes", "help"],
  "import-job": ["project", "key", "json", "help"],
  render: ["out", "help"],
  reconcile: ["project", "dry-run", "sandbox", "format", "json", "help"],
  stacks: ["move", "to", "json", "help"],
  sandbox: ["help"],
};
