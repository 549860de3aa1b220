import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { stackPage } from "../../config/reference";
import { manifestPage } from "../../manifest/reference/page";
import { sizesPage } from "./sizes";

export const ROOT = join(__dirname, "../..");

/** What the example organisation's stacks set, the one for production first. */
function example(): Record<string, unknown> {
  const stacks = ["dev", "stage", "prod"].map((stack) => {
    const { config } = load(readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), "utf8")) as {
      config: Readonly<Record<string, unknown>>;
    };
    return Object.entries(config).map(([key, value]) => [key.replace(/^marvin:/, ""), value] as const);
  });
  return Object.fromEntries(stacks.flat());
}

/** The pages that are written from the code, by file, in the form that Prettier gives them. */
export async function pages(): Promise<Readonly<Record<string, string>>> {
  const annotated = readFileSync(join(ROOT, "docs/reference/project.yaml"), "utf8");
  const written = {
    "docs/reference/manifest.md": manifestPage(annotated),
    "docs/reference/stack-configuration.md": stackPage(example()),
    "docs/reference/size.md": await sizesPage(),
  };
  const { format } = await import("prettier");
  const formatted = Object.entries(written).map(
    async ([file, text]) => [file, await format(text, { parser: "markdown", printWidth: 110 })] as const,
  );
  return Object.fromEntries(await Promise.all(formatted));
}
