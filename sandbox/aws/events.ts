import type { Kind, Need, Subject, Surroundings } from "../kind";
import { atMostOne, between, exactlyOne, length, matching, oneOf } from "../rules";
import { given, isProps, show, text, valueAt, type Json } from "../value";
import { assumableRole } from "./iam";
import { jsonMapping } from "./jsonText";
import { arnOf } from "./place";
import { tagRules } from "./tags";

const TARGETS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html";

/** Rules on the default bus and what they reach, and schedules. */
export const eventsKinds: Readonly<Record<string, Kind>> = {
  "aws:cloudwatch/eventRule:EventRule": {
    docs: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html",
    required: ["name"],
    replacedBy: ["name", "namePrefix", "eventBusName", "region"],
    rules: [
      matching("name", /^[\w.-]{1,64}$/, "use 1 to 64 letters, digits and . - _"),
      length("description", 0, 512),
      length("eventPattern", 1, 4096),
      exactlyOne("", ["eventPattern", "scheduleExpression"]),
      jsonMapping("eventPattern", (pattern) => patternFault(pattern) ?? false),
      tagRules,
    ],
    computed: { arn: ({ inputs, settings }) => arnOf("events", `rule/${show(inputs["name"])}`, settings) },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs, settings }) => [
      { thing: `rule ${arnOf("events", `rule/${show(inputs["name"])}`, settings)}` },
    ],
  },

  "aws:cloudwatch/eventTarget:EventTarget": {
    docs: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html",
    required: ["targetId"],
    replacedBy: ["rule", "targetId", "eventBusName", "region"],
    rules: [
      matching("targetId", /^[\w.-]{1,64}$/, "use 1 to 64 letters, digits and . - _"),
      atMostOne("", ["input", "inputPath", "inputTransformer"]),
      (inputs) => {
        const paths = valueAt(inputs, "inputTransformer.inputPaths");
        const template = show(valueAt(inputs, "inputTransformer.inputTemplate") ?? "");
        const known = isProps(paths) ? Object.keys(paths) : [];
        return [...template.matchAll(/<([\w.]+)>/g)]
          .map(([, name = ""]) => name)
          .filter((name) => !known.includes(name) && !name.startsWith("aws."))
          .map((name) => ({
            property: "inputTransformer.inputTemplate",
            reason: `names <${name}>, which inputPaths has not`,
          }));
      },
      (inputs) => fifoFault(inputs, "arn", "sqsTarget.messageGroupId"),
    ],
    id: ({ inputs }) => `${show(inputs["rule"])}-${show(inputs["targetId"])}`,
    claims: ({ inputs, settings }) => [
      {
        thing: `target ${show(inputs["targetId"])} of rule ${arnOf("events", `rule/${show(inputs["rule"])}`, settings)}`,
      },
    ],
    needs: (subject, world) => [
      {
        thing: `rule ${arnOf("events", `rule/${show(subject.inputs["rule"])}`, subject.settings)}`,
        refusal: `PutTargets: 400 ResourceNotFoundException: Rule ${show(subject.inputs["rule"])} does not exist on EventBus default.`,
        inside: true,
      },
      ...deduplicated(subject, world, "arn"),
    ],
  },

  "aws:scheduler/scheduleGroup:ScheduleGroup": {
    docs: "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateScheduleGroup.html",
    required: ["name"],
    replacedBy: ["name", "namePrefix", "region"],
    rules: [matching("name", /^[\w.-]{1,64}$/, "use 1 to 64 letters, digits and . - _"), tagRules],
    computed: {
      arn: ({ inputs, settings }) => arnOf("scheduler", `schedule-group/${show(inputs["name"])}`, settings),
    },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs, settings }) => [
      {
        thing: `schedule group ${arnOf("scheduler", show(inputs["name"]), settings)}`,
        refusal: `CreateScheduleGroup: 409 ConflictException: Schedule group ${show(inputs["name"])} already exists.`,
      },
    ],
    startsEmpty: true,
  },

  "aws:scheduler/schedule:Schedule": {
    docs: "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html",
    required: ["name", "groupName"],
    replacedBy: ["name", "namePrefix", "groupName", "region"],
    rules: [
      matching("name", /^[\w.-]{1,64}$/, "use 1 to 64 letters, digits and . - _"),
      length("description", 0, 512),
      matching(
        "scheduleExpression",
        /^(?:rate\((?:1 (?:minute|hour|day)|(?:[2-9]|[1-9]\d+) (?:minutes|hours|days))\)|cron\((?:\S+ ){5}\S+\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\))$/,
        "write rate(20 minutes), cron(0 6 * * ? *) with six fields, or at(2030-01-31T06:00:00)",
      ),
      oneOf("flexibleTimeWindow.mode", ["OFF", "FLEXIBLE"]),
      ({ flexibleTimeWindow: window }) => {
        const isFlexible = text(window, "mode") === "FLEXIBLE";
        if (given(window, "maximumWindowInMinutes") === isFlexible) return [];
        const reason = isFlexible ? "is needed with mode FLEXIBLE" : "is for mode FLEXIBLE; remove it";
        return [{ property: "flexibleTimeWindow.maximumWindowInMinutes", reason }];
      },
      oneOf("state", ["ENABLED", "DISABLED"]),
      between("target.retryPolicy.maximumEventAgeInSeconds", 60, 86_400),
      between("target.retryPolicy.maximumRetryAttempts", 0, 185),
      matching("target.roleArn", /^arn:aws[\w-]*:iam::\d{12}:role\//, "give the ARN of a role"),
      ({ target }) =>
        isProps(target) ? fifoFault(target, "arn", "sqsParameters.messageGroupId", "target.") : [],
    ],
    computed: {
      arn: ({ inputs, settings }) =>
        arnOf("scheduler", `schedule/${show(inputs["groupName"])}/${show(inputs["name"])}`, settings),
    },
    id: ({ inputs }) => `${show(inputs["groupName"])}/${show(inputs["name"])}`,
    claims: ({ inputs, settings }) => [
      {
        thing: `schedule ${arnOf("scheduler", `${show(inputs["groupName"])}/${show(inputs["name"])}`, settings)}`,
        refusal: `CreateSchedule: 409 ConflictException: Schedule ${show(inputs["name"])} already exists.`,
      },
    ],
    needs: (subject, world) => [
      {
        thing: `schedule group ${arnOf("scheduler", show(subject.inputs["groupName"]), subject.settings)}`,
        refusal: `CreateSchedule: 404 ResourceNotFoundException: Schedule group ${show(subject.inputs["groupName"])} does not exist.`,
        inside: true,
      },
      assumableRole(subject, world, {
        key: "target.roleArn",
        service: "scheduler.amazonaws.com",
        refusal:
          "CreateSchedule: 400 ValidationException: The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
      }),
      ...deduplicated(subject, world, "target.arn"),
    ],
  },
};

/** A pattern's leaves are lists of what a value may be. */
function patternFault(pattern: Json, path = ""): string | undefined {
  if (Array.isArray(pattern)) return pattern.length === 0 ? `has an empty list at ${path}` : undefined;
  if (!isProps(pattern)) return `has ${show(pattern)} at ${path || "the top"}; write a list of values`;
  for (const [key, inner] of Object.entries(pattern)) {
    const fault = patternFault(inner, path === "" ? key : `${path}.${key}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Messages of a FIFO queue are in a group. */
function fifoFault(inputs: Json, arn: string, group: string, prefix = "") {
  const isFifo = text(inputs, arn)?.endsWith(".fifo") === true;
  const isGrouped = isProps(inputs) && valueAt(inputs, group) !== undefined;
  if (isFifo === isGrouped || text(inputs, arn) === undefined) return [];
  const reason = isFifo ? "is needed for a FIFO queue" : "is for FIFO queues; remove it";
  return [{ property: `${prefix}${group}`, reason, source: TARGETS }];
}

/** EventBridge gives no number to a message, so that a FIFO queue must know messages by their content. */
function deduplicated({ inputs }: Subject, world: Surroundings, key: string): Need[] {
  const arn = show(valueAt(inputs, key) ?? "");
  if (!/^arn:aws[\w-]*:sqs:/.test(arn)) return [];
  const thing = `queue ${arn}`;
  const queue = world.holder(thing);
  const isFifo = arn.endsWith(".fifo");
  return [
    { thing, refusal: `400 ValidationException: the target ${arn} does not exist` },
    ...(isFifo && queue !== undefined && queue["contentBasedDeduplication"] !== true
      ? [
          {
            thing: "a FIFO queue with content-based deduplication",
            refusal: `400 ValidationException: the FIFO queue ${arn} needs content-based deduplication to be a target`,
          },
        ]
      : []),
  ];
}
