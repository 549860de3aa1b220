import { processPartialResponse, SqsFifoPartialProcessorAsync } from "@aws-lambda-powertools/batch";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { Refused, TryLater, type Log } from "../failure";
import { promotionQueueMessage, type Message } from "../messages";
import { reportOutcome } from "../promotion/outcome";
import { promote, type Tools } from "../promotion/promote";
import { said } from "../said";

export interface Work {
  readonly tools: Tools;
  readonly log: Log;
  /** Keeps a message from coming again for some seconds. */
  readonly postpone: (record: SQSRecord, seconds: number) => Promise<void>;
  readonly count: (metric: "Promotions" | "PromotionsRefused" | "PromotionsFailed") => void;
}

/** Longest that SQS keeps a message invisible, in seconds. */
const LONGEST = 43_200;

/**
 * Works off messages of the queue of promotions, one after another. One that fails comes again, and ends in the
 * dead-letter queue when it does so too often; those of its group behind it wait for it, those of other groups do not. What is
 * refused is done: it would be refused again.
 */
export async function workOff(event: SQSEvent, context: Context, work: Work): Promise<SQSBatchResponse> {
  // Without the error that Powertools throws where all fail: then too the messages come again, each on its own.
  const options = { context, skipGroupOnError: true, throwOnFullBatchFailure: false };
  const processor = new SqsFifoPartialProcessorAsync();
  return processPartialResponse(event, (record: SQSRecord) => one(record, work), processor, options);
}

async function one(record: SQSRecord, { tools, log, postpone, count }: Work): Promise<void> {
  const known = { message: record.messageId };
  try {
    const message = readable(record.body);
    if (message.kind === "promotion") await promote(message, tools);
    else await reportOutcome(message, tools);
    count("Promotions");
  } catch (error) {
    const { message, details } = said(error);
    log.warn(message, { ...details, ...known });
    count(error instanceof Refused ? "PromotionsRefused" : "PromotionsFailed");
    if (error instanceof Refused) return;
    if (error instanceof TryLater && error.seconds !== undefined) {
      await later(record, error.seconds, postpone, log);
    }
    throw error;
  }
}

async function later(
  record: SQSRecord,
  seconds: number,
  postpone: Work["postpone"],
  log: Log,
): Promise<void> {
  try {
    await postpone(record, Math.min(Math.ceil(seconds), LONGEST));
  } catch (error) {
    // Then it comes again sooner.
    log.warn("a message could not be postponed", said(error).details);
  }
}

/** @throws TryLater where it is none: it goes to the dead-letter queue, where somebody looks at it */
function readable(body: string): Extract<Message, { readonly kind: "promotion" | "outcome" }> {
  const read = promotionQueueMessage.safeParse(parsed(body));
  if (read.success) return read.data;
  const where = read.error.issues[0]?.path.join(".") || "the message";
  throw new TryLater(`not a message of the queue of promotions: ${where} is not as it should be`);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
