import { createHash } from "node:crypto";
import type { World } from "../world";

/** A stable number for what has none of its own here. */
export function numberOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE(0) >>> 1;
}

/** GitHub's other kind of id. Opaque: only that it is one and the same counts. */
export function nodeId(kind: string, id: string | number): string {
  return `${kind}_${Buffer.from(String(id)).toString("base64url")}`;
}

/** `simple-user` */
export function userShape({ api, web, organization }: World, login: string) {
  const id = numberOf(login);
  const url = `${api}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId("U", id),
    avatar_url: `${web}/avatars/${id}`,
    gravatar_id: "",
    url,
    html_url: `${web}/${login.endsWith("[bot]") ? `apps/${login.slice(0, -5)}` : login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: login.endsWith("[bot]") ? "Bot" : login === organization ? "Organization" : "User",
    user_view_type: "public",
    site_admin: false,
  };
}
