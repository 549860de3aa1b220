import { z } from "zod";

/** Access: what people may do beside what a manifest gives them. */
export const accessKeys = {
  ownersMayRunAs: z
    .boolean()
    .default(false)
    .describe(
      "Whether a project's owners may act as its service principal, and so with all its rights; for dev at most.",
    ),
  tokenUsers: z
    .array(z.string().min(1))
    .optional()
    .describe(
      "Groups whose members may use personal access tokens in the workspace; `[]` switches tokens off for everybody. Left out: the workspace's setting stays. At most one stack a workspace has the key.",
    ),
} as const;
