import { created, invalid, noContent, notFound, ok, paged } from "../answer";
import type { Body } from "../body";
import type { Repository } from "../repository";
import { repositoryRoute, type RepositoryCall, type Route } from "../route";
import { commentShape, issueShape, labelShape } from "../shapes/pull";
import type { Comment, Issue, Label, Permissions } from "../state";
import type { World } from "../world";

/** Either is enough, for pull requests are issues too. */
const READ: readonly Permissions[] = [{ issues: "read" }, { pull_requests: "read" }];
const WRITE: readonly Permissions[] = [{ issues: "write" }, { pull_requests: "write" }];

/** https://docs.github.com/en/rest/issues: issues, their comments and labels */
export const issueRoutes: readonly Route[] = [
  repositoryRoute("GET", "/issues", READ, ({ world, repository, query, url }) => {
    const state = query.get("state") ?? "open";
    const labels = (query.get("labels") ?? "").split(",").filter((label) => label !== "");
    const found = [...repository.state.issues, ...repository.state.pulls]
      .filter((issue) => state === "all" || issue.state === state)
      .filter((issue) => labels.every((label) => issue.labels.includes(label)))
      .sort((one, other) => other.number - one.number);
    return paged(
      found.map((issue) => issueShape(world, repository, issue)),
      { query, url },
    );
  }),

  repositoryRoute("POST", "/issues", { issues: "write" }, ({ world, repository, body, login }) => {
    const { state } = repository;
    state.lastNumber++;
    const issue: Issue = {
      id: world.nextId(),
      number: state.lastNumber,
      title: body.text("title"),
      body: body.optionalText("body") ?? null,
      state: "open",
      user: login,
      labels: labelsNamed(world, repository, body.texts("labels") ?? []),
      createdAt: world.time(),
      updatedAt: world.time(),
      closedAt: null,
    };
    state.issues.push(issue);
    return created(issueShape(world, repository, issue));
  }),

  repositoryRoute("GET", "/issues/{issue_number}", READ, ({ world, repository, params }) =>
    ok(issueShape(world, repository, issueOf(repository, params))),
  ),

  repositoryRoute("PATCH", "/issues/{issue_number}", WRITE, ({ world, repository, params, body }) => {
    const issue = issueOf(repository, params);
    const state = body.optionalText("state");
    if (state !== undefined && state !== "open" && state !== "closed")
      throw invalid({ resource: "Issue", field: "state", code: "invalid" });
    issue.title = body.optionalText("title") ?? issue.title;
    if (body.has("body")) issue.body = body.optionalText("body") ?? null;
    const labels = body.texts("labels");
    if (labels) issue.labels = labelsNamed(world, repository, labels);
    if (state !== undefined && state !== issue.state)
      Object.assign(issue, { state, closedAt: state === "closed" ? world.time() : null });
    issue.updatedAt = world.time();
    return ok(issueShape(world, repository, issue));
  }),

  repositoryRoute(
    "GET",
    "/issues/{issue_number}/comments",
    READ,
    ({ world, repository, params, ...paging }) => {
      const { number } = issueOf(repository, params);
      const found = repository.state.comments.filter(({ issue }) => issue === number);
      return paged(
        found.map((comment) => commentShape(world, repository, comment)),
        paging,
      );
    },
  ),

  repositoryRoute("POST", "/issues/{issue_number}/comments", WRITE, (call) => {
    const { world, repository, params, body, login } = call;
    const comment: Comment = {
      id: world.nextId(),
      issue: issueOf(repository, params).number,
      body: body.text("body"),
      user: login,
      createdAt: world.time(),
      updatedAt: world.time(),
    };
    repository.state.comments.push(comment);
    return created(commentShape(world, repository, comment));
  }),

  repositoryRoute("PATCH", "/issues/comments/{comment_id}", WRITE, ({ world, repository, params, body }) => {
    const comment = commentOf(repository, params);
    comment.body = body.text("body");
    comment.updatedAt = world.time();
    return ok(commentShape(world, repository, comment));
  }),

  repositoryRoute("DELETE", "/issues/comments/{comment_id}", WRITE, ({ repository, params }) => {
    const { comments } = repository.state;
    comments.splice(comments.indexOf(commentOf(repository, params)), 1);
    return noContent;
  }),

  repositoryRoute("GET", "/issues/{issue_number}/labels", READ, ({ world, repository, params, ...paging }) =>
    paged(labelShapes(world, repository, issueOf(repository, params).labels), paging),
  ),

  repositoryRoute("POST", "/issues/{issue_number}/labels", WRITE, (call) => {
    const issue = issueOf(call.repository, call.params);
    return setLabels(call, issue, [...issue.labels, ...wantedLabels(call.body)]);
  }),

  repositoryRoute("PUT", "/issues/{issue_number}/labels", WRITE, (call) =>
    setLabels(call, issueOf(call.repository, call.params), wantedLabels(call.body)),
  ),

  repositoryRoute(
    "DELETE",
    "/issues/{issue_number}/labels/{name}",
    WRITE,
    ({ world, repository, params }) => {
      const issue = issueOf(repository, params);
      const name = params["name"]?.toLowerCase();
      if (!issue.labels.some((label) => label.toLowerCase() === name)) throw notFound();
      issue.labels = issue.labels.filter((label) => label.toLowerCase() !== name);
      return ok(labelShapes(world, repository, issue.labels));
    },
  ),

  repositoryRoute("GET", "/labels", READ, ({ world, repository, ...paging }) =>
    paged(
      repository.state.labels.map((label) => labelShape(world, repository, label)),
      paging,
    ),
  ),

  repositoryRoute("GET", "/labels/{name}", READ, ({ world, repository, params }) =>
    ok(labelShape(world, repository, labelOf(repository, params))),
  ),

  repositoryRoute("POST", "/labels", WRITE, ({ world, repository, body }) => {
    const name = body.text("name");
    if (findLabel(repository, name))
      throw invalid({ resource: "Label", code: "already_exists", field: "name" });
    const label = newLabel(world, repository, name);
    paint(label, body);
    return created(labelShape(world, repository, label));
  }),

  repositoryRoute("PATCH", "/labels/{name}", WRITE, ({ world, repository, params, body }) => {
    const label = labelOf(repository, params);
    paint(label, body);
    const name = body.optionalText("new_name");
    if (name !== undefined) {
      for (const issue of [...repository.state.issues, ...repository.state.pulls])
        issue.labels = issue.labels.map((other) => (other === label.name ? name : other));
      label.name = name;
    }
    return ok(labelShape(world, repository, label));
  }),
];

function paint(label: Label, body: Body): void {
  const color = body.optionalText("color") ?? label.color;
  if (!/^[0-9a-f]{6}$/i.test(color)) throw invalid({ resource: "Label", code: "invalid", field: "color" });
  label.color = color.toLowerCase();
  label.description = body.optionalText("description") ?? label.description;
  if ((label.description ?? "").length > 100)
    throw invalid({
      resource: "Label",
      code: "custom",
      field: "description",
      message: "description is too long (maximum is 100 characters)",
    });
}

/** Both forms that GitHub takes: a mapping, or the bare list. */
function wantedLabels(body: Body): string[] {
  const { value } = body;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  return body.texts("labels") ?? [];
}

function setLabels({ world, repository }: RepositoryCall, issue: Issue, names: readonly string[]) {
  issue.labels = labelsNamed(world, repository, names);
  issue.updatedAt = world.time();
  return ok(labelShapes(world, repository, issue.labels));
}

function labelShapes(world: World, repository: Repository, names: readonly string[]) {
  return names.flatMap((name) => {
    const label = findLabel(repository, name);
    return label ? [labelShape(world, repository, label)] : [];
  });
}

function findLabel({ state }: Repository, name: string): Label | undefined {
  return state.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
}

function labelOf(repository: Repository, params: Readonly<Record<string, string>>): Label {
  const label = findLabel(repository, params["name"] ?? "");
  if (label === undefined) throw notFound();
  return label;
}

/** The labels' own names, each once; those that are not there are made. */
function labelsNamed(world: World, repository: Repository, names: readonly string[]): string[] {
  const labels = names.map((name) => findLabel(repository, name) ?? newLabel(world, repository, name));
  return [...new Set(labels.map(({ name }) => name))];
}

function newLabel(world: World, { state }: Repository, name: string): Label {
  if (name.length === 0 || name.length > 50)
    throw invalid({ resource: "Label", code: "invalid", field: "name" });
  const label: Label = { id: world.nextId(), name, color: "ededed", description: null };
  state.labels.push(label);
  return label;
}

function issueOf({ state }: Repository, params: Readonly<Record<string, string>>): Issue {
  const issue = [...state.issues, ...state.pulls].find(
    ({ number }) => String(number) === params["issue_number"],
  );
  if (issue === undefined) throw notFound();
  return issue;
}

function commentOf({ state }: Repository, params: Readonly<Record<string, string>>): Comment {
  const comment = state.comments.find(({ id }) => String(id) === params["comment_id"]);
  if (comment === undefined) throw notFound();
  return comment;
}
