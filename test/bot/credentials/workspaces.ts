import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A Git credential as the workspace has it, with what it never shows. */
export interface Held {
  readonly id: string;
  readonly principal: string;
  provider: string;
  username: string;
  token: string;
  isDefault?: boolean;
}

export interface Failure {
  readonly status: number;
  readonly body?: unknown;
  readonly times: number;
}

/**
 * One Databricks workspace on loopback, and AWS' Security Token Service beside it, whose tokens it takes: both as far as
 * the bot speaks to them. moto has no GetWebIdentityToken.
 * https://docs.databricks.com/api/workspace/gitcredentials
 */
export class FakeWorkspace {
  readonly credentials: Held[] = [];
  /** Service principals of the workspace, by the number it knows them by. */
  readonly principals = new Set<string>();
  /** What a request is answered instead, by `METHOD PATH`. */
  readonly failures = new Map<string, Failure>();
  readonly requests: string[] = [];
  /** Runs before a credential is made: somebody else is quicker. */
  beforeCreate: (() => void) | undefined;
  /** Client id that the federation policy is of. */
  client = "6f1b7c1e-0000-4000-8000-000000000001";
  audience = "marvin-bot";
  private last = 93_488_329_053_511_123n;
  private server: Server | undefined;

  constructor(private readonly secrets: { readonly identity: string; readonly access: string }) {}

  get host(): string {
    return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}`;
  }

  /** Variables for clients of AWS' service that are made without anything. */
  get environment(): Readonly<Record<string, string>> {
    return { AWS_ENDPOINT_URL_STS: this.host };
  }

  async start(): Promise<void> {
    this.server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const { status, answer, type = "application/json" } = this.answer(request, body);
        const text = typeof answer === "string" ? answer : JSON.stringify(answer);
        response.writeHead(status, { "content-type": type, connection: "close" }).end(text);
      });
    });
    await new Promise<void>((resolve) => this.server?.listen(0, "127.0.0.1", resolve));
  }

  stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  add(principal: string, fields: Partial<Held> = {}): Held {
    const held = {
      id: String(this.last++),
      principal,
      provider: "gitHub",
      username: "a",
      token: "b",
      ...fields,
    };
    this.credentials.push(held);
    return held;
  }

  of(principal: string): Held[] {
    return this.credentials.filter((one) => one.principal === principal);
  }

  private answer(request: IncomingMessage, body: string): Answer {
    const url = new URL(request.url ?? "/", this.host);
    const at = `${request.method} ${url.pathname}`;
    this.requests.push(at);
    const failure = this.failures.get(at);
    if (failure !== undefined && failure.times > 0) {
      this.failures.set(at, { ...failure, times: failure.times - 1 });
      return { status: failure.status, answer: failure.body ?? {} };
    }
    if (at === "POST /") return this.identity(new URLSearchParams(body));
    if (at === "POST /oidc/v1/token") return this.exchange(new URLSearchParams(body));
    if (request.headers.authorization !== `Bearer ${this.secrets.access}`)
      return error(401, "UNAUTHENTICATED");
    return this.gitCredentials(request.method ?? "", url, JSON.parse(body || "{}") as Sent);
  }

  /** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html */
  private identity(form: URLSearchParams): Answer {
    const asked = [form.get("Action"), form.get("Audience.member.1"), form.get("SigningAlgorithm")].join(" ");
    if (asked !== `GetWebIdentityToken ${this.audience} RS256`) return error(400, "InvalidAction");
    const inner = `<WebIdentityToken>${this.secrets.identity}</WebIdentityToken><Expiration>2026-11-27T12:00:00Z</Expiration>`;
    return {
      status: 200,
      type: "text/xml",
      answer: `<GetWebIdentityTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetWebIdentityTokenResult>${inner}</GetWebIdentityTokenResult><ResponseMetadata><RequestId>c6104cbe</RequestId></ResponseMetadata></GetWebIdentityTokenResponse>`,
    };
  }

  /** https://docs.databricks.com/aws/en/dev-tools/auth/oauth-federation-exchange */
  private exchange(form: URLSearchParams): Answer {
    const good =
      form.get("grant_type") === "urn:ietf:params:oauth:grant-type:token-exchange" &&
      form.get("subject_token_type") === "urn:ietf:params:oauth:token-type:jwt" &&
      form.get("subject_token") === this.secrets.identity &&
      form.get("client_id") === this.client &&
      form.get("scope") === "all-apis";
    if (!good) {
      const description = `${form.get("subject_token")} is of no policy`;
      return { status: 400, answer: { error: "invalid_grant", error_description: description } };
    }
    return {
      status: 200,
      answer: { access_token: this.secrets.access, token_type: "Bearer", scope: "all-apis", expires_in: 900 },
    };
  }

  private gitCredentials(method: string, url: URL, sent: Sent): Answer {
    const [, id] = /^\/api\/2\.0\/git-credentials(?:\/(\d+))?$/.exec(url.pathname) ?? [];
    const principal = String(sent.principal_id ?? url.searchParams.get("principal_id"));
    if (!this.principals.has(principal)) return error(404, "RESOURCE_DOES_NOT_EXIST");
    if (method === "GET") {
      const shown = this.of(principal).map(shape);
      return {
        status: 200,
        type: "application/json",
        answer: numbered(shown.length > 0 ? { credentials: shown } : {}),
      };
    }
    const fields = {
      provider: sent.git_provider,
      username: sent.git_username,
      token: sent.personal_access_token,
    };
    if (method === "POST") {
      this.beforeCreate?.();
      if (this.of(principal).some(({ provider }) => provider === sent.git_provider))
        return error(400, "RESOURCE_ALREADY_EXISTS");
      return { status: 200, answer: numbered(shape(this.add(principal, { ...fields, isDefault: true }))) };
    }
    const held = this.of(principal).find((one) => one.id === id);
    if (method !== "PATCH" || held === undefined) return error(404, "RESOURCE_DOES_NOT_EXIST");
    Object.assign(held, fields);
    return { status: 200, answer: {} };
  }
}

interface Answer {
  readonly status: number;
  readonly answer: unknown;
  readonly type?: string;
}

interface Sent {
  readonly principal_id?: number | string;
  readonly git_provider: string;
  readonly git_username: string;
  readonly personal_access_token: string;
}

function shape({ id, provider, username, isDefault }: Held) {
  return {
    credential_id: id,
    git_provider: provider,
    git_username: username,
    ...(isDefault !== undefined && { is_default_for_provider: isDefault }),
  };
}

/** With numbers of 64 bits, as Databricks writes them. */
function numbered(answer: unknown): string {
  return JSON.stringify(answer).replace(/"credential_id":"(\d+)"/g, '"credential_id":$1');
}

const error = (status: number, code: string): Answer => ({
  status,
  answer: { error_code: code, message: "in the words of the service" },
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
