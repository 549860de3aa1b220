import { GetObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import { Refused, TryLater } from "../failure";
import { jsonOf } from "../json";
import { assemble } from "./assemble";
import type { Fleet } from "./fleet";
import { fleetPart, type FleetPart } from "./part";

/** Where the stacks write what they know of the fleet. */
const PREFIX = "fleet/";

/**
 * The fleet as all stacks together have written it.
 * @throws Refused where a part is not as it should be, naming the object and never its content
 */
export async function fleetFrom(bucket: string, client: S3Client): Promise<Fleet> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client },
    { Bucket: bucket, Prefix: PREFIX },
  )) {
    keys.push(...Contents.flatMap(({ Key }) => (Key?.endsWith(".json") ? [Key] : [])));
  }
  return assemble(await Promise.all(keys.sort().map((key) => partOf(client, bucket, key))));
}

/**
 * The same for whoever works off messages: a fleet that cannot be read is no fault of a message, which waits until it can.
 * @throws TryLater
 */
export async function fleetOrLater(bucket: string, client: S3Client): Promise<Fleet> {
  try {
    return await fleetFrom(bucket, client);
  } catch (error) {
    throw error instanceof Refused ? new TryLater(error.message) : error;
  }
}

async function partOf(client: S3Client, bucket: string, key: string): Promise<FleetPart> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const written = jsonOf((await Body?.transformToString()) ?? "");
  const part = fleetPart.safeParse(written);
  const again = `run the stack that writes it, with this version of Marvin, or delete it where that stack is gone`;
  if (!part.success) {
    const path = part.error.issues[0]?.path.join(".");
    throw new Refused(
      `s3://${bucket}/${key} is not as a stack writes it${path ? ` (${path})` : ""}: ${again}`,
    );
  }
  if (key !== `${PREFIX}${part.data.stack}.json`) {
    throw new Refused(`s3://${bucket}/${key} is another stack's than its name says: ${again}`);
  }
  return part.data;
}
