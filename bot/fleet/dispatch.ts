import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { TryLater } from "../failure";
import type { FleetMessage, ReconcileMessage } from "../messages";
import type { FleetProject } from "./fleet";
import type { Run } from "./states";

/** The projects that a fleet run looks at: those that the bot has anything to do with. */
export function lookedAt(
  projects: readonly FleetProject[],
  reason: FleetMessage["reason"],
): readonly FleetProject[] {
  return projects.filter(
    ({ lifecycle, template }) =>
      lifecycle === "active" &&
      template !== undefined &&
      // A canary that has come through changes nothing for others than those that wait for it.
      (reason !== "canary-checked" || template === "stable"),
  );
}

/** SQS' limit. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const AT_ONCE = 10;

/**
 * Sends a message for each project of a run. Sent again, as after a crash, SQS takes none twice within five minutes,
 * and later a second one finds nothing to do.
 * @throws TryLater where SQS does not take all
 */
export async function dispatch({ id: run, projects }: Run, queue: string, client: SQSClient): Promise<void> {
  for (let at = 0; at < projects.length; at += AT_ONCE) {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queue,
        Entries: projects.slice(at, at + AT_ONCE).map((project, index) => ({
          Id: String(index),
          MessageGroupId: project.toLowerCase(),
          MessageDeduplicationId: `${run}/${project}`,
          MessageBody: JSON.stringify({ kind: "reconcile", project, run } satisfies ReconcileMessage),
        })),
      }),
    );
    if (Failed.length > 0)
      throw new TryLater(`SQS did not take ${Failed.length} messages: ${Failed[0]?.Code ?? ""}`);
  }
}
