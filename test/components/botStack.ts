import { Bot } from "../../components/bot";
import { declare, settingsWith, type Program } from "./declare";

/** A stack that declares the bot, beside what every stack says. */
export const BOT = {
  ownsRepositories: "true",
  awsAccountId: "111122223333",
  awsRegion: "eu-central-1",
  storagePrefix: "university",
  templateRepository: "example-university/marvin-template",
  managerRepository: "example-university/marvin",
  botPrincipal: "7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c07",
  bot: JSON.stringify({
    image: `111122223333.dkr.ecr.eu-central-1.amazonaws.com/marvin-bot@sha256:${"0f".repeat(32)}`,
    appId: 123456,
    appSlug: "university-marvin",
    installation: 7654321,
    alarmEmails: ["oncall@example.edu"],
    fleetWriters: { prod: "arn:aws:iam::444455556666:role/marvin-deploy" },
  }),
} as const;

/** What the bot declares in such a stack. */
export async function declareBot(changes: Readonly<Record<string, string>> = {}): Promise<Program> {
  const settings = settingsWith({ ...BOT, ...changes });
  const { program } = await declare(() => new Bot("platform:bot", { bot: settings.bot!, settings }));
  return program;
}

/** A statement of a policy, as it arrives. */
export interface ArrivedStatement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export function statementsOf(policy: unknown): ArrivedStatement[] {
  const { Version, Statement, ...more } = JSON.parse(String(policy)) as {
    Version: string;
    Statement: ArrivedStatement[];
  };
  if (Version !== "2012-10-17" || Object.keys(more).length > 0)
    throw new Error(`no policy: ${String(policy)}`);
  return Statement;
}

/**
 * A policy as an auditor reads it, one line for each action on each thing. Nothing of a statement is left out but its
 * name, so that equal lines are equal policies.
 */
export function linesOf(policy: unknown): string[] {
  return statementsOf(policy).flatMap(
    ({ Sid: _name, Effect, Principal, Action, Resource, Condition, ...more }) => {
      if (Object.keys(more).length > 0) throw new Error(`unknown elements: ${JSON.stringify(more)}`);
      const who = Principal === undefined ? "" : ` by ${principal(Principal)}`;
      const conditions = Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, value]) => ` when ${key} ${operator} ${String(value)}`),
      );
      const effect = Effect === "Allow" ? "" : `${Effect} `;
      return [Action]
        .flat()
        .flatMap((action) =>
          [Resource]
            .flat()
            .map((resource) => `${effect}${action} on ${resource}${who}${conditions.join("")}`),
        );
    },
  );
}

function principal(who: unknown): string {
  return typeof who === "string"
    ? who
    : Object.values(who as Record<string, string | string[]>)
        .flat()
        .join();
}
