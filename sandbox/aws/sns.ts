import type { Kind } from "../kind";
import { each, length, matching, oneOf } from "../rules";
import { show, text } from "../value";
import { arnOf } from "./place";
import { keyNeeds } from "./kms";
import { policyDocument } from "./policy";
import { tagRules } from "./tags";

/** Topics, and who hears of what is published there. */
export const snsKinds: Readonly<Record<string, Kind>> = {
  "aws:sns/topic:Topic": {
    docs: "https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html",
    required: ["name"],
    replacedBy: ["name", "namePrefix", "fifoTopic", "region"],
    rules: [
      matching("name", /^[\w-]{1,251}(?:\.fifo|[\w-]{0,5})$/, "use 1 to 256 letters, digits, - and _"),
      length("displayName", 0, 100),
      policyDocument("policy", ["Principal", "Action", "Resource"], 30_720),
      tagRules,
    ],
    computed: { arn: ({ inputs, settings }) => arnOf("sns", show(inputs["name"]), settings) },
    id: ({ inputs, settings }) => arnOf("sns", show(inputs["name"]), settings),
    claims: ({ inputs, settings }) => [{ thing: `topic ${arnOf("sns", show(inputs["name"]), settings)}` }],
    needs: (subject) => keyNeeds(subject, "kmsMasterKeyId"),
  },

  "aws:sns/topicSubscription:TopicSubscription": {
    docs: "https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html",
    replacedBy: ["topic", "protocol", "endpoint", "region"],
    rules: [
      // prettier-ignore
      oneOf("protocol", ["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"]),
      each("", ({ value }) => {
        const protocol = text(value, "protocol");
        const endpoint = text(value, "endpoint");
        const isMail = endpoint !== undefined && /^[^\s@]+@[^\s@]+$/.test(endpoint);
        return protocol?.startsWith("email") === true && !isMail && "needs a mail address as its endpoint";
      }),
    ],
    computed: {
      arn: ({ inputs, stamp }) => `${show(inputs["topic"])}:${stamp.uuid}`,
      // Until somebody follows the link in the mail.
      pendingConfirmation: ({ inputs }) => show(inputs["protocol"]).startsWith("email"),
    },
    id: ({ inputs, stamp }) => `${show(inputs["topic"])}:${stamp.uuid}`,
    claims: ({ inputs }) => [
      { thing: `${show(inputs["protocol"])} ${show(inputs["endpoint"])} of topic ${show(inputs["topic"])}` },
    ],
    needs: ({ inputs }) => [
      {
        thing: `topic ${show(inputs["topic"])}`,
        refusal: "Subscribe: 404 NotFound: Topic does not exist",
        inside: true,
      },
    ],
  },
};
