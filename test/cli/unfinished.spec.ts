import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Unfinished } from "../../cli/unfinished";

describe("a killed run of the local cloud", () => {
  let folder: string;
  let world: string;
  let checkpoint: string;
  let unfinished: Unfinished;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "marvin-unfinished-"));
    world = join(folder, "world.json");
    checkpoint = join(folder, "state", ".pulumi", "stacks", "marvin", "dev.json");
    await mkdir(dirname(checkpoint), { recursive: true });
    await writeFile(checkpoint, "state");
    await writeFile(world, "old world");
    unfinished = new Unfinished(folder, world, join(folder, "state"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Never ends, as if the process had been killed in it. */
  const killedDuring = async (change: () => Promise<void>) => {
    await new Promise<void>((done) => {
      void unfinished.during("dev", () =>
        change().then(() => {
          done();
          return new Promise(() => undefined);
        }),
      );
    });
  };

  it("never happened when Pulumi does not know of it", async () => {
    await killedDuring(() => writeFile(world, "new world"));
    assert.equal(await unfinished.undo(), true);
    assert.equal(await readFile(world, "utf8"), "old world");
    assert.equal(await unfinished.undo(), false);
  });

  it("did happen when Pulumi wrote it down", async () => {
    await killedDuring(async () => {
      await writeFile(world, "new world");
      await utimes(checkpoint, 1, 1);
    });
    assert.equal(await unfinished.undo(), false);
    assert.equal(await readFile(world, "utf8"), "new world");
  });

  it("leaves nothing where nothing was", async () => {
    await rm(world);
    await killedDuring(() => writeFile(world, "new world"));
    assert.equal(await unfinished.undo(), true);
    await assert.rejects(readFile(world));
  });

  it("is none when it failed by itself", async () => {
    const failing = unfinished.during("dev", async () => {
      await writeFile(world, "new world");
      throw new Error("no");
    });
    await assert.rejects(failing, /no/);
    assert.equal(await unfinished.undo(), false);
    assert.equal(await readFile(world, "utf8"), "new world");
  });
});
