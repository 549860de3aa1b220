import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pythonWith } from "../../cli/python/environment";

const LOCK = join(__dirname, "moto.txt");
const REGION = "eu-west-1";
const CREDENTIALS = { accessKeyId: "testing", secretAccessKey: "testing" };

/** AWS on loopback, as moto has it. */
export interface Aws {
  /** What clients of the SDK are made with. */
  readonly config: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: typeof CREDENTIALS;
  };
  /** The same as variables, for clients that are made without anything, as handlers make theirs. */
  readonly environment: Readonly<Record<string, string>>;
  /** Forgets all that was made. */
  reset(): Promise<void>;
}

/** Those that run: a process that ends early takes them along. */
const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((server) => server.kill()));

/** An AWS of its own for the tests of one `describe`, empty at first. */
export function hostAws(): Aws {
  let server: ChildProcess | undefined;
  let endpoint: string | undefined;
  const listening = () => {
    if (endpoint === undefined) throw new Error("moto is not running yet");
    return endpoint;
  };
  before(async () => {
    const python = await pythonWith(LOCK);
    server = spawn(python, ["-m", "moto.server", "--host", "127.0.0.1", "--port", "0"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    running.add(server);
    endpoint = await addressOf(server);
  });
  after(() => {
    if (server === undefined) return;
    server.kill();
    running.delete(server);
  });
  return {
    get config() {
      return { endpoint: listening(), region: REGION, credentials: CREDENTIALS };
    },
    get environment() {
      return {
        AWS_ENDPOINT_URL: listening(),
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      };
    },
    reset: async () => {
      const { ok } = await fetch(`${listening()}/moto-api/reset`, { method: "POST" });
      if (!ok) throw new Error("moto was not reset");
    },
  };
}

/** Where the server listens, which it says on its standard error. */
async function addressOf(server: ChildProcess): Promise<string> {
  if (server.stderr === null) throw new Error("moto has no standard error");
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    // Read to the end: a pipe that nobody empties stops the server.
    createInterface(server.stderr as NodeJS.ReadableStream).on("line", (line) => {
      lines.push(line);
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`moto did not start:\n${lines.join("\n")}`)));
  });
}
