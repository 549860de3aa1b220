import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a function does with its event. What it throws is a function's error. */
type Work = (event: unknown) => unknown;

/** Lambda on loopback, where functions are invoked in this process: moto would need Docker for it. */
export interface Functions {
  /** Variables for clients of Lambda that are made without anything. */
  readonly environment: Readonly<Record<string, string>>;
  readonly endpoint: string;
  /** The functions by name. */
  readonly works: Map<string, Work>;
  /** Names of those invoked, in their order. */
  readonly invoked: string[];
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const INVOCATION = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

export function hostFunctions(): Functions {
  const works = new Map<string, Work>();
  const invoked: string[] = [];
  let server: Server | undefined;
  before(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const name = decodeURIComponent(INVOCATION.exec(request.url ?? "")?.[1] ?? "");
        invoked.push(name);
        void answer(works.get(name), Buffer.concat(chunks).toString()).then(({ status, headers, body }) =>
          response.writeHead(status, headers).end(body),
        );
      });
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  });
  after(() => server?.close());
  const endpoint = () => `http://127.0.0.1:${(server?.address() as AddressInfo).port}`;
  return {
    get endpoint() {
      return endpoint();
    },
    get environment() {
      return { AWS_ENDPOINT_URL_LAMBDA: endpoint() };
    },
    works,
    invoked,
  };
}

/** As Lambda answers: a function that failed is a success with a header, and its error in the body. */
async function answer(work: Work | undefined, body: string) {
  if (work === undefined) {
    return {
      status: 404,
      headers: { "x-amzn-errortype": "ResourceNotFoundException" },
      body: JSON.stringify({ Type: "User", Message: "Function not found" }),
    };
  }
  try {
    return { status: 200, headers: {}, body: JSON.stringify(await work(JSON.parse(body))) };
  } catch (error) {
    if (error instanceof Busy) {
      return {
        status: 429,
        headers: { "x-amzn-errortype": "TooManyRequestsException" },
        body: JSON.stringify({ Type: "User", Message: "Rate Exceeded." }),
      };
    }
    return {
      status: 200,
      headers: { "x-amz-function-error": "Unhandled" },
      body: JSON.stringify({ errorType: "Error", errorMessage: String(error) }),
    };
  }
}

/** Thrown by a function that is at the bound of its concurrency. */
export class Busy extends Error {}
