import { flow } from "../flow";
import { KINDS, type Shape } from "./kinds";
import { quartzOf, tagsOf, type Answers } from "./questions";

/** The text of a new project's manifest. */
export function manifestOf(answers: Answers): string {
  const one = (key: keyof Answers) => answers[key]?.[0] ?? "";
  const model = one("name").replaceAll("-", "_");
  const shape: Shape = { schedule: scheduleOf(answers), model };
  const serves = one("kind") === "serving";
  const blocks = [
    `# yaml-language-server: $schema=../manifest/project.schema.json
# Every key: docs/reference/manifest.md. What it makes: npx marvin preview --sandbox --project ${one("name")}
name: ${one("name")}
description: ${flow(one("description").trim())}
owner: ${flow(one("owner"))} # GitHub team
contact: ${flow(one("contact"))}${tagLines(answers.tag ?? [])}`,
    KINDS[one("kind")]!.parts(shape),
    accessLines(answers),
    `# Follows the template; the bot brings new versions by pull request.
repository:
  template_version: stable
  # A pull request waits for these workflows of the template. stage-e2e tries it in stage, which a release must have passed.
  # required_checks: [check, stage-e2e]`,
    `# Prod has no jobs before a release of the project's own repository is named here.
# releases:
#   prod: v1.0.0`,
    ...(serves ? [servedLines(model)] : []),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function tagLines(answer: readonly string[]): string {
  const lines = Object.entries(tagsOf(answer)).map(([key, value]) => `\n  ${key}: ${flow(value)}`);
  return lines.length === 0 ? "" : `\ntags:${lines.join("")}`;
}

function scheduleOf(answers: Answers): string {
  const quartz = quartzOf(answers.schedule?.[0] ?? "none");
  if (quartz === undefined) return "    # Started by hand. It runs by itself with a schedule or a trigger.\n";
  const zone = flow(answers["time-zone"]?.[0]);
  return `    # Second, minute, hour, day of month, month, day of week. It rests where the stack says so.
    schedule: { quartz_cron_expression: ${JSON.stringify(quartz)}, timezone_id: ${zone} }\n`;
}

function accessLines(answers: Answers): string {
  const list = (groups: readonly string[]) => `[${groups.map(flow).join(", ")}]`;
  const [owners, readers] = [answers["owner-group"] ?? [], answers["reader-group"] ?? []];
  if (owners.length === 0 && readers.length === 0) {
    return `# Who may do what in Databricks, by account group.
# access:
#   owners: [our-group]
#   readers: [their-group]`;
  }
  return [
    "# Who may do what in Databricks, by account group.",
    "access:",
    owners.length === 0 ? "  # owners: [our-group]" : `  owners: ${list(owners)}`,
    "  # contributors: [builders]",
    readers.length === 0 ? "  # readers: [their-group]" : `  readers: ${list(readers)}`,
  ].join("\n");
}

function servedLines(model: string): string {
  return `# Which version answers, by environment, once one is registered.
# environments:
#   prod:
#     serving:
#       answers:
#         config:
#           served_entities: [{ name: current, entity_version: "1" }] # of ${model}`;
}
