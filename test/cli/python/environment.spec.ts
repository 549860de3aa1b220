import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonWith } from "../../../cli/python/environment";
import { findPython, NoPythonError } from "../../../cli/python/interpreter";

describe("cli/python", function () {
  this.timeout(20_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;
  const said: string[] = [];
  const stream = { write: (text: string) => said.push(text) };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "marvin-python-"));
    await mkdir(join(folder, "bin"));
    env = { PATH: join(folder, "bin"), HOME: folder, XDG_CACHE_HOME: join(folder, "cache") };
    said.length = 0;
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A Python that tells its version, makes environments out of itself, and whose pip does as it is told. */
  async function python(name: string, version: string, pip = "exit 0"): Promise<void> {
    const file = join(folder, "bin", name);
    const script = `#!/bin/sh
case "$2" in
  venv) /bin/mkdir -p "$3/bin" && /bin/cp "$0" "$3/bin/python" ;;
  pip) echo "$@" >> "${folder}/pip.log"; ${pip} ;;
  *) echo ${version} ;;
esac
`;
    await writeFile(file, script);
    await chmod(file, 0o755);
  }

  async function lock(content = "copier==9.17.2 --hash=sha256:00\n"): Promise<string> {
    const file = join(folder, "copier.txt");
    await writeFile(file, content);
    return file;
  }

  it("takes the newest Python that is new enough", async () => {
    await python("python3", "3.9.1");
    await python("python3.11", "3.11.7");
    await python("python3.12", "3.12.0");
    assert.deepEqual(await findPython(env), {
      command: join(folder, "bin", "python3.12"),
      version: "3.12.0",
    });
  });

  it("says what it found where none will do, and where to get one", async () => {
    await assert.rejects(findPython(env), (error) => {
      assert.ok(error instanceof NoPythonError);
      assert.match(
        error.message,
        /^Python 3\.11 or later is needed, and there is none on PATH\. Install it from https/,
      );
      return true;
    });
    await python("python3", "3.9.1");
    await assert.rejects(findPython(env), /needed, and .*python3 is 3\.9\.1\. Install/);
  });

  it("installs a lock's packages once, each checked against its hash", async () => {
    await python("python3", "3.11.7");
    const first = await pythonWith(await lock(), { env, stream });
    assert.equal(await pythonWith(await lock(), { env, stream }), first);
    const { readFile } = await import("node:fs/promises");
    const calls = (await readFile(join(folder, "pip.log"), "utf8")).trim().split("\n");
    assert.equal(calls.length, 1);
    assert.match(calls[0] ?? "", /install .*--no-deps --require-hashes --requirement .*copier\.txt$/);
    assert.match(said.join(""), /Installing the locked Python packages of copier\.txt/);
  });

  it("has another environment for another lock, or another Python", async () => {
    await python("python3", "3.11.7");
    const first = await pythonWith(await lock(), { env, stream });
    const second = await pythonWith(await lock("copier==9.18.0 --hash=sha256:11\n"), { env, stream });
    await python("python3", "3.11.8");
    const third = await pythonWith(await lock(), { env, stream });
    assert.equal(new Set([first, second, third]).size, 3);
  });

  it("does not use what was not finished, and makes it anew", async () => {
    await python("python3", "3.11.7", "echo no such host >&2; exit 1");
    await assert.rejects(pythonWith(await lock(), { env, stream }), (error) => {
      assert.ok(error instanceof NoPythonError);
      assert.match(error.message, /could not be installed: .*no such host/s);
      return true;
    });
    await python("python3", "3.11.7");
    await pythonWith(await lock(), { env, stream });
    const kept = await readdir(join(folder, "cache", "marvin", "python"));
    assert.equal(kept.filter((name) => !name.endsWith(".lock")).length, 1);
  });
});
