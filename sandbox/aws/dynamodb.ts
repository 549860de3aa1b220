import type { Kind, Rule } from "../kind";
import { between, distinct, isTrue, matching, oneOf } from "../rules";
import { given, isProps, list, show, text } from "../value";
import { arnOf } from "./place";
import { keyNeeds } from "./kms";
import { tagRules } from "./tags";

/** A table declares the attributes that its keys and indexes are made of, all of them and no other. */
const keys: Rule = (inputs) => {
  const declared = list(inputs, "attributes")
    .filter(isProps)
    .map((one) => show(one["name"]));
  const indexes = [...list(inputs, "globalSecondaryIndexes"), ...list(inputs, "localSecondaryIndexes")];
  const used = [inputs, ...indexes.filter(isProps)].flatMap((one) =>
    ["hashKey", "rangeKey"].flatMap((key) => text(one, key) ?? []),
  );
  return [
    ...used
      .filter((name) => !declared.includes(name))
      .map((name) => ({
        property: "attributes",
        reason: `has no ${name}, which is a key; declare its type`,
      })),
    ...declared
      .filter((name) => !used.includes(name))
      .map((name) => ({
        property: "attributes",
        reason: `has ${name}, which is no key of the table or an index; remove it`,
      })),
  ];
};

const capacity: Rule = (inputs) => {
  const onDemand = text(inputs, "billingMode") === "PAY_PER_REQUEST";
  return ["readCapacity", "writeCapacity"].flatMap((property) => {
    if (given(inputs, property) === !onDemand) return [];
    const reason = onDemand
      ? "is for PROVISIONED tables; remove it"
      : "is needed where the table is not PAY_PER_REQUEST";
    return [{ property, reason }];
  });
};

/** Tables. */
export const dynamodbKinds: Readonly<Record<string, Kind>> = {
  "aws:dynamodb/table:Table": {
    docs: "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html",
    required: ["name", "hashKey"],
    replacedBy: ["name", "hashKey", "rangeKey", "localSecondaryIndexes", "importTable", "region"],
    rules: [
      matching("name", /^[\w.-]{3,255}$/, "use 3 to 255 letters, digits, . - and _"),
      oneOf("billingMode", ["PAY_PER_REQUEST", "PROVISIONED"]),
      oneOf("attributes.*.type", ["S", "N", "B"]),
      distinct("attributes.*.name"),
      oneOf("tableClass", ["STANDARD", "STANDARD_INFREQUENT_ACCESS"]),
      between("pointInTimeRecovery.recoveryPeriodInDays", 1, 35),
      keys,
      capacity,
      ({ ttl }) =>
        isProps(ttl) && isTrue(ttl["enabled"]) && !given(ttl, "attributeName")
          ? [{ property: "ttl.attributeName", reason: "is needed where items expire" }]
          : [],
      tagRules,
    ],
    computed: {
      arn: ({ inputs, settings }) => arnOf("dynamodb", `table/${show(inputs["name"])}`, settings),
    },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs, settings }) => [
      {
        thing: `table ${arnOf("dynamodb", `table/${show(inputs["name"])}`, settings)}`,
        refusal: `CreateTable: 400 ResourceInUseException: Table already exists: ${show(inputs["name"])}`,
      },
    ],
    needs: (subject) => keyNeeds(subject, "serverSideEncryption.kmsKeyArn"),
    keeps: ({ inputs }) =>
      isTrue(inputs["deletionProtectionEnabled"])
        ? "DeleteTable: 400 ValidationException: Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first."
        : undefined,
  },
};
