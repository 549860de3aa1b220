/** What a kind's part of a manifest is made of; indentation is the reader's. */
export interface Shape {
  /** Lines of a `schedule`, at the depth of a workflow's keys; a hint where there is none. */
  readonly schedule: string;
  /** The project's name as a name in Unity Catalog. */
  readonly model: string;
}

export interface Kind {
  /** In a few words, as a choice. */
  readonly title: string;
  /** The manifest from `data` to what the work produces, with comments for what the example guesses. */
  readonly parts: (shape: Shape) => string;
}

const CLUSTER = `    job_clusters:
      - job_cluster_key: main
        size: small # or medium, large, gpu: the stack says which machines they are`;

/** Tasks one after another, each with the template's notebook of its name. */
const steps = (notebooks: readonly string[], cluster?: string) =>
  notebooks
    .map((notebook, index) => {
      const after = notebooks[index - 1];
      return [
        `      - task_key: ${notebook}`,
        ...(after === undefined ? [] : [`depends_on: [{ task_key: ${after} }]`]),
        ...(cluster === undefined ? [] : [`job_cluster_key: ${cluster}`]),
        `notebook_task: { notebook_path: notebooks/${notebook} }`,
      ].join("\n        ");
    })
    .join("\n");

const SCORE = ["prepare_data", "batch_inference", "monitor"];

const PACKAGES = `    packages:
      comment: Wheels of releases.`;

const READS = `  # What it reads of other projects and of the platform.
  # reads:
  #   schemas: [reference.calendar]`;

const BY_HAND = "    # Started by hand. It runs by itself with a schedule or a trigger.\n";

const TRAIN = `  train:
    description: Prepares the data, trains a challenger, and puts it to use if it is better than the model in use.
${BY_HAND}${CLUSTER}
    tasks:
${steps(["prepare_data", "train", "validate", "promote"], "main")}`;

const LEARNS = (model: string) => `experiments:
  training:
    description: Every training run.

models:
  ${model}: {}`;

/** The kinds of work that a new project can begin with. */
export const KINDS: Readonly<Record<string, Kind>> = {
  training: {
    title: "batch inference with training: train a model, then score with it by schedule",
    parts: ({ schedule, model }) => `data:
  volumes:
    landing:
      comment: Files as they arrive.
${PACKAGES}
${READS}

workflows:
${TRAIN}

  score:
    description: Scores new data with the model in use, and watches it.
${schedule}${CLUSTER}
    tasks:
${steps(SCORE, "main")}

${LEARNS(model)}`,
  },
  scoring: {
    title: "batch scoring: score by schedule with a model that is there already",
    parts: ({ schedule }) => `data:
  comment: Scores, by day.
  volumes:
${PACKAGES}
  # The model and the data that it reads, of other projects and of the platform.
  # reads:
  #   models: [credit.score]
  #   schemas: [reference.calendar]

workflows:
  score:
    description: Scores new data, and watches it.
${schedule}    # Without a cluster notebooks run serverless.
    tasks:
${steps(SCORE)}

template:
  kind: scoring
  model: credit.score # schema and name of the model that it scores with: change it here and under reads`,
  },
  pipeline: {
    title: "data pipeline without a model: take data in, refine it, check it",
    parts: ({ schedule }) => `data:
  volumes:
${PACKAGES}
  # Further schemas beside the project's main one.
  schemas:
    raw:
      comment: Data as it arrives.
      volumes:
        landing: {}
${READS}

workflows:
  refresh:
    description: Takes in what is new, publishes what passes its checks, and watches it.
${schedule}    # Without a cluster notebooks run serverless.
    tasks:
${steps(["prepare_data", "publish", "monitor"])}`,
  },
  serving: {
    title: "serving: train a model that answers single requests",
    parts: ({ schedule, model }) => `data:
  volumes:
    landing:
      comment: Files as they arrive.
${PACKAGES}
${READS}

workflows:
${TRAIN.replace(BY_HAND, schedule)}

${LEARNS(model)}

serving:
  # Nothing is made before an environment names a version: docs/guides/serve-a-model.md.
  answers:
    config:
      served_entities:
        - name: current
          entity_name: ${model}
    # Databricks groups that may send requests.
    # callers:
    #   groups: [portal]`,
  },
};
