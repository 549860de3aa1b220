import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Refusal } from "./kind";

/** A file that says which process writes a world, so that two at once cannot lose each other's changes. */
export class Lock {
  private held = false;

  constructor(private readonly file: string) {}

  /** True when it was taken now, false when this process already had it. */
  take(): boolean {
    if (this.held) return false;
    mkdirSync(dirname(this.file), { recursive: true });
    if (!this.write()) {
      const holder = this.holder();
      if (holder !== undefined) {
        throw new Refusal(
          `process ${holder} is changing this local cloud (${this.file}); wait for it, or give this run a state file of its own`,
        );
      }
      rmSync(this.file, { force: true });
      if (!this.write()) throw new Refusal(`another process took ${this.file} just now; run again`);
    }
    return (this.held = true);
  }

  release(): void {
    if (this.held) rmSync(this.file, { force: true });
    this.held = false;
  }

  private write(): boolean {
    try {
      writeFileSync(this.file, String(process.pid), { flag: "wx" });
      return true;
    } catch (error) {
      if (isCode(error, "EEXIST")) return false;
      throw error;
    }
  }

  /** The living process that holds the lock; a dead one's lock is nobody's. */
  private holder(): number | undefined {
    try {
      const pid = Number(readFileSync(this.file, "utf8"));
      if (!Number.isInteger(pid) || pid <= 0) return undefined;
      process.kill(pid, 0);
      return pid;
    } catch (error) {
      if (isCode(error, "EPERM")) return Number(readFileSync(this.file, "utf8"));
      return undefined;
    }
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
