import assert from "node:assert/strict";
import { data } from "../../manifest/schema/data";
import { faultsIn, MINIMAL, task, TOP_KEYS } from "./manifests";

const refused: readonly [string, string, string[]][] = [
  ["an empty file", "", ["1:1 the file is empty: describe a project, beginning with `name:`"]],
  ["only spaces", "  \n\n", ["1:1 the file is empty: describe a project, beginning with `name:`"]],
  ["only a comment", "# nothing\n", ["1:1 the file is empty: describe a project, beginning with `name:`"]],
  ["only a document marker", "---\n", ["1:1 the file is empty: describe a project, beginning with `name:`"]],
  [
    "a null document",
    "~\n",
    [
      "1:1 a project is a mapping of keys to values: begin with `name: my-project`, with a space after the colon",
    ],
  ],
  [
    "a list",
    "- a\n- b\n",
    [
      "1:1 a project is a mapping of keys to values: begin with `name: my-project`, with a space after the colon",
    ],
  ],
  [
    "a text",
    "hello\n",
    [
      "1:1 a project is a mapping of keys to values: begin with `name: my-project`, with a space after the colon",
    ],
  ],
  [
    "a number",
    "42\n",
    [
      "1:1 a project is a mapping of keys to values: begin with `name: my-project`, with a space after the colon",
    ],
  ],
  [
    "a key that stands twice",
    MINIMAL + "name: churn\n",
    ["5:1 name: this key stands twice in one mapping: keep one of them"],
  ],
  [
    "a key that stands twice, nested",
    MINIMAL + "data:\n  schema: a\n  schema: b\n",
    ["7:3 data.schema: this key stands twice in one mapping: keep one of them"],
  ],
  [
    "a key that stands three times",
    MINIMAL + "tags: {a: b, a: c, a: d}\n",
    [
      "5:14 tags.a: this key stands twice in one mapping: keep one of them",
      "5:20 tags.a: this key stands twice in one mapping: keep one of them",
    ],
  ],
  [
    "a quoted and an unquoted key alike",
    MINIMAL + `"name": churn\n`,
    ["5:2 name: this key stands twice in one mapping: keep one of them"],
  ],
  [
    "no as a boolean",
    task("retry_on_timeout: no\nnotebook_task: { notebook_path: n }"),
    [
      '9:27 workflows.train.tasks[0].retry_on_timeout: an unquoted no is a boolean to some YAML readers and text to others: write false, or "no" in quotes if it is text',
    ],
  ],
  [
    "on as a boolean",
    task("retry_on_timeout: On\nnotebook_task: { notebook_path: n }"),
    [
      '9:27 workflows.train.tasks[0].retry_on_timeout: an unquoted On is a boolean to some YAML readers and text to others: write true, or "On" in quotes if it is text',
    ],
  ],
  [
    "yes where text is wanted",
    MINIMAL + "tags: {a: yes}\n",
    [
      '5:11 tags.a: an unquoted yes is a boolean to some YAML readers and text to others: write true, or "yes" in quotes if it is text',
    ],
  ],
  [
    "no as a key",
    MINIMAL + "tags: {no: norway}\n",
    ['5:8 tags.no: an unquoted no is a boolean to some YAML readers: write "no" in quotes'],
  ],
  [
    "on as an unknown key",
    MINIMAL + "on: push\n",
    [
      '5:1 on: an unquoted on is a boolean to some YAML readers: write "on" in quotes',
      `5:1 on: unknown key: remove it; this place takes ${TOP_KEYS}`,
    ],
  ],
  [
    "an undefined alias",
    MINIMAL + "tags: {a: *b}\n",
    ["5:11 tags.a: this alias names an anchor that is not defined above it: write the value out"],
  ],
  [
    "an alias to itself",
    MINIMAL + "tags: &t {a: *t}\n",
    ["5:14 tags.a: this alias names an anchor that is not defined above it: write the value out"],
  ],
  [
    "an alias cycle",
    MINIMAL + "data: &d {reads: {projects: [*d]}}\n",
    [
      "5:30 data.reads.projects[0]: this alias names an anchor that is not defined above it: write the value out",
    ],
  ],
  [
    "an alias of a wrong value",
    MINIMAL + "tags: {a: &x 5, b: *x}\n",
    [
      '5:8 tags.a: must be text: write "5" in quotes, for YAML reads a number',
      '5:17 tags.b: must be text: write "5" in quotes, for YAML reads a number',
    ],
  ],
  [
    "aliases that explode",
    "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n",
    ["1:1 the file holds more than 20000 values, counting what aliases repeat: keep data out of manifests"],
  ],
  [
    "a merge key",
    `${MINIMAL}x: &x {a: b}\ntags: {<<: *x}\n`,
    [
      `5:1 x: unknown key: remove it; this place takes ${TOP_KEYS}`,
      "6:8 tags: merge keys (`<<`) are not YAML 1.2: write the keys out",
    ],
  ],
  [
    "a tag",
    MINIMAL + "tags: {a: !!str 5}\n",
    ["5:11 tags.a: YAML tags such as `!!str` are not supported: remove the tag"],
  ],
  [
    "a tag of its own",
    MINIMAL + "tags: {a: !secret x}\n",
    ["5:11 tags.a: YAML tags such as `!!str` are not supported: remove the tag"],
  ],
  [
    "a __proto__ key",
    MINIMAL + "__proto__: {name: x}\n",
    ["5:1 this cannot be used as a key: give it a name"],
  ],
  [
    "a nested __proto__ key",
    MINIMAL + "tags: {__proto__: x}\n",
    ["5:8 tags: this cannot be used as a key: give it a name"],
  ],
  [
    "constructor as a key",
    MINIMAL + "constructor: x\n",
    [`5:1 constructor: unknown key: remove it; this place takes ${TOP_KEYS}`],
  ],
  [
    "toString as a nested key",
    MINIMAL + "data: {toString: x}\n",
    [`5:8 data.toString: unknown key: remove it; this place takes ${Object.keys(data.shape).join(", ")}`],
  ],
  ["an empty key", MINIMAL + `"": x\n`, ["5:2 this cannot be used as a key: give it a name"]],
  [
    "a list as a key",
    MINIMAL + "[a, b]: c\n",
    [
      "5:1 a key must be a single word or text: write `key: value`, and quote text that begins with `{` or `[`",
    ],
  ],
  [
    "a mapping as a key",
    MINIMAL + "? {a: b}\n: c\n",
    [
      "5:3 a key must be a single word or text: write `key: value`, and quote text that begins with `{` or `[`",
    ],
  ],
  [
    "an alias as a key",
    MINIMAL + "tags: {a: &k b, *k : c}\n",
    [
      "5:17 tags: a key must be a single word or text: write `key: value`, and quote text that begins with `{` or `[`",
    ],
  ],
  [
    "a key of 300 characters",
    MINIMAL + `${"k".repeat(300)}: x\n`,
    ["5:1 this key is longer than 255 characters: shorten it"],
  ],
];

describe("parseYaml: YAML that is refused", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
