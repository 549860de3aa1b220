import { copyFile, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const noteShape = z.strictObject({
  checkpoint: z.string(),
  /** When the engine last wrote the stack's state; 0 when it never did. */
  written: z.number(),
  /** Whether there was a world before. */
  world: z.boolean(),
});
type Note = z.output<typeof noteShape>;

/**
 * Keeps the local cloud and Pulumi's state of it together. The engine writes the state once, at the end of a run; were it
 * killed in between, the world would hold what Pulumi does not know, and the next run would fail on names that are
 * taken. So the world is put aside before a run, and put back when the run neither ended nor wrote its state.
 */
export class Unfinished {
  private readonly note: string;
  private readonly before: string;

  constructor(
    folder: string,
    private readonly world: string,
    private readonly state: string,
  ) {
    this.note = join(folder, "unfinished.json");
    this.before = join(folder, "world.before.json");
  }

  async during<Result>(stack: string, operation: () => Promise<Result>): Promise<Result> {
    const checkpoint = join(this.state, ".pulumi", "stacks", "marvin", `${stack}.json`);
    const world = await copyFile(this.world, this.before).then(
      () => true,
      () => false,
    );
    const note: Note = { checkpoint, written: await writtenAt(checkpoint), world };
    await writeFile(this.note, JSON.stringify(note));
    try {
      return await operation();
    } finally {
      await this.forget();
    }
  }

  /** True when a run had been killed and the world is as before it. */
  async undo(): Promise<boolean> {
    const text = await readFile(this.note, "utf8").catch(() => undefined);
    if (text === undefined) return false;
    const { checkpoint, written, world } = noteShape.parse(JSON.parse(text));
    const lost = (await writtenAt(checkpoint)) === written;
    if (lost && world) await rename(this.before, this.world);
    else if (lost) await rm(this.world, { force: true });
    await this.forget();
    return lost;
  }

  private async forget(): Promise<void> {
    await Promise.all([this.note, this.before].map((file) => rm(file, { force: true })));
  }
}

async function writtenAt(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
}
