/** Events as GitHub sends them to an App, cut to a part of their fields. */

export const PLACE = {
  installation: 5151,
  manager: "acme/marvin",
  template: "acme/marvin-template",
  slug: "acme-marvin",
};

export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

export function event(repository: string, fields: Readonly<Record<string, unknown>>) {
  const [owner = "", name = ""] = repository.split("/");
  return {
    repository: {
      id: 186853002,
      name,
      full_name: repository,
      private: true,
      owner: { login: owner, id: 21031067, type: "Organization" },
      default_branch: "main",
      pushed_at: "2026-11-25T09:00:00Z",
    },
    organization: { login: owner, id: 21031067 },
    installation: { id: PLACE.installation, node_id: "MDIz" },
    sender: { login: "a-person", id: 1, type: "User" },
    ...fields,
  };
}

export const BOT = { login: "acme-marvin[bot]", id: 2, type: "Bot" };

export const release = (repository: string, action: string, tag = "v1.2.0") =>
  event(repository, {
    action,
    release: { id: 11, tag_name: tag, draft: false, prerelease: false, target_commitish: "main" },
  });

export const deployment = (fields: Readonly<Record<string, unknown>> = {}) =>
  event("acme/churn", {
    action: "created",
    deployment: { id: 7, ref: "v1.2.0", sha: COMMIT, task: "promote", environment: "prod", ...fields },
  });

export const pullRequest = (
  repository: string,
  action: string,
  ref: string,
  head: unknown = { full_name: repository },
) =>
  event(repository, {
    action,
    number: 3,
    pull_request: { number: 3, merged: true, head: { ref, sha: COMMIT, repo: head } },
  });

export const checkSuite = (repository: string, fields: Readonly<Record<string, unknown>> = {}) =>
  event(repository, {
    action: "completed",
    check_suite: { id: 118578147, head_branch: "marvin/template", conclusion: "success", ...fields },
    sender: BOT,
  });

export const workflowRun = (fields: Readonly<Record<string, unknown>> = {}) =>
  event("acme/marvin", {
    action: "completed",
    workflow_run: {
      id: 30433642,
      path: ".github/workflows/deploy.yaml",
      head_branch: "main",
      head_sha: COMMIT,
      head_repository: { full_name: "acme/marvin" },
      event: "push",
      conclusion: "success",
      html_url: "https://github.com/acme/marvin/actions/runs/30433642",
      ...fields,
    },
  });

export const installation = (action: string, id = PLACE.installation) => ({
  action,
  installation: { id, account: { login: "acme" } },
  sender: { login: "a-person" },
});
