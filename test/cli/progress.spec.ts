import assert from "node:assert/strict";
import { Progress } from "../../cli/progress";

const output = (isTTY: boolean) => {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
};

describe("progress", () => {
  it("rewrites one line on a terminal, and leaves nothing behind", async () => {
    const terminal = output(true);
    const progress = new Progress(terminal);
    await progress.during(
      "dev: preview",
      () => 3,
      () => new Promise((done) => setTimeout(done, 450)),
    );
    const text = terminal.written.join("").replaceAll("\u001b[2K", "<clear>");
    assert.match(text, /^\r<clear>dev: preview: 3 resources, 0 s/);
    assert.ok(terminal.written.length >= 3);
    assert.doesNotMatch(text, /\n/);
    assert.equal(terminal.written.at(-1), "\r\u001b[2K");
  });

  it("writes plain lines elsewhere", async () => {
    const log = output(false);
    const progress = new Progress(log);
    await progress.during(
      "dev: up",
      () => 0,
      () => Promise.resolve(progress.say("note")),
    );
    assert.deepEqual(log.written, ["dev: up ...\n", "note\n"]);
  });

  it("ends with work that fails", async () => {
    const log = output(false);
    const work = new Progress(log).during(
      "dev: up",
      () => 0,
      () => Promise.reject(new Error("no")),
    );
    await assert.rejects(work, /no/);
  });
});
