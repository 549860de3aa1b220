import type { z } from "zod";
import type { shape } from "./shape";

type Values = Pick<
  z.output<z.ZodObject<typeof shape>>,
  | "awsAccountId"
  | "awsRegion"
  | "bot"
  | "botPrincipal"
  | "fleetBucket"
  | "githubOrganization"
  | "managerRepository"
  | "ownsRepositories"
  | "storagePrefix"
  | "templateRepository"
>;

type Faults = [path: string[], message: string][];

/** What does not go together in what a stack says of the bot: where, and what to do. */
export function botFaults(values: Values): Faults {
  const { bot, fleetBucket, ownsRepositories } = values;
  if (bot === undefined && fleetBucket === undefined) return [...lonely(values), ...unused(values)];
  const needed = [
    "awsAccountId" as const,
    "awsRegion" as const,
    "botPrincipal" as const,
    ...(bot === undefined ? [] : ["storagePrefix" as const]),
    ...(ownsRepositories ? ["templateRepository" as const, "managerRepository" as const] : []),
  ];
  return [
    ...needed.filter((key) => values[key] === undefined).map((key): Faults[number] => [[key], "is missing"]),
    ...(ownsRepositories ? [] : lonely(values)),
    ...declared(values),
    ...manager(values),
  ];
}

/** Only the stack that owns repositories tells of them. */
function lonely({ templateRepository, managerRepository }: Values): Faults {
  return Object.entries({ templateRepository, managerRepository })
    .filter(([, value]) => value !== undefined)
    .map(([key]) => [
      [key],
      "counts only in a stack with marvin:ownsRepositories and marvin:bot or marvin:fleetBucket: remove it",
    ]);
}

/** Nobody is let manage principals who has nothing to do with them. */
function unused({ botPrincipal }: Values): Faults {
  if (botPrincipal === undefined) return [];
  return [[["botPrincipal"], "counts only beside marvin:bot or marvin:fleetBucket: remove it"]];
}

function declared({ bot, fleetBucket, ownsRepositories, awsRegion }: Values): Faults {
  if (bot === undefined) return [];
  const faults: Faults = [];
  if (!ownsRepositories) {
    faults.push([
      ["bot"],
      "counts only where marvin:ownsRepositories is true: move it to that stack, and set marvin:fleetBucket here",
    ]);
  }
  if (fleetBucket !== undefined) {
    faults.push([["fleetBucket"], "is for stacks that do not declare the bot: remove it here"]);
  }
  const region = /\.ecr\.([a-z0-9-]+)\./.exec(bot.image)?.[1];
  if (awsRegion !== undefined && region !== awsRegion) {
    faults.push([
      ["bot", "image"],
      `lies in ${region}, and functions take images of their own region alone: push it to ${awsRegion}`,
    ]);
  }
  return faults;
}

/** The bot hears of repositories of one organisation: the manager's. */
function manager({ managerRepository, githubOrganization }: Values): Faults {
  const owner = managerRepository?.split("/")[0];
  if (owner === undefined || owner.toLowerCase() === githubOrganization.toLowerCase()) return [];
  return [
    [
      ["managerRepository"],
      `must belong to marvin:githubOrganization (${githubOrganization}), whose App the bot is`,
    ],
  ];
}
