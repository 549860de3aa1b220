import type { Kind } from "../kind";
import { between, each, exactlyOne, length, matching } from "../rules";
import { show } from "../value";
import { mayInvoke } from "./lambda";
import { arnOf } from "./place";
import { keyNeeds } from "./kms";
import { policyDocument } from "./policy";
import { tagRules } from "./tags";

/** Secrets as containers, and how they turn. */
export const secretsKinds: Readonly<Record<string, Kind>> = {
  "aws:secretsmanager/secret:Secret": {
    docs: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html",
    required: ["name"],
    replacedBy: ["name", "namePrefix", "region", "type"],
    rules: [
      matching("name", /^[\w/+=.@-]{1,512}$/, "use 1 to 512 letters, digits and / _ + = . @ -"),
      length("description", 0, 2048),
      each("recoveryWindowInDays", ({ value }) => {
        const days = Number(value);
        return (
          days !== 0 && !(days >= 7 && days <= 30) && `is ${days}; it must be 0, or lie between 7 and 30`
        );
      }),
      policyDocument("policy", ["Principal", "Action", "Resource"], 20_480),
      tagRules,
    ],
    computed: {
      arn: ({ inputs, stamp, settings }) =>
        arnOf("secretsmanager", `secret:${show(inputs["name"])}-${stamp.hex.slice(0, 6)}`, settings),
    },
    id: ({ inputs, stamp, settings }) =>
      arnOf("secretsmanager", `secret:${show(inputs["name"])}-${stamp.hex.slice(0, 6)}`, settings),
    claims: ({ inputs, stamp, settings }) => [
      {
        thing: `secret ${arnOf("secretsmanager", `secret:${show(inputs["name"])}-${stamp.hex.slice(0, 6)}`, settings)}`,
      },
      {
        thing: `secret called ${arnOf("secretsmanager", show(inputs["name"]), settings)}`,
        refusal: `CreateSecret: 400 ResourceExistsException: The operation failed because the secret ${show(inputs["name"])} already exists, or is scheduled for deletion.`,
      },
    ],
    needs: (subject) => keyNeeds(subject, "kmsKeyId"),
    // It is there, and its name taken, until the days are over in which it can be restored.
    leaves: ({ inputs, stamp }) =>
      inputs["recoveryWindowInDays"] === 0 ? undefined : { deletedDate: stamp.at },
  },

  "aws:secretsmanager/secretRotation:SecretRotation": {
    docs: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html",
    required: ["rotationLambdaArn"],
    replacedBy: ["secretId", "region"],
    rules: [
      exactlyOne("rotationRules", ["automaticallyAfterDays", "scheduleExpression"]),
      between("rotationRules.automaticallyAfterDays", 1, 1000),
      matching(
        "rotationRules.scheduleExpression",
        /^(?:rate|cron)\(.+\)$/,
        "write rate(N days) or cron(...)",
      ),
      matching("rotationRules.duration", /^\d{1,2}h$/, "write hours, such as 3h"),
    ],
    computed: { rotationEnabled: () => true },
    id: ({ inputs }) => show(inputs["secretId"]),
    claims: ({ inputs }) => [{ thing: `rotation of secret ${show(inputs["secretId"])}` }],
    needs: ({ inputs }) => [
      {
        thing: `secret ${show(inputs["secretId"])}`,
        refusal:
          "RotateSecret: 400 ResourceNotFoundException: Secrets Manager can't find the specified secret.",
        inside: true,
      },
      {
        thing: mayInvoke("secretsmanager.amazonaws.com", show(inputs["rotationLambdaArn"])),
        refusal:
          "RotateSecret: 400 AccessDeniedException: Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.",
      },
    ],
  },
};
