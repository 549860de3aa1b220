import { z } from "zod";
import { fullName } from "../fleet/fleet";

/**
 * What is read of GitHub's events, and no more: each payload has a hundred fields, to which GitHub adds.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
const account = z.object({ login: z.string() });
const ref = z.string().min(1);

export const repository = z.object({
  // Groups messages, for which a queue does not take everything.
  name: z.string().regex(/^[\w.-]{1,100}$/),
  full_name: fullName,
  owner: account,
  default_branch: z.string(),
});
export type Repository = z.infer<typeof repository>;

/** What every event of an App's webhook has that is about a repository. */
export const envelope = z.object({
  installation: z.object({ id: z.number().int() }),
  repository,
  sender: account,
});

export const release = z.object({ action: z.string(), release: z.object({ tag_name: ref }) });

export const deployment = z.object({
  action: z.string(),
  deployment: z.object({ task: z.string(), environment: z.string(), ref }),
});

export const push = z.object({ ref });

/** Of `create` and `delete`. */
export const refChange = z.object({ ref, ref_type: z.string() });

export const pullRequest = z.object({
  action: z.string(),
  pull_request: z.object({
    head: z.object({
      ref,
      /** Null once a fork was deleted. */
      repo: z.object({ full_name: z.string() }).nullable(),
    }),
  }),
});

export const checkSuite = z.object({
  action: z.string(),
  check_suite: z.object({ head_branch: z.string().nullable() }),
});

export const workflowRun = z.object({
  action: z.string(),
  workflow_run: z.object({
    /** `.github/workflows/deploy.yaml`, with `@REF` where the workflow is of another ref. */
    path: z.string(),
    head_branch: z.string().nullable(),
    head_sha: z.string(),
    head_repository: z.object({ full_name: z.string() }).nullable(),
    conclusion: z.string().nullable(),
    html_url: z.string(),
  }),
});

/** Of `installation` and `installation_repositories`. */
export const installation = z.object({
  action: z.string(),
  installation: z.object({ id: z.number().int(), account: account.nullish() }),
  repositories_removed: z.array(z.object({ full_name: z.string() })).default([]),
});
