import type * as pulumi from "@pulumi/pulumi";

/**
 * The aliases by which a component is found under the names that it had. What is inside is found through its parent, as
 * its own name begins with the parent's; an alias of a child alone would miss a renamed project.
 * @param prefix what stands before the name in the component's own, e.g. `churn/workflows/`
 */
export function aliasesOf(
  prefix: string,
  formerly: readonly string[] | undefined,
): pulumi.Alias[] | undefined {
  return formerly?.map((former) => ({ name: `${prefix}${former}` }));
}
