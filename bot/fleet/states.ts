import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import type { FleetMessage } from "../messages";
import type { Outcome } from "../reconcile/outcome";

/** One look at the whole fleet. */
export interface Run {
  readonly id: string;
  readonly reason: FleetMessage["reason"];
  /** Names of the projects that it looks at. */
  readonly projects: readonly string[];
}

/** How far a run has come. */
export interface RunProgress {
  readonly done: number;
  readonly total: number;
}

/** What became of projects, and of runs, between the invocations of a function. */
export interface States {
  /** Keeps a run. Begun again, as after a crash, it goes on as it was. */
  begin(run: Run): Promise<void>;
  /** Keeps what became of a project, as the last that is known of it. */
  record(outcome: Outcome): Promise<void>;
  /**
   * Counts a project as done in a run, once.
   * @returns undefined where there is no such run any more
   */
  recordIn(run: string, outcome: Outcome): Promise<RunProgress | undefined>;
  /** What became of a run's projects, in the run's order; those that are not done are left out. */
  outcomesOf(run: string): Promise<readonly Outcome[]>;
}

/** Days for which runs are kept. */
const KEPT = 90;
/** DynamoDB's limit. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const AT_ONCE = 100;

const runKey = (run: string) => `run#${run}`;
const projectKey = (project: string) => `project#${project}`;
const partKey = (run: string, project: string) => `run#${run}#${project}`;

/** In a table whose key is the text `id`, and whose items end at `expiration`, in epoch seconds. */
export function tableStates(
  table: string,
  client: DynamoDBDocumentClient,
  now: () => number = Date.now,
): States {
  const put = async (id: string, outcome: Outcome, expiration?: number) => {
    const at = new Date(now()).toISOString();
    const Item = { id, at, outcome, ...(expiration !== undefined && { expiration }) };
    await client.send(new PutCommand({ TableName: table, Item }));
  };
  const expiration = () => Math.floor(now() / 1000) + KEPT * 24 * 3600;
  const runOf = async (run: string) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { id: runKey(run) }, ConsistentRead: true }),
    );
    return Item as { readonly projects: readonly string[] } | undefined;
  };
  return {
    async begin({ id, reason, projects }) {
      const values = {
        ":reason": reason,
        ":projects": projects,
        ":at": new Date(now()).toISOString(),
        ":end": expiration(),
      };
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { id: runKey(id) },
          UpdateExpression:
            "SET reason = :reason, projects = if_not_exists(projects, :projects), began = if_not_exists(began, :at), expiration = :end",
          ExpressionAttributeValues: values,
        }),
      );
    },
    record: (outcome) => put(projectKey(outcome.project), outcome),
    async recordIn(run, outcome) {
      const known = await runOf(run);
      if (known === undefined) return undefined;
      // Before it counts: whoever counts the last one reads them all.
      await put(partKey(run, outcome.project), outcome, expiration());
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { id: runKey(run) },
          UpdateExpression: "ADD done :project",
          ExpressionAttributeValues: { ":project": new Set([outcome.project]) },
          ReturnValues: "UPDATED_NEW",
        }),
      );
      const { done } = (Attributes ?? {}) as { readonly done?: ReadonlySet<string> };
      return { done: done?.size ?? 0, total: known.projects.length };
    },
    async outcomesOf(run) {
      const { projects = [] } = (await runOf(run)) ?? {};
      const found = new Map<string, Outcome>();
      for (let at = 0; at < projects.length; at += AT_ONCE) {
        let keys: readonly Record<string, unknown>[] | undefined = projects
          .slice(at, at + AT_ONCE)
          .map((project) => ({ id: partKey(run, project) }));
        while (keys !== undefined && keys.length > 0) {
          const answer: BatchGetCommandOutput = await client.send(
            new BatchGetCommand({ RequestItems: { [table]: { Keys: [...keys], ConsistentRead: true } } }),
          );
          for (const item of (answer.Responses?.[table] ?? []) as { outcome: Outcome }[]) {
            found.set(item.outcome.project, item.outcome);
          }
          keys = answer.UnprocessedKeys?.[table]?.Keys;
        }
      }
      return projects.map((project) => found.get(project)).filter((outcome) => outcome !== undefined);
    },
  };
}
