import assert from "node:assert/strict";
import { parseArguments, UsageError } from "../../cli/arguments";
import { fleetOf } from "../../cli/stacks/fleet";
import { planMove } from "../../cli/stacks/move";
import { ENVIRONMENTS } from "../../manifest/schema/project";

const config = (stack: string, values: Readonly<Record<string, unknown>>) => ({
  stack,
  values: new Map<string, unknown>(Object.entries({ environment: "prod", catalog: stack, ...values })),
});
const NAMES = ["churn", "churn-eu", "exams"];
const fleet = (...configs: ReturnType<typeof config>[]) => fleetOf(configs, NAMES, ENVIRONMENTS);

describe("marvin stacks", () => {
  it("shows who is where, and who is nowhere", () => {
    const { stacks, faults, rivals, absent } = fleet(
      config("prod", { projects: ["churn*"] }),
      config("dev", { environment: "dev" }),
    );
    assert.deepEqual(
      stacks.map(({ stack, patterns, projects }) => [stack, patterns, projects]),
      [
        ["prod", ["churn*"], ["churn", "churn-eu"]],
        ["dev", ["*"], NAMES],
      ],
    );
    assert.deepEqual([...faults, ...rivals], []);
    assert.deepEqual(absent, [{ environment: "prod", projects: ["exams"] }]);
  });

  it("finds what two stacks fight over", () => {
    const { faults, rivals } = fleet(
      config("prod-a", { projects: '["churn", "exams"]', ownsCatalog: true, catalog: "ml" }),
      config("prod-b", { projects: ["churn*"], ownsCatalog: "true", catalog: "ml", ownsRepositories: true }),
      config("dev", { environment: "dev", ownsRepositories: true }),
      config("other", { environment: "test" }),
    );
    assert.deepEqual(faults, ["Pulumi.other.yaml: marvin:environment is none of dev, stage, prod: set it"]);
    assert.deepEqual(rivals, [
      "churn is made by prod-a and prod-b, both of prod: let marvin:projects of one of them name it",
      "the repositories are declared in prod and dev: let the stacks of one environment have marvin:ownsRepositories",
      "the catalog ml is declared by prod-a and prod-b: let one of them have marvin:ownsCatalog",
    ]);
  });

  const plan = (
    from: Readonly<Record<string, unknown>>,
    to: Readonly<Record<string, unknown>>,
    { project = "churn", target = "prod-b", groups = false } = {},
  ) => {
    const configs = [
      config("prod-a", { catalog: "ml", ...from }),
      config("prod-b", { catalog: "ml", ...to }),
    ];
    return planMove(fleet(...configs), configs, { project, to: target, groups });
  };

  it("tells what a move takes, command by command", () => {
    const moved = plan(
      { projects: ["*"], maxWorkers: 8 },
      { projects: ["new-*"], maxWorkers: 4 },
      { groups: true },
    );
    assert.deepEqual(moved.projects, { from: ["churn-eu", "exams"], to: ["new-*", "churn"] });
    assert.deepEqual(plan({ projects: ["churn", "churn*"] }, { projects: ["new-*"] }).projects.from, [
      "churn-eu",
    ]);
    assert.deepEqual(plan({ projects: ["churn", "ex*"] }, { projects: ["new-*"] }).projects.from, ["ex*"]);
    assert.deepEqual(moved.differences, ["marvin:maxWorkers: 8 -> 4"]);
    assert.deepEqual(moved.move, [
      "pulumi state move --source prod-a --dest prod-b 'urn:pulumi:prod-a::marvin::marvin:index:MLProject::churn' 'urn:pulumi:prod-a::marvin::marvin:index:Groups::churn/groups'",
    ]);
    assert.deepEqual(moved.after, ["npx marvin preview --stack prod-a", "npx marvin preview --stack prod-b"]);
  });

  for (const [title, work, message] of [
    ["a stack without a file", () => plan({}, {}, { target: "prod-c" }), /there is no Pulumi\.prod-c\.yaml/],
    [
      "a project that nobody makes",
      () => plan({ projects: ["exams"] }, {}),
      /no other stack of prod makes churn/,
    ],
    [
      "stacks of which one owns repositories",
      () => plan({ ownsRepositories: true }, { projects: ["x-*"] }),
      /differ in marvin:ownsRepositories/,
    ],
    [
      "stacks of two workspaces",
      () => plan({ databricksHost: "https://a" }, { projects: ["x-*"], databricksHost: "https://b" }),
      /differ in marvin:databricksHost/,
    ],
    [
      "a project without a stack",
      () => parseArguments(["stacks", "--move", "churn"]),
      /--move NAME --to STACK/,
    ],
  ] as const) {
    it(`refuses ${title}`, () =>
      assert.throws(work, (error) => error instanceof UsageError && message.test(error.message)));
  }
});
