import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Ajv } from "ajv";
import { default as addFormats } from "ajv-formats";
import { load } from "js-yaml";
import { jsonSchema } from "../../manifest/jsonSchema";
import { main, SCHEMA_FILE, schemaText } from "../../manifest/writeSchema";
import { MINIMAL, task, workflow } from "./manifests";

const ROOT = join(__dirname, "../..");
const NOTEBOOK = "notebook_task: { notebook_path: notebooks/train }";

const ajv = new Ajv({ allErrors: true, strictTypes: false });
addFormats(ajv);
const validate = ajv.compile(jsonSchema());

const refused: readonly [string, string][] = [
  ["nothing but a name", "name: churn\n"],
  ["an unknown key", `${MINIMAL}worfklows: {}\n`],
  ["an unknown key of a task", task(`retries: 2\n${NOTEBOOK}`)],
  ["a name with a capital", MINIMAL.replace("name: churn", "name: Churn")],
  ["a contact that is no mail address", MINIMAL.replace("churn@example.edu", "churn")],
  ["a number for text", `${MINIMAL}tags: { a: 5 }\n`],
  ["a list for a mapping", `${MINIMAL}tags: [a]\n`],
  ["null", `${MINIMAL}data:\n`],
  ["a role outside its set", `${MINIMAL}repository: { teams: { ops: admin } }\n`],
  ["too many approvals", `${MINIMAL}repository: { reviews: 11 }\n`],
  ["a workflow without tasks", workflow("tasks: []")],
  ["a workflow whose tasks are missing", workflow("max_concurrent_runs: 1")],
  ["a source outside its set", task("notebook_task: { notebook_path: a, source: WORKSPACE }")],
  ["an unknown environment", `${MINIMAL}environments: { production: {} }\n`],
  ["an override that is the same everywhere", `${MINIMAL}environments: { prod: { owner: a } }\n`],
  ["an unknown key inside an override", `${MINIMAL}environments: { prod: { data: { volums: {} } } }\n`],
  ["a wrong value inside an override", `${MINIMAL}environments: { prod: { tags: { a: 5 } } }\n`],
];

const accepted: readonly [string, string][] = [
  ["the least", MINIMAL],
  ["an override of one key of a task", override("tasks: [{ task_key: run, max_retries: 2 }]")],
  ["an override that removes a key", override("schedule: null")],
  [
    "an override that removes a workflow",
    `${task(NOTEBOOK)}environments: { prod: { workflows: { train: null } } }\n`,
  ],
  ["an override that removes a section", `${MINIMAL}environments: { prod: { compute: null } }\n`],
];

function override(line: string): string {
  return `${task(NOTEBOOK)}environments: { prod: { workflows: { train: { ${line} } } } }\n`;
}

describe("jsonSchema", () => {
  it("is current on disk: `npm run schema` writes it", () => {
    assert.ok(readFileSync(SCHEMA_FILE, "utf8") === schemaText(), "run `npm run schema`");
  });

  it("`--check` says whether it is current; other arguments are refused", () => {
    const file = relative(process.cwd(), SCHEMA_FILE);
    assert.deepEqual(main(["--check"]), { exitCode: 0, said: `${file} is current` });
    assert.deepEqual(main(["--chekc"]), {
      exitCode: 2,
      said: "unknown argument --chekc: run `npm run schema` or `npm run schema -- --check`",
    });
  });

  for (const file of [
    ...readdirSync(join(ROOT, "projects")).map((name) => `projects/${name}`),
    "docs/reference/project.yaml",
  ]) {
    it(`accepts ${file}`, () => {
      assert.ok(
        validate(load(readFileSync(join(ROOT, file), "utf8"))),
        JSON.stringify(validate.errors, null, 2),
      );
    });
  }
  for (const [title, text] of accepted) {
    it(`accepts ${title}`, () => assert.ok(validate(load(text)), JSON.stringify(validate.errors, null, 2)));
  }
  for (const [title, text] of refused) {
    it(`refuses ${title}`, () => assert.equal(validate(load(text)), false));
  }
});
