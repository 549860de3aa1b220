import { z } from "zod";
import { documentation } from "./documentation";
import { itemKey } from "./names";
import { object } from "./object";

/** Kinds of work that the template knows. */
export const TEMPLATE_KINDS = ["training", "scoring", "pipeline"] as const;
export const FRAMEWORKS = ["sklearn", "xgboost", "pytorch", "pyfunc"] as const;

/** A registered model: of the project itself by its key, or another's by its whole name. */
const modelName = z.string().regex(/^[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+){0,2}$/, {
  error:
    "must be a key of `models`, e.g. `churn`, or another project's model as `schema.model` or `catalog.schema.model`",
});

/** What the project's repository is rendered from. Counts when it is rendered, and when the template is updated. */
export const template = object(
  {
    kind: z
      .enum(TEMPLATE_KINDS)
      .optional()
      .describe(
        "Kind of work: `training` of the project's own model with batch inference, `scoring` with a model that another project trains, or `pipeline` of data without a model. Default: `training` with `models`, `scoring` with `data.reads.models`, else `pipeline`.",
      ),
    framework: z
      .enum(FRAMEWORKS)
      .default("sklearn")
      .describe(
        "What the model is made with: `sklearn`, `xgboost`, `pytorch`, or `pyfunc` for anything else in Python.",
      ),
    model: modelName
      .optional()
      .describe(
        "The model that the notebooks train or score with. Default: the first of `models`, or of `data.reads.models`.",
      ),
    experiment: itemKey
      .optional()
      .describe("The experiment that the notebooks record in. Default: the first of `experiments`."),
  },
  {
    version: "is of the repository: write `repository.template_version`",
    name: "the project's name and the rest follow from the manifest: remove it",
    serving: "follows from `serving` at the top: remove it",
  },
)
  .prefault({})
  .describe("What the project's notebooks, tests and documentation are rendered as.")
  .register(documentation, { drives: [], since: "0.2.0" });
