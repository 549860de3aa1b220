import assert from "node:assert/strict";
import { describe as inWords } from "../../../manifest/fault";
import { inReadOrder, sourcesOf } from "../../../manifest/rules/sources";
import { check, MINIMAL, TOP_KEYS } from "../manifests";

const project = (name: string, more = "") => MINIMAL.replace("name: churn", `name: ${name}`) + more;
const reads = (...names: string[]) => `data: { reads: { projects: [${names.join(", ")}] } }\n`;

const located = (url: string) =>
  `environments: { prod: { data: { external_locations: { bank: { url: "${url}", credential_name: bank } } } } }\n`;

const gives = (name: string) => `access: { grants: { projects: { ${name}: { schema: [write] } } } }\n`;

const refused: readonly [string, Record<string, string>, string[]][] = [
  [
    "one name in two folders",
    { "a/churn.yaml": MINIMAL, "b/churn.yaml": MINIMAL },
    ["b/churn.yaml:1:1 name: is also the name of a/churn.yaml: choose another"],
  ],
  [
    "one schema for two projects",
    {
      "aa.yaml": project("aa", "data: { schema: shared }\n"),
      "bb.yaml": project("bb", "data: { schema: shared }\n"),
    },
    [
      "bb.yaml:5:9 data.schema: the schema `shared` is aa.yaml's already: set `data.schema` to a name of its own, or read it through `data.reads.projects`",
    ],
  ],
  [
    "a project that was another one, which is still there",
    { "aa.yaml": project("aa"), "bb.yaml": project("bb", "formerly: [aa]\n") },
    [
      "bb.yaml:1:1 data.schema: the schema `aa` is aa.yaml's already: set `data.schema` to a name of its own, or read it through `data.reads.projects`",
      "bb.yaml:5:12 formerly[0]: `aa` is a project, aa.yaml: remove that file in the same change that renames it, and call no other project so",
    ],
  ],
  [
    "one project that became two",
    { "bb.yaml": project("bb", "formerly: [aa]\n"), "cc.yaml": project("cc", "formerly: [aa]\n") },
    [
      "cc.yaml:1:1 data.schema: the schema `aa` is bb.yaml's already: set `data.schema` to a name of its own, or read it through `data.reads.projects`",
      "cc.yaml:5:12 formerly[0]: `aa` became bb.yaml already: it can become one project alone",
    ],
  ],
  [
    "a group that two projects make",
    {
      "aa.yaml": project("aa", "groups: { deans: {} }\n"),
      "bb.yaml": project("bb", "groups: { deans: {} }\n"),
    },
    [
      "bb.yaml:5:11 groups.deans: the group `deans` is aa.yaml's already: name it under `access` without making it, or choose another name",
    ],
  ],
  [
    "a group inside a group of another project",
    {
      "aa.yaml": project("aa", "groups: { deans: {} }\n"),
      "bb.yaml": project("bb", "groups: { staff: { groups: [office, deans] } }\n"),
    },
    [
      "bb.yaml:5:37 groups.staff.groups[1]: `deans` is made by aa.yaml: give both groups the role under `access`",
    ],
  ],
  [
    "one secret scope for two projects",
    {
      "aa.yaml": project("aa", "secret_scopes: { aa-bb: {} }\n"),
      "aa-bb.yaml": project("aa-bb", "secret_scopes: { aa-bb: {} }\n"),
    },
    [
      "aa-bb.yaml:5:18 secret_scopes.aa-bb: the secret scope `aa-bb` is aa.yaml's already: choose another name",
    ],
  ],
  [
    "a schema that is another project's by default",
    { "churn-eu.yaml": project("churn-eu"), "other.yaml": project("other", "data: { schema: churn_eu }\n") },
    [
      "other.yaml:5:9 data.schema: the schema `churn_eu` is churn-eu.yaml's already: set `data.schema` to a name of its own, or read it through `data.reads.projects`",
    ],
  ],
  [
    "a further schema that is another project's",
    {
      "churn.yaml": project("churn", "data: { schemas: { eu: {} } }\n"),
      "churn-eu.yaml": project("churn-eu"),
      "other.yaml": project("other", "data: { schemas: { raw: { name: churn_eu } } }\n"),
    },
    [
      "churn-eu.yaml:1:1 data.schema: the schema `churn_eu` is churn.yaml's already: set `data.schema` to a name of its own, or read it through `data.reads.projects`",
      "other.yaml:5:27 data.schemas.raw.name: the schema `churn_eu` is churn.yaml's already: set `data.schemas.raw.name` to a name of its own, or read it through `data.reads.projects`",
    ],
  ],
  [
    "one folder for two projects",
    {
      "aa.yaml": project("aa", located("s3://bank-files/aa")),
      "bb.yaml": project("bb", located("s3://bank-files/aa/bb")),
    },
    [
      "bb.yaml:5:63 environments.prod.data.external_locations.bank.url: overlaps with s3://bank-files/aa of aa.yaml, and Unity Catalog takes one location a path: name a folder outside it, or declare it once and read it through `data.reads.external_locations`",
    ],
  ],
  [
    "one schema in prod only",
    {
      "aa.yaml": project("aa"),
      "bb.yaml": project("bb", "environments: { prod: { data: { schema: aa } } }\n"),
    },
    [
      "bb.yaml:5:33 environments.prod.data.schema: the schema `aa` is aa.yaml's already: set `data.schema` to a name of its own, or read it through `data.reads.projects`",
    ],
  ],
  [
    "reads of a project that is not there",
    { "churn.yaml": project("churn", reads("libary")), "library.yaml": project("library", reads("nothing")) },
    [
      "churn.yaml:5:29 data.reads.projects[0]: there is no project `libary`: did you mean `library`?",
      "library.yaml:5:29 data.reads.projects[0]: there is no project `nothing`: add its file, or name a schema under `data.reads.schemas`",
    ],
  ],
  [
    "projects that read each other",
    { "aa.yaml": project("aa", reads("bb")), "bb.yaml": project("bb", reads("aa")) },
    [
      "aa.yaml:5:29 data.reads.projects[0]: `bb` reads this project too, in a circle: name one of the two schemas under `data.reads.schemas` instead",
      "bb.yaml:5:29 data.reads.projects[0]: `aa` reads this project too, in a circle: name one of the two schemas under `data.reads.schemas` instead",
    ],
  ],
  [
    "a circle of three, closed in prod only",
    {
      "aa.yaml": project("aa", reads("bb")),
      "bb.yaml": project("bb", reads("cc")),
      "cc.yaml": project("cc", "environments: { prod: { data: { reads: { projects: [aa] } } } }\n"),
    },
    [
      "aa.yaml:5:29 data.reads.projects[0]: `bb` reads this project too, in a circle: name one of the two schemas under `data.reads.schemas` instead (in prod)",
      "bb.yaml:5:29 data.reads.projects[0]: `cc` reads this project too, in a circle: name one of the two schemas under `data.reads.schemas` instead (in prod)",
      "cc.yaml:5:53 environments.prod.data.reads.projects[0]: `aa` reads this project too, in a circle: name one of the two schemas under `data.reads.schemas` instead",
    ],
  ],
  [
    "rights for a project that is not there",
    { "churn.yaml": project("churn", gives("libary")), "library.yaml": project("library") },
    ["churn.yaml:5:33 access.grants.projects.libary: there is no project `libary`: did you mean `library`?"],
  ],
  [
    "a project that is read by the one that it gives rights to, and reads it",
    { "aa.yaml": project("aa", gives("bb") + reads("bb")), "bb.yaml": project("bb") },
    [
      "aa.yaml:5:33 access.grants.projects.bb: this project uses data of `bb` too, in a circle: let one of the two name what it reads under `data.reads` by schema instead",
      "aa.yaml:6:29 data.reads.projects[0]: `bb` reads this project too, in a circle: name one of the two schemas under `data.reads.schemas` instead",
    ],
  ],
  [
    "only the faults of a project that others read",
    { "churn.yaml": project("churn", reads("library")), "library.yaml": project("library", "foo: 1\n") },
    [`library.yaml:5:1 foo: unknown key: remove it; this place takes ${TOP_KEYS}`],
  ],
];

describe("checkFleet", () => {
  for (const [title, files, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(check(files).faults.map(inWords), faults));
  }

  it("orders projects such that each stands behind those that it reads", () => {
    const { projects, faults } = check({
      "aa.yaml": project("aa", reads("cc", "bb")),
      "bb.yaml": project("bb", reads("cc")),
      "cc.yaml": project("cc"),
    });
    assert.deepEqual(faults, []);
    assert.deepEqual(
      inReadOrder(projects, "dev").map(({ name }) => name),
      ["cc", "bb", "aa"],
    );
  });

  it("lets a project read another one that gives it rights besides, as one source", () => {
    const { projects, faults } = check({
      "aa.yaml": project("aa", reads("bb")),
      "bb.yaml": project("bb", gives("aa")),
    });
    assert.deepEqual(faults, []);
    const byName = new Map(projects.map((one) => [one.name, one] as const));
    const [source, ...others] = sourcesOf("aa", byName, "prod");
    assert.deepEqual(others, []);
    assert.equal(source?.source.name, "bb");
    assert.equal(source.read, true);
    assert.deepEqual(source.given?.schema, ["write"]);
    assert.deepEqual(sourcesOf("bb", byName, "prod"), []);
  });
});
