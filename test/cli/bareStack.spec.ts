import assert from "node:assert/strict";
import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bare } from "../../cli/bareStack";

describe("a bare stack", () => {
  const folder = mkdtempSync(join(tmpdir(), "marvin-bare-"));
  after(() => rmSync(folder, { recursive: true }));

  /** What the SDK has an engine run for a run of a stack. */
  async function commandsOf(work: (stack: Stack) => Promise<unknown>): Promise<string[]> {
    const commands: string[] = [];
    const pulumiCommand = Object.assign(Object.create(PulumiCommand.prototype) as PulumiCommand, {
      version: null,
      run: (args: string[]) => {
        commands.push(args.slice(0, 2).join(" "));
        return Promise.resolve({ stdout: "{}", stderr: "", code: 0 });
      },
    });
    writeFileSync(join(folder, "Pulumi.yaml"), "name: marvin\nruntime: nodejs\n");
    const workspace = await LocalWorkspace.create({ workDir: folder, pulumiCommand });
    await work(await Stack.select("dev", workspace));
    return commands;
  }

  it("runs without the SDK's questions after it", async () => {
    for (const operation of ["up", "refresh", "destroy"] as const) {
      const asked = await commandsOf((stack) => stack[operation]());
      const told = await commandsOf((stack) => bare(stack)[operation]());
      assert.ok(asked.length > told.length, asked.join());
      assert.deepEqual(told, asked.slice(0, told.length));
      assert.match(told.at(-1) ?? "", new RegExp(`^${operation}`));
    }
  });
});
