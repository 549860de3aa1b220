import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox, type Sandbox } from "../../sandbox/start";
import { startLanguageHost } from "./languageHost";

const ROOT = join(__dirname, "..", "..");

describe("plain pulumi", () => {
  const checkout = mkdtempSync(join(tmpdir(), "marvin-plain-"));
  let sandbox: Sandbox;
  let host: Awaited<ReturnType<typeof startLanguageHost>>;

  before(async () => {
    // A checkout of its own: Pulumi writes to the stack's file.
    for (const name of readdirSync(ROOT).filter((file) => !/^(?:\.git|\.marvin|Pulumi\..*)$/.test(file))) {
      symlinkSync(join(ROOT, name), join(checkout, name));
    }
    for (const name of ["Pulumi.yaml", "Pulumi.dev.yaml"]) {
      rmSync(join(checkout, name), { force: true });
      copyFileSync(join(ROOT, name), join(checkout, name));
    }
    mkdirSync(join(checkout, "state"));
    sandbox = await startSandbox({ stateFile: join(checkout, "cloud.json") });
    host = await startLanguageHost();
  });

  after(async () => {
    host.stop();
    await sandbox.stop();
    rmSync(checkout, { recursive: true, force: true });
  });

  const pulumi = (...args: string[]): Promise<{ code: number | null; output: string }> =>
    new Promise((resolve) => {
      const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
        cwd: checkout,
        env: {
          ...process.env,
          PULUMI_BACKEND_URL: `file://${join(checkout, "state")}`,
          PULUMI_CONFIG_PASSPHRASE: "",
          ...sandbox.environment,
          PULUMI_DEBUG_LANGUAGES: host.debugLanguages,
          PULUMI_SKIP_UPDATE_CHECK: "true",
        },
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
      child.once("close", (code) => resolve({ code, output }));
    });

  it("previews and updates with the options of Pulumi.yaml", async () => {
    assert.equal((await pulumi("stack", "init", "dev")).code, 0);
    const preview = await pulumi("preview");
    assert.equal(preview.code, 0, preview.output);
    assert.match(preview.output, /marvin:index:MLProject +student-churn +create/);
    const up = await pulumi("up", "--yes", "--skip-preview");
    assert.equal(up.code, 0, up.output);
    const again = await pulumi("preview", "--expect-no-changes");
    assert.equal(again.code, 0, again.output);
  });

  it("tells what is wrong with the configuration, without a stack trace", async () => {
    writeFileSync(join(checkout, "Pulumi.bare.yaml"), "config:\n  marvin:environment: dev\n");
    await pulumi("stack", "init", "bare");
    const { code, output } = await pulumi("preview", "--stack", "bare");
    assert.notEqual(code, 0);
    assert.match(output, /marvin:catalog is missing: pulumi config set --stack bare marvin:catalog ml_dev/);
    assert.doesNotMatch(output, /\n\s+at /);
  });
});
