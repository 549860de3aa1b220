import { TryLater } from "../failure";
import type { GitHub } from "../github/client";
import { ONCE, statusOf } from "../github/found";
import { addLabels } from "../github/labels";
import { placeOf } from "../github/place";
import { branchOf, LABEL, manifestPath } from "./names";
import type { Base } from "./observeManager";
import { bodyOf, closedText, titleOf } from "./pullText";
import type { Pull, State } from "./state";

/**
 * Commits the manifest's new text to the tag's branch. What is there is never thrown away: where the default branch has
 * gone on, it is merged, with its own manifest and the one line.
 * @throws TryLater where somebody has moved the branch since it was looked at
 */
export async function commitTo(
  client: GitHub,
  manager: string,
  { state, base, text }: { readonly state: State; readonly base: Base; readonly text: string },
): Promise<void> {
  const place = placeOf(manager);
  const { project, tag, branch, commit = "" } = state;
  const { data: parent } = await client.rest.git.getCommit({ ...place, commit_sha: base.head });
  const { data: blob } = await client.rest.git.createBlob({
    ...place,
    content: Buffer.from(text).toString("base64"),
    encoding: "base64",
  });
  const { data: tree } = await client.rest.git.createTree({
    ...place,
    base_tree: parent.tree.sha,
    tree: [{ path: manifestPath(project.project), mode: "100644", type: "blob", sha: blob.sha }],
  });
  const { data: made } = await client.rest.git.createCommit({
    ...place,
    message: `${titleOf(state)}\n\n${project.repository} at ${commit}`,
    tree: tree.sha,
    parents: branch === undefined || branch.merged ? [base.head] : [branch.head, base.head],
  });
  const name = branchOf(project.project, tag);
  const otherwise = `the branch ${name} of ${manager} was moved meanwhile`;
  if (branch === undefined) {
    const ref = { ...place, ref: `refs/heads/${name}`, sha: made.sha };
    await unlessMoved(client.rest.git.createRef({ ...ref, ...ONCE }), otherwise);
  } else {
    const ref = { ...place, ref: `heads/${name}`, sha: made.sha };
    await unlessMoved(client.rest.git.updateRef({ ...ref, force: false }), otherwise);
  }
}

/**
 * Sees that the tag's pull request is open, with its text and label. Writes only what differs.
 * @returns its page
 */
export async function seeOpen(
  client: GitHub,
  manager: string,
  { state, base, web }: { readonly state: State; readonly base: Base; readonly web: string },
): Promise<string> {
  const place = placeOf(manager);
  const body = bodyOf(state, web);
  const open = state.pulls.find((pull) => pull.state === "open");
  let shown: Pick<Pull, "number" | "url" | "labels"> | undefined = open;
  if (shown === undefined) {
    const head = branchOf(state.project.project, state.tag);
    const { data } = await unlessMoved(
      client.rest.pulls.create({ ...place, head, base: base.name, title: titleOf(state), body, ...ONCE }),
      `the pull request from ${head} cannot be opened in ${manager} as things are`,
    );
    shown = { number: data.number, url: data.html_url, labels: [] };
  } else if (open?.body !== body) {
    await client.rest.pulls.update({ ...place, pull_number: shown.number, body });
  }
  if (!shown.labels.includes(LABEL.name)) await addLabels(client, manager, shown.number, [LABEL]);
  return shown.url;
}

/** Closes a pull request and says why in its text: both at once, so that neither is done alone or twice. */
export async function close(
  client: GitHub,
  manager: string,
  pull: Pull,
  { because, mayComeBack }: { readonly because: string; readonly mayComeBack: boolean },
): Promise<void> {
  await client.rest.pulls.update({
    ...placeOf(manager),
    pull_number: pull.number,
    state: "closed",
    body: closedText(pull.body, because, mayComeBack),
  });
}

async function unlessMoved<T>(request: Promise<T>, otherwise: string): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (statusOf(error) === 422 || statusOf(error) === 409) throw new TryLater(otherwise);
    throw error;
  }
}
