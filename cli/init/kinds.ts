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

const STEP = (key: string, notebook: string, after?: string) => `
      - task_key: ${key}${after === undefined ? "" : `\n        depends_on: [{ task_key: ${after} }]`}
        job_cluster_key: main
        notebook_task: { notebook_path: notebooks/${notebook} }`;

const READS = `  # What it reads of other projects and of the platform.
  # reads:
  #   schemas: [reference.calendar]`;

const BY_HAND = "    # Started by hand. It runs by itself with a schedule or a trigger.\n";

const TRAIN = `  train:
    description: Prepares the data, trains a challenger, and compares it with the model in use.
${BY_HAND}${CLUSTER}
    tasks:${STEP("prepare", "prepare_data")}${STEP("train", "train", "prepare")}${STEP("validate", "validate", "train")}`;

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
${READS}

workflows:
${TRAIN}

  batch_inference:
    description: Scores new data with the model in use.
${schedule}${CLUSTER}
    tasks:${STEP("score", "batch_inference")}${STEP("monitor", "monitor", "score")}

${LEARNS(model)}`,
  },
  scoring: {
    title: "batch scoring: score by schedule with a model that is there already",
    parts: ({ schedule }) => `data:
  comment: Scores, by day.
  # The model and the data that it reads, of other projects and of the platform.
  # reads:
  #   models: [credit.score]
  #   schemas: [reference.calendar]

workflows:
  score:
    description: Scores new data.
${schedule}    # Without a cluster a notebook runs serverless.
    tasks:
      - task_key: score
        notebook_task: { notebook_path: notebooks/score }`,
  },
  pipeline: {
    title: "data pipeline without a model: take data in, refine it, check it",
    parts: ({ schedule }) => `data:
  # Further schemas beside the project's main one.
  schemas:
    raw:
      comment: Data as it arrives.
      volumes:
        landing: {}
${READS}

workflows:
  refresh:
    description: Takes in what is new, refines it and checks the result.
${schedule}    # Without a cluster notebooks run serverless.
    tasks:
      - task_key: ingest
        notebook_task: { notebook_path: notebooks/ingest }
      - task_key: refine
        depends_on: [{ task_key: ingest }]
        notebook_task: { notebook_path: notebooks/refine }
      - task_key: check
        depends_on: [{ task_key: refine }]
        notebook_task: { notebook_path: notebooks/check_quality }`,
  },
  serving: {
    title: "serving: train a model that answers single requests",
    parts: ({ schedule, model }) => `data:
  volumes:
    landing:
      comment: Files as they arrive.
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
