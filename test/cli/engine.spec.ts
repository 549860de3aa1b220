import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  unlink,
  writeFile,
} from "node:fs/promises";
import { existsSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { NoEngineError, obtainEngine, type EngineOptions } from "../../cli/engine/obtain";
import { CommandFailed, findOnPath, run } from "../../cli/engine/command";
import { isAtLeast, MINIMUM, parseVersion, PINNED } from "../../cli/engine/version";

/** What the stand-ins may call; nothing else is on PATH, so that no real engine or Go is found. */
const TOOLS = ["tar", "gzip", "mkdir", "sleep", "dirname", "cat", "chmod"];

const ARCHIVE = `pulumi-v${PINNED}-${process.platform}-${process.arch}.tar.gz`;
const CHECKSUMS = `pulumi-${PINNED}-checksums.txt`;

const pulumi = (version: string) => `#!/bin/sh\n[ "$1" = version ] && echo v${version}\n`;

/** Go's stand-in: it says what it was asked, and "builds" the script above. */
const GO = `#!/bin/sh
echo "$@" >> "$GO_LOG"
case "$1" in
  env) echo "$GO_SAYS" | { read version toolchain; echo "$version"; echo "$toolchain"; } ;;
  build)
    [ -n "$GO_SLEEPS" ] && sleep "$GO_SLEEPS"
    [ -n "$GO_FAILS" ] && { echo "pulumi.go:1: no" >&2; exit 1; }
    for argument; do [ "$previous" = -o ] && output="$argument"; previous="$argument"; done
    mkdir -p "$(dirname "$output")"
    printf '%s\\n' '#!/bin/sh' "echo \${GO_BUILDS:-v${PINNED}}" > "$output"
    chmod +x "$output" ;;
esac
`;

describe("cli/engine", function () {
  this.timeout(10_000);
  let fixture: string;
  let archive: Buffer;
  let folder: string;
  let server: Server | undefined;
  let said: string;
  let options: EngineOptions & { env: NodeJS.ProcessEnv };

  before(async () => {
    fixture = await mkdtemp(join(tmpdir(), "marvin-engine-fixture-"));
    await mkdir(join(fixture, "tools"));
    for (const tool of TOOLS) {
      const found = findOnPath(tool, { PATH: "/usr/bin:/bin" });
      assert(found, `these tests need ${tool}`);
      await symlink(found, join(fixture, "tools", tool));
    }
    await mkdir(join(fixture, "pulumi"));
    await writeFile(join(fixture, "pulumi", "pulumi"), pulumi(PINNED), { mode: 0o755 });
    await writeFile(join(fixture, "pulumi", "pulumi-language-nodejs"), "#!/bin/sh\n", { mode: 0o755 });
    spawnSync("tar", ["-czf", join(fixture, ARCHIVE), "-C", fixture, "pulumi"]);
    archive = await readFile(join(fixture, ARCHIVE));
  });

  after(() => rm(fixture, { recursive: true, force: true }));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "marvin-engine-"));
    await mkdir(join(folder, "bin"));
    said = "";
    options = {
      env: {
        PATH: `${join(folder, "bin")}:${join(fixture, "tools")}`,
        HOME: folder,
        XDG_CACHE_HOME: join(folder, "cache"),
        GO_LOG: join(folder, "go.log"),
        GO_SAYS: "go1.26.8 auto",
      },
      stream: { write: (text: string) => (said += text) },
      // Nobody listens there.
      releases: "http://127.0.0.1:9",
      patience: 1000,
    };
  });

  afterEach(async () => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  const put = (name: string, script: string) => writeFile(join(folder, "bin", name), script, { mode: 0o755 });
  const target = () => join(folder, "cache", "marvin", "pulumi", PINNED);
  const command = () => join(target(), "bin", "pulumi");
  const goLog = () => readFile(join(folder, "go.log"), "utf8").catch(() => "");
  const builds = async () => (await goLog()).split("\n").filter((line) => line.startsWith("build ")).length;

  async function listen(answer: RequestListener): Promise<string> {
    server = createServer(answer);
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** The host of the releases, with the published list and an archive that may differ from it. */
  function releaseHost(body: Buffer = archive, published: Buffer = archive): Promise<string> {
    const hash = createHash("sha256").update(published).digest("hex");
    const list = `${"0".repeat(64)}  other.tar.gz\n${hash}  ${ARCHIVE}\n`;
    return listen((request, response) => {
      if (request.url === `/${CHECKSUMS}`) response.end(list);
      else if (request.url === `/${ARCHIVE}`) response.end(body);
      else response.writeHead(404).end();
    });
  }

  async function failure(): Promise<string> {
    const error: unknown = await obtainEngine(options).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert(error instanceof NoEngineError, String(error));
    return error.message;
  }

  /** Nothing is left of what did not succeed, and the lock is free. */
  async function assertTidy(names: readonly string[]): Promise<void> {
    assert.deepEqual(await readdir(join(folder, "cache", "marvin", "pulumi")), names);
  }

  describe("on PATH", () => {
    it("is taken when it is not older than the SDK", async () => {
      await put("pulumi", pulumi(MINIMUM));
      const engine = await obtainEngine(options);
      assert.deepEqual(engine, { command: join(folder, "bin", "pulumi"), version: MINIMUM, source: "path" });
      assert.equal(said, "");
    });

    for (const [what, script, reason] of [
      ["too old", pulumi("3.99.0"), /bin\/pulumi is 3\.99\.0, older than/],
      ["of another major version", pulumi("4.0.0"), /bin\/pulumi is 4\.0\.0, of another major version/],
      [
        "a wrapper that fails",
        "#!/bin/sh\necho no such version >&2\nexit 127\n",
        /does not work: exit code 127: no such/,
      ],
      ["something else", "#!/bin/sh\necho hello\n", /`pulumi version` answers "hello"/],
    ] as const) {
      it(`is passed over when it is ${what}, with the reason`, async () => {
        await put("pulumi", script);
        assert.match(await failure(), reason);
      });
    }
  });

  describe("downloaded", () => {
    it("is checked, unpacked with its language hosts, and found by the next run", async () => {
      options = { ...options, releases: await releaseHost() };
      assert.deepEqual(await obtainEngine(options), {
        command: command(),
        version: PINNED,
        source: "download",
      });
      assert(existsSync(join(target(), "bin", "pulumi-language-nodejs")));
      assert.match(said, /Downloading the Pulumi engine .* from 127\.0\.0\.1/);
      await assertTidy([PINNED]);

      server?.close();
      said = "";
      assert.deepEqual(await obtainEngine(options), { command: command(), version: PINNED, source: "cache" });
      assert.equal(said, "");
    });

    it("is preferred to a build", async () => {
      await put("go", GO);
      options = { ...options, releases: await releaseHost() };
      assert.equal((await obtainEngine(options)).source, "download");
      assert.equal(await goLog(), "");
    });

    it("is refused when it is cut short or is not what was published", async () => {
      options = { ...options, releases: await releaseHost(archive.subarray(0, 200)) };
      assert.match(await failure(), /download: .* arrived damaged/);
      await assertTidy([]);
    });

    it("is refused when it cannot be unpacked", async () => {
      const broken = archive.subarray(0, 200);
      options = { ...options, releases: await releaseHost(broken, broken) };
      assert.match(await failure(), /download: the archive could not be unpacked: exit code/);
    });

    it("is refused when the connection breaks", async () => {
      const releases = await listen((request, response) => {
        if (request.url !== `/${ARCHIVE}`) return response.end(`${"0".repeat(64)}  ${ARCHIVE}\n`);
        response.writeHead(200, { "content-length": archive.length });
        return response.write(archive.subarray(0, 200), () => response.destroy());
      });
      options = { ...options, releases };
      assert.match(await failure(), /download: the download from 127\.0\.0\.1:\d+ broke off/);
      await assertTidy([]);
    });

    it("is refused when no checksum is published for it", async () => {
      options = { ...options, releases: await listen((_, response) => response.end("abc  other.tar.gz\n")) };
      assert.match(await failure(), /the published checksums do not name pulumi-v/);
    });

    for (const status of [404, 500]) {
      it(`is given up at the answer ${status}`, async () => {
        options = {
          ...options,
          releases: await listen((_, response) => response.writeHead(status).end("no")),
        };
        assert.match(await failure(), new RegExp(`download: http://.*${CHECKSUMS} answers ${status}`));
      });
    }

    it("is given up soon when the host does not answer", async () => {
      options = { ...options, releases: await listen(() => undefined), patience: 200 };
      const began = Date.now();
      assert.match(await failure(), /download: 127\.0\.0\.1:\d+ did not answer within 0\.2 s/);
      assert(Date.now() - began < 3000);
    });
  });

  describe("built", () => {
    beforeEach(() => put("go", GO));

    it("is made when the host of the releases cannot be reached", async () => {
      assert.deepEqual(await obtainEngine(options), { command: command(), version: PINNED, source: "build" });
      assert.match(said, /No Pulumi engine from download: 127\.0\.0\.1:9 cannot be reached/);
      assert.match(said, /Building the Pulumi engine .* about 5 minutes/);
      const log = await goLog();
      assert(log.includes(`get github.com/pulumi/pulumi/pkg/v3/cmd/pulumi@v${PINNED}\n`));
      assert(log.includes(`-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${PINNED}`));
      await assertTidy([PINNED]);
      assert.equal((await obtainEngine(options)).source, "cache");
    });

    it("is made once when two ask at the same time", async () => {
      options.env.GO_SLEEPS = "0.3";
      const engines = await Promise.all([obtainEngine(options), obtainEngine(options)]);
      assert.deepEqual(engines.map(({ source }) => source).sort(), ["build", "cache"]);
      assert.equal(await builds(), 1);
      assert.match(said, /Waiting for process \d+, which is obtaining the Pulumi engine/);
      await assertTidy([PINNED]);
    });

    it("is made again after a run that was killed", async () => {
      const { pid } = spawnSync(process.execPath, ["--version"]);
      await mkdir(`${target()}.partial-abc/bin`, { recursive: true });
      await mkdir(`${target()}.lock`);
      await writeFile(join(`${target()}.lock`, `${pid}.ab@${encodeURIComponent(hostname())}`), "");
      assert.equal((await obtainEngine(options)).source, "build");
      await assertTidy([PINNED]);
    });

    it("stops when it is called off, and leaves nothing", async () => {
      options.env.GO_SLEEPS = "3";
      const off = new AbortController();
      setTimeout(() => off.abort(new Error("called off")), 300);
      await assert.rejects(obtainEngine({ ...options, signal: off.signal }), /^Error: called off$/);
      await assertTidy([]);
    });

    it("replaces a cached engine that was cut short or cannot be run", async () => {
      await obtainEngine(options);
      await truncate(command(), 5);
      assert.equal((await obtainEngine(options)).source, "build");
      await chmod(command(), 0o644);
      assert.equal((await obtainEngine(options)).source, "build");
      await unlink(join(target(), "engine.json"));
      assert.equal((await obtainEngine(options)).source, "build");
      assert.equal((await obtainEngine(options)).source, "cache");
    });

    it("is refused when the build fails, or makes something else", async () => {
      options.env.GO_FAILS = "1";
      assert.match(await failure(), /build: the build failed: exit code 1: pulumi\.go:1: no/);
      delete options.env.GO_FAILS;
      options.env.GO_BUILDS = "v3.1.0";
      assert.match(await failure(), /build: what was obtained says that it is 3\.1\.0/);
      await assertTidy([]);
    });

    it("needs a Go that is new enough, or that fetches a newer one", async () => {
      options.env.GO_SAYS = "go1.24.1 local";
      assert.match(await failure(), /build: .*bin\/go is Go 1\.24\.1; the build needs 1\.\d+\.\d+ or later/);
      options.env.GO_SAYS = "go1.20 auto";
      assert.match(await failure(), /is Go 1\.20;/);
      options.env.GO_SAYS = "go1.24.1 auto";
      assert.equal((await obtainEngine(options)).source, "build");
    });
  });

  it("says all that was tried, and every way to get an engine, when there is none", async () => {
    const message = await failure();
    assert.match(
      message,
      /PATH: there is no pulumi\n {2}download: 127\.0\.0\.1:9 cannot be reached .*\n {2}build: there is no go/,
    );
    for (const way of [
      "https://www.pulumi.com/docs/install/",
      "get.pulumi.com",
      "put Go 1.",
      "npm run validate",
    ]) {
      assert(message.includes(way), way);
    }
    assert.doesNotMatch(message, /\n\s+at /);
  });

  it("names the cache folder when that cannot be made", async () => {
    await writeFile(join(folder, "cache"), "a file");
    assert.match(await failure(), /cache: ENOTDIR.*cache\/marvin\/pulumi/);
  });

  it("ends a command that does not answer", async () => {
    const hang = run("/bin/sh", ["-c", "sleep 5; true"], { env: { PATH: "/usr/bin:/bin" }, limit: 200 });
    await assert.rejects(hang, new CommandFailed("no answer within 0.2 s"));
  });

  it("compares versions as semantic versioning does", () => {
    const atLeast = (text: string, minimum: string) => {
      const version = parseVersion(text);
      return version && isAtLeast(version, minimum);
    };
    assert.equal(atLeast("v3.248.0", "3.248.0"), true);
    assert.equal(atLeast("v3.248.0-alpha.1+dirty", "3.248.0"), false);
    assert.equal(atLeast("v3.249.0-dev.0", "3.248.0"), true);
    assert.equal(atLeast("3.99.9", "3.248.0"), false);
    assert.equal(atLeast("go1.26", "1.25.11"), true);
    assert.equal(atLeast("go1.25rc1", "1.25"), false);
    assert.equal(parseVersion("error: unknown"), undefined);
  });
});
