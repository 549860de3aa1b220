import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import * as pulumi from "@pulumi/pulumi";
import marvin from "../../index";
import { declare, withoutTraces } from "../components/declare";
import { packageName } from "../components/packageName";

const ROOT = join(__dirname, "../..");
const STACKS = ["dev", "stage", "prod"] as const;

/** The example projects from small to large, each with what makes it so. */
const EXAMPLES = [
  ["library-visits", "Small", "one job on serverless compute, before its first release"],
  [
    "student-churn",
    "Typical",
    "training and batch inference, a volume, a model, an interactive cluster, three groups",
  ],
  [
    "campus-energy",
    "Data alone",
    "two schemas, a bucket of its own, a share with a reader outside, no model",
  ],
  [
    "course-recommender",
    "Large",
    "two jobs, three clusters, two volumes, two models, data of other projects",
  ],
] as const;

/** Measured by `marvin preview --sandbox --stack dev --project NAME`, twice each; measure again when much has changed. */
const MEASURED = `A first preview of one project in the dev stack took 4 seconds for the small one, 5 for the typical, 9 for data alone and
7 for the large one, and one of all four in one stack 10 to 12 seconds. That was in the local cloud, on two cores that had four
times more to do than they can; the start of the command comes on top. On idle cores it is about 15 milliseconds a resource.
Real accounts were not measured: there the services' answers decide.`;

/** How many resources of each type every example project has in each stack, from what the program declares. */
export async function sizesPage(): Promise<string> {
  const counts = new Map<string, Map<string, number>>();
  for (const stack of STACKS) counts.set(stack, await countsIn(stack));
  const count = (stack: string, key: string) => counts.get(stack)?.get(key) ?? 0;
  const total = (stack: string, project: string) =>
    [...(counts.get(stack) ?? [])].reduce(
      (sum, [key, n]) => sum + (key.startsWith(`${project} `) ? n : 0),
      0,
    );
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  const dash = (n: number) => (n === 0 ? "–" : n);
  const parts = EXAMPLES.map(([project, size, what]) => {
    const types = new Set(
      STACKS.flatMap((stack) => [...(counts.get(stack)?.keys() ?? [])])
        .filter((key) => key.startsWith(`${project} `))
        .map((key) => key.slice(project.length + 1)),
    );
    return [
      `## ${size}: ${project}`,
      "",
      `[\`projects/${project}.yaml\`](../../projects/${project}.yaml): ${what}.`,
      "",
      row(["resource", ...STACKS]),
      row(["---", ...STACKS.map(() => "--:")]),
      ...[...types]
        .sort()
        .map((type) =>
          row([`\`${type}\``, ...STACKS.map((stack) => dash(count(stack, `${project} ${type}`)))]),
        ),
      row(["**together**", ...STACKS.map((stack) => `**${total(stack, project)}**`)]),
      "",
    ];
  });
  return [
    "# What Marvin declares, by size of project",
    "",
    "Written by `npm run docs` from the example projects and the stacks of this repository: change those.",
    "",
    "The dev stack owns the repositories. Components, which are names and nothing else, are not counted; nor are providers.",
    "What each resource is for stands in [What Marvin declares](resources.md).",
    "",
    row(["size", "project", ...STACKS]),
    row(["---", "---", ...STACKS.map(() => "--:")]),
    ...EXAMPLES.map(([project, size]) =>
      row([
        size,
        `[${project}](#${size.toLowerCase().replaceAll(" ", "-")}-${project})`,
        ...STACKS.map((stack) => total(stack, project)),
      ]),
    ),
    "",
    MEASURED,
    "",
    ...parts.flat(),
  ].join("\n");
}

/** Resources in one stack, by `project type`. */
async function countsIn(stack: string): Promise<Map<string, number>> {
  const { config } = load(readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Readonly<Record<string, unknown>>;
  };
  const texts = Object.entries(config).map(
    ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
  );
  const { program } = await withoutTraces(() =>
    declare(() => {
      pulumi.runtime.setAllConfig(Object.fromEntries(texts));
      return marvin({ folder: join(ROOT, "projects") });
    }),
  );
  const counts = new Map<string, number>();
  for (const { type, name } of program.all) {
    const project = EXAMPLES.map(([one]) => one).find((one) => name.startsWith(`${one}/`));
    if (project === undefined || /^(?:marvin|pulumi):/.test(type)) continue;
    const key = `${project} ${packageName(type)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
