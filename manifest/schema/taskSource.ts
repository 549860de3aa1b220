import { z } from "zod";
import { sentence } from "./names";

/** Values by name, as text. */
export const parameterMap = z.record(z.string().min(1), z.string()).optional();

/** What runs is what is in Git, so that a run can be traced to a commit. */
export const source = z
  .enum(["GIT"], {
    error: "must be `GIT`: jobs run what is committed. Move the file to the repository and remove `source`",
  })
  .default("GIT")
  .describe("Where the file is read: always the project's repository, at the ref of `releases`.");

export const repositoryPath = sentence(1024).superRefine((path, context) => {
  const message = /^(?:\.{0,2}\/|~|[A-Za-z][\w+.-]*:)/.test(path)
    ? "must be relative to the repository's root, e.g. `notebooks/train`, without a leading `/` or `./`: jobs run what is in Git"
    : path.includes("\\")
      ? "holds a backslash: separate folders by `/`"
      : path.split("/").includes("..")
        ? "leaves the repository: remove `..`"
        : undefined;
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

export const notebookPath = repositoryPath.superRefine((path, context) => {
  const extension = /\.(?:py|ipynb|sql|scala|r|R)$/.exec(path)?.[0];
  if (extension !== undefined) {
    context.addIssue({
      code: "custom",
      message: `must not end in \`${extension}\`: Databricks finds the notebook without it`,
    });
  }
});

export const warehouse = sentence(100).describe("Id of the SQL warehouse that runs it.");
