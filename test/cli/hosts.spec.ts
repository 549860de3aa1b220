import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { hostsOf, silentHosts } from "../../cli/hosts";

const config = (values: Record<string, string>) => ({
  stack: "dev",
  values: new Map(Object.entries(values)),
});

describe("hosts that a run needs", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  const listen = async (answer: Parameters<typeof createServer>[1]) => {
    const created = createServer(answer as never);
    server = created;
    await new Promise<void>((done) => created.listen(0, "127.0.0.1", done));
    const address = created.address();
    return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  };
  const ask = (url: string) =>
    silentHosts([{ url, source: "marvin:databricksHost" }], { env: {}, limitMs: 300 });

  it("are those of the configuration, each once, and GitHub's", () => {
    const dev = config({ databricksHost: "https://a.example" });
    const hosts = hostsOf([dev, dev], {});
    assert.deepEqual(
      hosts.map(({ url, source }) => `${url} ${source}`),
      [
        "https://a.example marvin:databricksHost of stack dev",
        "https://accounts.cloud.databricks.com marvin:databricksAccountHost of stack dev",
        "https://api.github.com GitHub's API",
      ],
    );
    const enterprise = hostsOf([config({ databricksAccountHost: "https://acc.example" })], {
      GITHUB_BASE_URL: "https://git.example/api/v3/",
    });
    assert.deepEqual(
      enterprise.map(({ url }) => url),
      ["https://acc.example", "https://git.example/api/v3/"],
    );
  });

  it("are there when they answer, whatever they answer", async () => {
    const url = await listen((_request: unknown, response: { writeHead(code: number): { end(): void } }) => {
      response.writeHead(500).end();
    });
    assert.deepEqual(await ask(url), []);
  });

  it("are named with their key when they refuse", async () => {
    const url = await listen(() => undefined);
    await new Promise((done) => server?.close(done));
    assert.deepEqual(await ask(url), [`${url} (marvin:databricksHost) refuses connections`]);
  });

  it("are not waited for", async () => {
    const url = await listen(() => undefined);
    assert.deepEqual(await ask(url), [`${url} (marvin:databricksHost) did not answer within 0.3 s`]);
  });

  it("are left to a proxy that stands before them", async () => {
    const env = { HTTPS_PROXY: "http://proxy.invalid:3128", NO_PROXY: ".inside.invalid" };
    const hosts = ["https://outside.invalid", "https://x.inside.invalid"].map((url) => ({
      url,
      source: "key",
    }));
    const silent = await silentHosts(hosts, { env, limitMs: 2000 });
    assert.equal(silent.length, 1);
    assert.match(silent[0] ?? "", /^https:\/\/x\.inside\.invalid \(key\)/);
  });
});
