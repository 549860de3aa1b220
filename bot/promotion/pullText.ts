import { STAGE_CHECK } from "./evidence";
import { prodOf } from "./line";
import { manifestPath } from "./names";
import { isOlder } from "./order";
import { BACK_MARK } from "./plan";
import { releasedBy } from "./released";
import type { State } from "./state";

export function titleOf({ project, tag }: State): string {
  return `Promote ${project.project} to ${tag}`;
}

/**
 * What a reviewer needs to know of a release, each with its page. Nothing in it is a text that somebody may choose
 * freely: a tag is a version, a login is GitHub's.
 * @param web address of GitHub's pages
 */
export function bodyOf(state: State, web: string): string {
  const { project, tag, release, commit = "", evidence, requests } = state;
  const { repository } = project;
  const page = `${web}/${repository}`;
  const file = manifestPath(project.project);
  const [request] = requests;
  const rows = [
    [
      "release",
      release &&
        `[${tag}](${release.url}), published by ${person(release.author, web)} on ${day(release.published)}`,
    ],
    ["commit", `[\`${commit.slice(0, 7)}\`](${page}/commit/${commit})`],
    ["instead of", insteadOf(state, page)],
    ["in stage", evidence && inStage(state)],
    ["asked for", request && `by ${person(request.creator, web)} on ${day(request.created)}`],
  ];
  const table = rows.flatMap(([what, value]) => (value ? [`| ${what} | ${value} |`] : []));
  return `${goesBack(state)}Takes ${tag} of [${repository}](${page}) to prod: the line \`releases.prod\` of \`${file}\`, and nothing else.

| | |
| --- | --- |
${table.join("\n")}

The preview shows what this changes in prod. To merge is to approve: the deployment that follows takes it to prod, and
the release hears how it ended. To decline, close this; it stays closed until somebody asks for ${tag} again.
`;
}

function insteadOf({ manifest, commit = "" }: State, page: string): string | undefined {
  if (manifest === undefined) return undefined;
  const line = prodOf(manifest);
  if (line === undefined) return "nothing: it is the first release in prod";
  const { tag, commit: from = tag } = releasedBy(line);
  if (from === undefined) return `\`${line}\``;
  return `${tag ?? `\`${from.slice(0, 7)}\``} · [what changes](${page}/compare/${encodeURIComponent(from)}...${commit})`;
}

function inStage({ evidence }: State): string | undefined {
  if (evidence === undefined || evidence.url === undefined) return undefined;
  const where =
    evidence.pull === undefined
      ? "at this commit"
      : `at the head of [pull request ${evidence.pull.number}](${evidence.pull.url}), which has the same files`;
  return `[${STAGE_CHECK} ${evidence.verdict}](${evidence.url}) ${where}`;
}

function goesBack({ manifest, tag }: State): string {
  const now = manifest && releasedBy(prodOf(manifest)).tag;
  if (now === undefined || !isOlder(tag, now)) return "";
  return `> [!WARNING]\n> This goes back from ${now} to ${tag}.\n\n`;
}

function person(login: string, web: string): string {
  const page = login.endsWith("[bot]") ? `apps/${login.slice(0, -5)}` : login;
  return `[${login.replace("[bot]", "")}](${web}/${page})`;
}

function day(time: string): string {
  return time.slice(0, 10);
}

/** The text of a pull request that the bot closes: why comes first. */
export function closedText(body: string, because: string, mayComeBack: boolean): string {
  const plain = body.replace(CLOSED, "");
  return `> [!NOTE]\n> Closed by the bot: ${because}.\n${mayComeBack ? `\n${BACK_MARK}\n` : ""}\n${plain}`;
}

const CLOSED = /^> \[!NOTE\]\n> Closed by the bot: .*\n(?:\n<!-- .* -->\n)?\n/;
