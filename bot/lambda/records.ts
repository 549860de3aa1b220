import { processPartialResponse, SqsFifoPartialProcessorAsync } from "@aws-lambda-powertools/batch";
import { ChangeMessageVisibilityCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { z } from "zod";
import { Refused, TryLater, type Log } from "../failure";
import { jsonOf } from "../json";
import { said } from "../said";

/** How the messages of one queue are worked off. */
export interface Records<Schema extends z.ZodType> {
  /** What a message must be. */
  readonly schema: Schema;
  readonly work: (message: z.output<Schema>, record: SQSRecord) => Promise<void>;
  /** Keeps a message from coming again for some seconds. */
  readonly postpone: (record: SQSRecord, seconds: number) => Promise<void>;
  readonly log: Log;
  readonly count: (what: "Done" | "Refused" | "Failed") => void;
}

/** Seconds before the second try, doubled for each that follows. */
const PAUSE = 30;

/** Otherwise a message would wait for the queue's own time, which is made for functions that die. */
function secondsBefore({ attributes }: SQSRecord, error: unknown): number {
  if (error instanceof TryLater && error.seconds !== undefined) return error.seconds;
  return PAUSE * 2 ** (Math.max(1, Number(attributes.ApproximateReceiveCount)) - 1);
}

/** Longest that SQS keeps a message invisible, in seconds. */
const LONGEST = 43_200;

/**
 * Works off messages of a FIFO queue, one after another. One that fails comes again, and ends in the dead-letter queue
 * when it does so too often; those of its group behind it wait for it, those of other groups do not. What is refused is
 * done: it would be refused again. One that is no message of the queue is never worked on, and ends in that queue too.
 */
export async function workOff<Schema extends z.ZodType>(
  event: SQSEvent,
  context: Context,
  records: Records<Schema>,
): Promise<SQSBatchResponse> {
  // Without the error that Powertools throws where all fail: then too the messages come again, each on its own.
  const options = { context, skipGroupOnError: true, throwOnFullBatchFailure: false };
  const processor = new SqsFifoPartialProcessorAsync();
  return processPartialResponse(event, (record: SQSRecord) => one(record, records), processor, options);
}

async function one<Schema extends z.ZodType>(record: SQSRecord, records: Records<Schema>): Promise<void> {
  const { schema, work, log, count } = records;
  try {
    await work(readable(record.body, schema), record);
    count("Done");
  } catch (error) {
    const { message, details } = said(error);
    log.warn(message, { ...details, message: record.messageId });
    count(error instanceof Refused ? "Refused" : "Failed");
    if (error instanceof Refused) return;
    await later(record, secondsBefore(record, error), records);
    throw error;
  }
}

/** Keeps messages of a queue invisible. */
export function postponing(queue: string, client: SQSClient): Records<z.ZodType>["postpone"] {
  return async ({ receiptHandle }, VisibilityTimeout) => {
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queue,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout,
      }),
    );
  };
}

async function later<Schema extends z.ZodType>(
  record: SQSRecord,
  seconds: number,
  { postpone, log }: Records<Schema>,
): Promise<void> {
  try {
    await postpone(record, Math.min(Math.ceil(seconds), LONGEST));
  } catch (error) {
    // Then it comes again sooner.
    log.warn("a message could not be postponed", said(error).details);
  }
}

/** @throws TryLater where it is none, naming the first field that is not as it should be and never its value */
function readable<Schema extends z.ZodType>(body: string, schema: Schema): z.output<Schema> {
  const read = schema.safeParse(jsonOf(body));
  if (read.success) return read.data;
  const where = read.error.issues[0]?.path.join(".") || "the message";
  throw new TryLater(`not a message of this queue: ${where} is not as it should be`);
}
