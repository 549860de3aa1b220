import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { Checkout } from "./checkout";

describe("marvin --accounts", () => {
  let checkout: Checkout;
  before(async () => (checkout = await Checkout.make()));
  after(() => checkout.remove());

  const preview = (...more: string[]) =>
    checkout.run([
      "preview",
      "--sandbox",
      "--stack",
      "prod",
      "--accounts",
      checkout.path("accounts.yaml"),
      ...more,
    ]);

  /** Changes the description of the accounts for one run. */
  async function changed<T>(from: string, to: string, work: () => Promise<T>): Promise<T> {
    const file = checkout.path("accounts.yaml");
    const text = await readFile(file, "utf8");
    assert.ok(text.includes(from), from);
    await writeFile(file, text.replace(from, to));
    return work().finally(() => writeFile(file, text));
  }

  it("lets through what stands on what exists, and leaves nothing to change", async () => {
    const previewed = await preview();
    assert.equal(previewed.code, 0, previewed.stdout + previewed.stderr);
    const up = await checkout.run(["up", "--sandbox", "--accounts", checkout.path("accounts.yaml")]);
    assert.equal(up.code, 0, up.stdout + up.stderr);
    const after = await preview();
    assert.match(after.stdout, /^prod +\d+ unchanged/m);
    const reset = await checkout.run(["sandbox", "reset"]);
    assert.equal(reset.code, 0);
  });

  it("refuses in the preview a team, a group, a right and a catalog that are not there", async () => {
    const dev = ["--stack", "dev"];
    const team = await changed("    student-success: { id: 2345684 }\n", "", () =>
      preview(...dev, "-p", "student-churn"),
    );
    assert.equal(team.code, 1);
    assert.match(team.stdout, /orgs\/example-university\/teams\/student-success\/repos\/.*404 Not Found/);
    const group = await changed("    - student-advisers\n", "", () => preview("-p", "student-churn"));
    assert.equal(group.code, 1);
    assert.match(
      group.stdout,
      /Could not find principal with name student-advisers|GroupName\(student-advisers\)/,
    );
    // Who lacks the right to give, and who does not even see what it is on.
    for (const [rights, refusal] of [
      ["BROWSE", /403 PERMISSION_DENIED: User does not have MANAGE on (?:Catalog|Schema|Table) 'finance/],
      ["", /404 CATALOG_DOES_NOT_EXIST: Catalog 'finance' does not exist/],
    ] as const) {
      const { code, stdout } = await changed(
        "  finance:\n      deployer: [USE_CATALOG, USE_SCHEMA, MANAGE]",
        `  finance:\n      deployer: [${rights}]`,
        () => preview("-p", "student-churn"),
      );
      assert.equal(code, 1);
      assert.match(stdout, refusal);
    }
  });

  it("shows the faults of the description beside those of the manifests, and starts nothing", async () => {
    const { code, stdout } = await changed("  groups:", "  group:", () => preview());
    assert.equal(code, 1);
    assert.match(stdout, /accounts\.yaml:\d+:3 databricks\.group: unknown key: did you mean `groups`\?/);
  });
});
