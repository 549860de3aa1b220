import type { z } from "zod";
import { timeZoneFault } from "../../manifest/rules/timeZone";
import { access } from "../../manifest/schema/access";
import { project } from "../../manifest/schema/project";
import { schedule } from "../../manifest/schema/trigger";
import { KINDS } from "./kinds";

/** What a question is known by; all but the name are flags. */
export const KEYS = [
  "name",
  "owner",
  "contact",
  "description",
  "kind",
  "schedule",
  "time-zone",
  "owner-group",
  "reader-group",
  "tag",
] as const;
export type Key = (typeof KEYS)[number];

/** Every answer is a list of texts, of one for most questions. */
export type Answers = Readonly<Partial<Record<Key, readonly string[]>>>;

export interface Question {
  readonly key: Key;
  /** What the answer is called in usage, e.g. `TEAM`. */
  readonly called: string;
  readonly message: string;
  /** What holds when nothing is answered; without one an answer is needed. */
  readonly fallback?: readonly string[];
  /** Answered by several texts: commas on a terminal, the flag again and again otherwise. */
  readonly several?: boolean;
  /** What is offered on a terminal; a value of its own may be typed where `other` says what. */
  readonly choices?: readonly { readonly value: string; readonly name: string }[];
  readonly other?: string;
  /** Whether it is asked at all, after what was answered before. */
  readonly when?: (answers: Answers) => boolean;
  /** Why an answer is refused, in the manifest's own words. */
  readonly fault: (answer: readonly string[], answers: Answers) => string | undefined;
}

/** Schedules that people mean by a word. */
const SCHEDULES = new Map([
  ["daily", "0 0 5 * * ?"],
  ["weekly", "0 0 5 ? * MON"],
  ["monthly", "0 0 5 1 * ?"],
]);

/** The Quartz expression that an answer stands for, or none where it is started by hand. */
export function quartzOf(answer: string): string | undefined {
  return answer === "none" ? undefined : (SCHEDULES.get(answer) ?? answer);
}

/** What the repository knows before anybody is asked. */
export interface Known {
  /** Why a well-formed name cannot be a new project's. */
  readonly nameFault: (name: string) => string | undefined;
  /** Tags that stacks require, with the values that each may take; none for any. */
  readonly requiredTags: ReadonlyMap<string, readonly string[]>;
  /** The time zone of this machine. */
  readonly timeZone: string;
}

export function questionsOf({ nameFault, requiredTags, timeZone }: Known): readonly Question[] {
  const { name, owner, contact, description, tags } = project.shape;
  const zone = timeZoneFault(timeZone) === undefined ? timeZone : "UTC";
  const required = [...requiredTags].map(([key, values]) =>
    values.length === 0 ? key : `${key} (${values.join(", ")})`,
  );
  return [
    {
      key: "name",
      called: "NAME",
      message: "Name of the project, also of its repository:",
      fault: ([answer = ""]) => faultOf(name, answer) ?? nameFault(answer),
    },
    {
      key: "owner",
      called: "TEAM",
      message: "GitHub team that answers for it, by its slug:",
      fault: ([answer]) => faultOf(owner, answer),
    },
    {
      key: "contact",
      called: "ADDRESS",
      message: "Mail address that failed jobs write to:",
      fault: ([answer]) => faultOf(contact, answer),
    },
    {
      key: "description",
      called: "TEXT",
      message: "What it does for whom, in one sentence:",
      fault: ([answer]) => faultOf(description, answer),
    },
    {
      key: "kind",
      called: "KIND",
      message: "What kind of work is it?",
      fallback: ["training"],
      choices: Object.entries(KINDS).map(([value, { title }]) => ({ value, name: title })),
      fault: ([answer = ""]) =>
        Object.hasOwn(KINDS, answer) ? undefined : `must be one of ${Object.keys(KINDS).join(", ")}`,
    },
    {
      key: "schedule",
      called: "WHEN",
      message: "When does it run by itself, where the stack lets it?",
      fallback: ["daily"],
      choices: [
        { value: "daily", name: "every day at 05:00" },
        { value: "weekly", name: "every Monday at 05:00" },
        { value: "monthly", name: "on the first of the month at 05:00" },
        { value: "none", name: "never: it is started by hand" },
      ],
      other: "another time, as a Quartz expression",
      fault: ([answer = ""]) => {
        const expression = quartzOf(answer);
        if (expression === undefined || SCHEDULES.has(answer)) return undefined;
        const fault = faultOf(schedule.shape.quartz_cron_expression, expression);
        return (
          fault &&
          `must be ${[...SCHEDULES.keys(), "none"].join(", ")} or a Quartz expression, which ${fault}`
        );
      },
    },
    {
      key: "time-zone",
      called: "ZONE",
      message: "In which time zone?",
      fallback: [zone],
      when: ({ schedule: [answer] = [] }) => answer !== "none",
      fault: ([answer]) => faultOf(schedule.shape.timezone_id, answer),
    },
    {
      key: "owner-group",
      called: "GROUP",
      message: "Databricks groups that answer for it, separated by commas (may be empty):",
      fallback: [],
      several: true,
      fault: (owners) => faultOf(access, { owners }),
    },
    {
      key: "reader-group",
      called: "GROUP",
      message: "Databricks groups that read its results (may be empty):",
      fallback: [],
      several: true,
      fault: (readers, { "owner-group": owners = [] }) => faultOf(access, { owners, readers }),
    },
    {
      key: "tag",
      called: "KEY=VALUE",
      message: `Tags, as KEY=VALUE, separated by commas (${required.length === 0 ? "may be empty" : `needed: ${required.join("; ")}`}):`,
      fallback: [],
      several: true,
      fault: (answer) => {
        const odd = answer.find((one) => !/^[^=]+=./.test(one));
        if (odd !== undefined) return `${JSON.stringify(odd)} is no KEY=VALUE`;
        const given = tagsOf(answer);
        const missing = [...requiredTags.keys()].filter((key) => given[key] === undefined);
        if (missing.length > 0)
          return `a stack requires ${missing.map((key) => `${key}=VALUE`).join(" and ")}`;
        for (const [key, values] of requiredTags) {
          if (values.length > 0 && !values.includes(given[key]!))
            return `${key} must be one of ${values.join(", ")}`;
        }
        return faultOf(tags, given);
      },
    },
  ];
}

export function tagsOf(answer: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    answer.map((one) => {
      const at = one.indexOf("=");
      return [one.slice(0, at).trim(), one.slice(at + 1).trim()];
    }),
  );
}

function faultOf(schema: z.ZodType, value: unknown): string | undefined {
  const issue = schema.safeParse(value).error?.issues[0];
  return issue === undefined ? undefined : issue.message;
}

/** What a command line says of each question. */
export function answersOf(name: string | undefined, flags: Readonly<Record<string, unknown>>): Answers {
  return Object.fromEntries(
    KEYS.flatMap((key) => {
      const value = key === "name" ? name : flags[key];
      const texts = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
      return texts.length === 0 ? [] : [[key, texts] as const];
    }),
  );
}
