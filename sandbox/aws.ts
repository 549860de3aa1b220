import { cloudwatchKinds } from "./aws/cloudwatch";
import { dynamodbKinds } from "./aws/dynamodb";
import { eventSourceKinds } from "./aws/eventSource";
import { eventsKinds } from "./aws/events";
import { iamKinds } from "./aws/iam";
import { kmsKinds } from "./aws/kms";
import { lambdaKinds } from "./aws/lambda";
import { objectKinds } from "./aws/objects";
import { s3Kinds } from "./aws/s3";
import { secretsKinds } from "./aws/secrets";
import { snsKinds } from "./aws/sns";
import { sqsKinds } from "./aws/sqs";
import type { Service } from "./kind";

/** AWS: accounts by their numbers, each with its own of everything, and one space of names for all buckets. */
export const aws: Service = {
  name: "aws",
  kinds: {
    ...cloudwatchKinds,
    ...dynamodbKinds,
    ...eventSourceKinds,
    ...eventsKinds,
    ...iamKinds,
    ...kmsKinds,
    ...lambdaKinds,
    ...objectKinds,
    ...s3Kinds,
    ...secretsKinds,
    ...snsKinds,
    ...sqsKinds,
  },
  invokes: {},
};
