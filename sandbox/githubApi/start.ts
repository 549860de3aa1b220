import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { API_BASE, serve } from "./server";
import { World, type WorldOptions } from "./world";

export interface FakeGitHub {
  /** Base of the API, for Octokit's `baseUrl`. */
  readonly api: string;
  /** Base that repositories are cloned from: `WEB/OWNER/NAME.git`. */
  readonly web: string;
  readonly world: World;
  /** Ends all connections. What there is stays in `root`. */
  stop(): Promise<void>;
}

export interface GitHubOptions extends WorldOptions {
  /** @default any that is free */
  readonly port?: number;
}

/**
 * GitHub on loopback: the REST API beside bare Git repositories in `root`, served by Git's own program. Started again
 * on the same `root` it goes on as it was.
 */
export async function startGitHub({ port = 0, ...options }: GitHubOptions): Promise<FakeGitHub> {
  const world = new World(options);
  const server = createServer((request, response) => {
    serve(world, request, response).catch((error: unknown) => {
      // A fault of this program, not of a request: said where a test's output is read.
      console.error(error);
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ message: String(error) }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  world.web = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world.api = `${world.web}${API_BASE}`;
  return {
    api: world.api,
    web: world.web,
    world,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const repository of world.all()) repository.close();
      }),
  };
}
