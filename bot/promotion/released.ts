import { parseRef } from "../../manifest/schema/releases";

/** What a line of a manifest's releases names: a tag, a commit or both; nothing of both for a branch. */
export interface Released {
  readonly tag?: string;
  readonly commit?: string;
}

export function releasedBy(line: string | undefined): Released {
  if (line === undefined) return {};
  const ref = parseRef(line);
  return "branch" in ref ? {} : ref;
}
