import { z } from "zod";
import { Refused } from "../failure";
import { ask, type Answered } from "./http";

/** A Git credential, without what it opens: Databricks never shows that. */
const credential = z.object({
  credential_id: z.string(),
  git_provider: z.string(),
  is_default_for_provider: z.boolean().optional(),
});
export type Credential = z.infer<typeof credential>;

/** What a Git credential is to be. */
export interface Wanted {
  /** `gitHub` or `gitHubEnterprise` */
  readonly provider: string;
  readonly token: string;
}

/**
 * Git credentials of the service principals in one workspace.
 * https://docs.databricks.com/api/workspace/gitcredentials
 */
export interface Workspace {
  list(principal: string): Promise<readonly Credential[]>;
  /** @returns false where there is one already */
  create(principal: string, wanted: Wanted): Promise<boolean>;
  update(principal: string, id: string, wanted: Wanted): Promise<void>;
}

export interface Login {
  /** Address of the workspace. */
  readonly host: string;
  /** Client id of the bot's service principal. */
  readonly client: string;
  readonly audience: string;
  /** Token by which AWS says who the bot is. */
  readonly identity: string;
}

/**
 * Logs in to a workspace by a token of AWS, which Databricks takes by a federation policy of the bot's service
 * principal. https://docs.databricks.com/aws/en/dev-tools/auth/oauth-federation-exchange
 * @throws Refused where it does not take it, or the address is not one to show it to
 */
export async function logIn({ host, client, audience, identity }: Login): Promise<Workspace> {
  const base = new URL(host);
  if (base.protocol !== "https:" && base.hostname !== "127.0.0.1") {
    throw new Refused(`${host} is no https address: correct it in the configuration of its stack`);
  }
  const answer = await ask(new URL("/oidc/v1/token", base), {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: identity,
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      client_id: client,
      scope: "all-apis",
    }),
  });
  const token = answer.body["access_token"];
  if (answer.status !== 200 || typeof token !== "string") {
    throw new Refused(
      `${base.host} does not take the bot's login (${told(answer)}): its service principal ${client} needs to be in that workspace, and a federation policy for this AWS account's issuer, the role of this function and the audience ${audience}`,
    );
  }
  return workspaceOf(base, token);
}

function workspaceOf(base: URL, token: string): Workspace {
  const path = "/api/2.0/git-credentials";
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const send = (method: string, at: string, body: unknown) =>
    ask(new URL(at, base), { method, headers, body: JSON.stringify(body) });
  return {
    async list(principal) {
      const address = new URL(path, base);
      address.searchParams.set("principal_id", principal);
      const answer = await ask(address, { headers });
      const known = z.array(credential).safeParse(answer.body["credentials"] ?? []);
      if (answer.status !== 200 || !known.success) throw refusal(base, principal, answer);
      return known.data;
    },
    async create(principal, wanted) {
      const answer = await send("POST", path, bodyOf(principal, wanted));
      if (EXISTS.has(answer.code ?? "") || answer.status === 409) return false;
      if (answer.status !== 200) throw refusal(base, principal, answer);
      return true;
    },
    async update(principal, id, wanted) {
      const answer = await send("PATCH", `${path}/${encodeURIComponent(id)}`, bodyOf(principal, wanted));
      if (answer.status !== 200) throw refusal(base, principal, answer);
    },
  };
}

const EXISTS = new Set(["RESOURCE_ALREADY_EXISTS", "GIT_CREDENTIAL_ALREADY_EXISTS"]);

function bodyOf(principal: string, { provider, token }: Wanted) {
  const number = Number(principal);
  return {
    git_provider: provider,
    // What GitHub wants as the name where the password is an App's token.
    git_username: "x-access-token",
    personal_access_token: token,
    principal_id: Number.isSafeInteger(number) ? number : principal,
  };
}

function refusal(base: URL, principal: string, answer: Answered): Refused {
  const what = `${base.host} does not let the bot see to the Git credential of service principal ${principal} (${told(answer)})`;
  if (answer.status === 403) {
    return new Refused(`${what}: give the bot's service principal the role servicePrincipal.manager there`);
  }
  if (answer.status === 404) {
    return new Refused(`${what}: it is not in that workspace; run the stack of that environment`);
  }
  return new Refused(what);
}

function told({ status, code }: Answered): string {
  return code === undefined ? String(status) : `${status} ${code}`;
}
