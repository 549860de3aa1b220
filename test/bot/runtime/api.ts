import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What became of an event. */
export type Ended =
  | { readonly kind: "answered"; readonly answer: unknown }
  | { readonly kind: "failed"; readonly error: RuntimeError; readonly headers: IncomingMessage["headers"] };

/** As a runtime describes an error; `trace` is its stack, which goes to the function's log. */
export interface RuntimeError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly end: (ended: Ended) => void;
}

const BASE = "/2018-06-01/runtime";

/**
 * The side of Lambda's runtime API that Lambda has: gives events to a runtime that asks for the next one, one at a time,
 * and hears what became of them. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  private readonly waiting: Invocation[] = [];
  private readonly running = new Map<string, Invocation>();
  private asking: ServerResponse | undefined;
  /** Errors before the first event was asked for. */
  readonly initErrors: RuntimeError[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<RuntimeApi> {
    const server = createServer((request, response) => {
      void textOf(request).then((text) => api.hear(request, response, text));
    });
    const api = new RuntimeApi(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  /** For AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  invoke(event: unknown): Promise<Ended> {
    return new Promise((end) => {
      this.waiting.push({ id: randomUUID(), event, end });
      this.give();
    });
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private hear(request: IncomingMessage, response: ServerResponse, text: string): void {
    const path = request.url ?? "";
    if (request.method === "GET" && path === `${BASE}/invocation/next`) {
      this.asking = response;
      return this.give();
    }
    if (path === `${BASE}/init/error`) {
      this.initErrors.push(JSON.parse(text) as RuntimeError);
      return accept(response);
    }
    const [, id = "", what] =
      /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const invocation = this.running.get(id);
    if (request.method !== "POST" || invocation === undefined) {
      response.writeHead(404).end(JSON.stringify({ errorType: "InvalidRequestID", errorMessage: path }));
      return;
    }
    this.running.delete(id);
    accept(response);
    invocation.end(
      what === "response"
        ? { kind: "answered", answer: JSON.parse(text) }
        : { kind: "failed", error: JSON.parse(text) as RuntimeError, headers: request.headers },
    );
  }

  private give(): void {
    const invocation = this.asking && this.waiting.shift();
    if (invocation === undefined) return;
    this.running.set(invocation.id, invocation);
    this.asking
      ?.writeHead(200, {
        "content-type": "application/json",
        "lambda-runtime-aws-request-id": invocation.id,
        "lambda-runtime-deadline-ms": String(Date.now() + 30_000),
        "lambda-runtime-invoked-function-arn": "arn:aws:lambda:eu-west-1:123456789012:function:marvin",
        "lambda-runtime-trace-id":
          "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
      })
      .end(JSON.stringify(invocation.event));
    this.asking = undefined;
  }
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { "content-type": "application/json" }).end(JSON.stringify({ status: "OK" }));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
