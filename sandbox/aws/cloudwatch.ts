import type { Kind, Rule } from "../kind";
import { atMost, between, each, from, length, matching, oneOf } from "../rules";
import { given, show, text } from "../value";
import { arnOf } from "./place";
import { keyNeeds } from "./kms";
import { tagRules } from "./tags";

/** Days that a log group may keep what it has; 0 is for ever. */
const RETENTION = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** An alarm looks at a day at most, or at a week where its periods are hours. */
const looksBack: Rule = (inputs) => {
  const period = Number(inputs["period"] ?? 0);
  const whole = period * Number(inputs["evaluationPeriods"] ?? 1);
  const most = period >= 3600 ? 604_800 : 86_400;
  return whole > most
    ? [{ property: "evaluationPeriods", reason: `looks ${whole} s back; with this period at most ${most}` }]
    : [];
};

/** Log groups and alarms. */
export const cloudwatchKinds: Readonly<Record<string, Kind>> = {
  "aws:cloudwatch/logGroup:LogGroup": {
    docs: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
    required: ["name"],
    replacedBy: ["name", "namePrefix", "logGroupClass", "region"],
    rules: [
      matching("name", /^[\w./#-]{1,512}$/, "use 1 to 512 letters, digits and _ - / . #"),
      from(
        "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html",
        each(
          "retentionInDays",
          ({ value }) =>
            !RETENTION.includes(Number(value)) && `is ${show(value)}; use one of ${RETENTION.join(", ")}`,
        ),
      ),
      oneOf("logGroupClass", ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]),
      tagRules,
    ],
    computed: {
      arn: ({ inputs, settings }) => arnOf("logs", `log-group:${show(inputs["name"])}`, settings),
    },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs, settings }) => [
      {
        thing: `log group ${arnOf("logs", show(inputs["name"]), settings)}`,
        refusal: "CreateLogGroup: 400 ResourceAlreadyExistsException: The specified log group already exists",
      },
    ],
    needs: (subject) => keyNeeds(subject, "kmsKeyId"),
  },

  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    docs: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
    required: ["name", "comparisonOperator", "evaluationPeriods"],
    replacedBy: ["name", "region"],
    rules: [
      length("name", 1, 255),
      length("alarmDescription", 0, 1024),
      matching("namespace", /^[^:]{1,255}$/, "use 1 to 255 characters and no colon"),
      // prettier-ignore
      oneOf("comparisonOperator", [
        "GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold",
        "LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold",
      ]),
      oneOf("statistic", ["SampleCount", "Average", "Sum", "Minimum", "Maximum"]),
      oneOf("treatMissingData", ["missing", "ignore", "breaching", "notBreaching"]),
      between("evaluationPeriods", 1, 604_800),
      each("period", ({ value }) => {
        const fits = [10, 20, 30].includes(Number(value)) || (Number(value) > 0 && Number(value) % 60 === 0);
        return !fits && `is ${show(value)}; use 10, 20, 30, or a multiple of 60`;
      }),
      looksBack,
      atMost("dimensions", 30),
      atMost("alarmActions", 5),
      atMost("okActions", 5),
      matching("alarmActions.*", /^arn:aws[\w-]*:/, "give ARNs"),
      (inputs) => {
        const isBound = given(inputs, "metricName") || given(inputs, "metricQueries");
        const isCounted = given(inputs, "statistic") || given(inputs, "extendedStatistic");
        if (!isBound) return [{ property: "metricName", reason: "is needed, or metricQueries" }];
        return text(inputs, "metricName") !== undefined && !isCounted
          ? [{ property: "statistic", reason: "is needed with metricName" }]
          : [];
      },
      tagRules,
    ],
    computed: {
      arn: ({ inputs, settings }) => arnOf("cloudwatch", `alarm:${show(inputs["name"])}`, settings),
    },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs, settings }) => [
      { thing: `alarm ${arnOf("cloudwatch", show(inputs["name"]), settings)}` },
    ],
  },
};
