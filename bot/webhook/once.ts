import { createHash } from "node:crypto";
import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  makeIdempotent,
} from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Context } from "aws-lambda";

export type Once = "done" | "replayed" | "under-way";

/** Does the work of a delivery, unless it was done before. */
export interface Deliveries {
  /**
   * @param delivery its number, and its body
   * @throws what the work throws: the delivery may come again then
   */
  once(
    delivery: { readonly id: string; readonly body: Buffer },
    context: Context,
    work: () => Promise<void>,
  ): Promise<Once>;
}

/**
 * Seconds for which a delivery is remembered. A body that was caught and is sent again after that makes the bot look
 * at the state of things once more, which changes nothing.
 */
const REMEMBERED = 90 * 24 * 3600;

/**
 * Deliveries are remembered in DynamoDB by their number, and by the digest of their body: the number is not signed, so
 * that a signed body that was caught could come under any other. A record is deleted where the work fails, and given
 * up where the function dies, once its time was over.
 */
export function rememberedDeliveries(table: string, client: DynamoDBClient): Deliveries {
  // A layer keeps the prefix of its keys to itself: two that are nested need two.
  const layers = [0, 1].map(
    () => new DynamoDBPersistenceLayer({ tableName: table, awsSdkV3Client: client }),
  ) as [DynamoDBPersistenceLayer, DynamoDBPersistenceLayer];
  return {
    async once({ id, body }, context, work) {
      const config = new IdempotencyConfig({
        expiresAfterSeconds: REMEMBERED,
        hashFunction: "sha256",
        lambdaContext: context,
      });
      let isDone = false;
      const byBody = makeIdempotent(
        async (_digest: string) => {
          await work();
          isDone = true;
          return "done";
        },
        { persistenceStore: layers[0], config, keyPrefix: "body" },
      );
      const byNumber = makeIdempotent((_id: string, digest: string) => byBody(digest), {
        persistenceStore: layers[1],
        config,
        keyPrefix: "delivery",
      });
      try {
        await byNumber(id, createHash("sha256").update(body).digest("hex"));
        return isDone ? "done" : "replayed";
      } catch (error) {
        if (error instanceof IdempotencyAlreadyInProgressError) return "under-way";
        throw error;
      }
    },
  };
}
