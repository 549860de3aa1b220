import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe as inWords, ManifestFaults } from "../../manifest/fault";
import { checkFolder, loadProjects } from "../../manifest/load";
import { MINIMAL } from "./manifests";

describe("checkFolder", () => {
  let root: string;
  let folder: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "manifests-"));
    folder = join(root, "projects");
    mkdirSync(folder);
    writeFileSync(join(folder, "churn.yaml"), MINIMAL);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const faultsOf = async (extra: readonly string[] = []) => {
    const { faults } = await checkFolder(folder, extra);
    return faults.map(inWords).map((fault) => fault.replaceAll(`${root}/`, ""));
  };

  it("reads the manifests and passes over hidden files and others", async () => {
    writeFileSync(join(folder, ".hidden.yaml"), "x");
    writeFileSync(join(folder, "README.md"), "x");
    assert.deepEqual(await faultsOf(), []);
    assert.deepEqual(
      (await loadProjects(folder)).map(({ name }) => name),
      ["churn"],
    );
  });

  it("refuses .yml files, capital endings, folders and links", async () => {
    writeFileSync(join(folder, "other.yml"), MINIMAL);
    writeFileSync(join(folder, "upper.YAML"), MINIMAL);
    mkdirSync(join(folder, "team"));
    mkdirSync(join(folder, "team.yaml"));
    symlinkSync("/dev/zero", join(folder, "zero.yaml"));
    assert.deepEqual(await faultsOf(), [
      "projects/other.yml:1:1 manifests end in .yaml: rename the file",
      "projects/team:1:1 projects are files directly in their folder: move them up and remove this one",
      "projects/team.yaml:1:1 projects are files directly in their folder: move them up and remove this one",
      "projects/upper.YAML:1:1 manifests end in .yaml: rename the file",
      "projects/zero.yaml:1:1 this is a link or a device: put the file itself here",
    ]);
  });

  it("checks files from elsewhere beside the folder's", async () => {
    writeFileSync(
      join(root, "library.yaml"),
      MINIMAL.replace("churn\n", "library\n") + "data: { schema: churn }\n",
    );
    writeFileSync(join(root, "draft.yml"), MINIMAL);
    writeFileSync(join(root, "notes.txt"), MINIMAL);
    const extra = ["library.yaml", "draft.yml", "missing.yaml", "notes.txt", "projects"].map((name) =>
      join(root, name),
    );
    assert.deepEqual(await faultsOf(extra), [
      "draft.yml:1:1 manifests end in .yaml: rename the file",
      "library.yaml:5:9 data.schema: the schema `churn` is projects/churn.yaml's already: set `data.schema` to a name of its own, or read it through `data.reads.projects`",
      "missing.yaml:1:1 the file cannot be read: check its name and permissions",
      "notes.txt:1:1 manifests end in .yaml: rename the file",
      "projects:1:1 projects are files directly in their folder: move them up and remove this one",
    ]);
  });

  it("takes a file that is given by two paths for one", async () => {
    assert.deepEqual(await faultsOf([`${root}/./projects/churn.yaml`, join(folder, "churn.yaml")]), []);
  });

  it("says so when there is no such folder", async () => {
    const { faults, projects } = await checkFolder(join(root, "nowhere"));
    assert.deepEqual(projects, []);
    assert.equal(faults[0]?.message, "the folder cannot be read: check its name and permissions");
  });

  it("loadProjects throws all faults at once", async () => {
    writeFileSync(join(folder, "aa.yaml"), "");
    writeFileSync(join(folder, "bb.yaml"), "");
    await assert.rejects(
      loadProjects(folder),
      (error) => error instanceof ManifestFaults && error.faults.length === 2,
    );
  });
});
