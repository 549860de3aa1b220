import assert from "node:assert/strict";
import { data } from "../../../manifest/schema/data";
import { faultsIn, MINIMAL, task, TOP_KEYS } from "../manifests";

const NOTEBOOK = "notebook_task: { notebook_path: notebooks/train }";

const REVOKE =
  ": revoke it, for it has been written to a file, then keep it in a Databricks secret scope and write {{secrets/SCOPE/KEY}} here";

const refused: readonly [string, string, string[]][] = [
  [
    "an AWS access key",
    MINIMAL + "tags: { a: AKIAIOSFODNN7EXAMPLE }\n",
    [`5:12 tags.a: looks like an AWS access key${REVOKE}`],
  ],
  [
    "a GitHub token",
    MINIMAL.replace("Predicts churn.", "ghp_" + "a".repeat(36)),
    [`2:14 description: looks like a GitHub token${REVOKE}`],
  ],
  [
    "a fine-grained GitHub token",
    MINIMAL.replace("Predicts churn.", "github_pat_" + "a1".repeat(20)),
    [`2:14 description: looks like a GitHub token${REVOKE}`],
  ],
  [
    "a Databricks token",
    MINIMAL.replace("Predicts churn.", "dapi" + "0f".repeat(16)),
    [`2:14 description: looks like a Databricks token${REVOKE}`],
  ],
  [
    "a Databricks OAuth secret",
    MINIMAL.replace("Predicts churn.", "dose" + "0f".repeat(16)),
    [`2:14 description: looks like a Databricks OAuth secret${REVOKE}`],
  ],
  [
    "a Slack token",
    MINIMAL.replace("Predicts churn.", "xoxb-123456789012-abc"),
    [`2:14 description: looks like a Slack token${REVOKE}`],
  ],
  [
    "a Slack webhook",
    MINIMAL.replace("Predicts churn.", "https://hooks.slack.com/services/T0AB/B0CD/xyz"),
    [`2:14 description: looks like a Slack webhook address${REVOKE}`],
  ],
  [
    "a private key",
    MINIMAL + "tags:\n  a: |\n    -----BEGIN RSA PRIVATE KEY-----\n    MIIE\n",
    [`7:1 tags.a: looks like a private key${REVOKE}`],
  ],
  [
    "a signed token",
    MINIMAL.replace("Predicts churn.", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc"),
    [`2:14 description: looks like a signed token (JWT)${REVOKE}`],
  ],
  [
    "a password in an address",
    MINIMAL.replace("Predicts churn.", "see postgres://me:hunter22@db.example.edu/x"),
    [`2:14 description: looks like an address with a password${REVOKE}`],
  ],
  [
    "a package index with a password",
    task(
      `environment_key: d\n${NOTEBOOK}`,
      `environments: [{ environment_key: d, spec: { environment_version: "4", dependencies: ["--index-url https://me:hunter22@pypi.example.edu/simple"] } }]`,
    ),
    [
      `11:92 workflows.train.environments[0].spec.dependencies[0]: looks like an address with a password${REVOKE}`,
    ],
  ],
  [
    "a password by its key",
    task("notebook_task: { notebook_path: n, base_parameters: { db_password: hunter22 } }"),
    [
      `9:76 workflows.train.tasks[0].notebook_task.base_parameters.db_password: looks like a secret in clear text${REVOKE}`,
    ],
  ],
  [
    "a token by its key",
    task(
      "new_cluster: { spark_version: a, node_type_id: b, num_workers: 1, spark_env_vars: { API_TOKEN: abcdefgh1 } }\n" +
        NOTEBOOK,
    ),
    [
      `9:104 workflows.train.tasks[0].new_cluster.spark_env_vars.API_TOKEN: looks like a secret in clear text${REVOKE}`,
    ],
  ],
  [
    "an S3 key in spark_conf",
    task(
      "new_cluster: { spark_version: a, node_type_id: b, num_workers: 1, spark_conf: { spark.hadoop.fs.s3a.secret.key: abcdefgh1 } }\n" +
        NOTEBOOK,
    ),
    [
      `9:121 workflows.train.tasks[0].new_cluster.spark_conf["spark.hadoop.fs.s3a.secret.key"]: looks like a secret in clear text${REVOKE}`,
    ],
  ],
  [
    "an Azure key in spark_conf",
    task(
      "new_cluster: { spark_version: a, node_type_id: b, num_workers: 1, spark_conf: { fs.azure.account.key.lake.dfs.core.windows.net: abcdefgh1 } }\n" +
        NOTEBOOK,
    ),
    [
      `9:137 workflows.train.tasks[0].new_cluster.spark_conf["fs.azure.account.key.lake.dfs.core.windows.net"]: looks like a secret in clear text${REVOKE}`,
    ],
  ],
  [
    "a job parameter",
    task(NOTEBOOK, "parameters: [{ name: api_key, default: abcdefgh1 }]"),
    [`10:44 workflows.train.parameters[0].default: looks like a secret in clear text${REVOKE}`],
  ],
  [
    "an argument",
    task(
      `environment_key: d\nspark_python_task: { python_file: a.py, parameters: ["--password=hunter22"] }`,
      `environments: [{ environment_key: d, spec: { environment_version: "4" } }]`,
    ),
    [
      `10:63 workflows.train.tasks[0].spark_python_task.parameters[0]: looks like a secret in clear text${REVOKE}`,
    ],
  ],
  [
    "a token as a key",
    MINIMAL + `data: { ghp_${"a".repeat(36)}: x }\n`,
    [
      `5:9 data: looks like a GitHub token${REVOKE}`,
      `5:9 data.***: unknown key: remove it; this place takes ${Object.keys(data.shape).join(", ")}`,
    ],
  ],
  [
    "a token in a comment's place under an unknown key",
    MINIMAL + `foo: { bar: [ghp_${"a".repeat(36)}] }\n`,
    [
      `5:1 foo: unknown key: remove it; this place takes ${TOP_KEYS}`,
      `5:14 foo.bar[0]: looks like a GitHub token${REVOKE}`,
    ],
  ],
  [
    "a token under two keys by an alias",
    MINIMAL + `tags: { a: &t AKIAIOSFODNN7EXAMPLE, b: *t }\n`,
    [
      `5:15 tags.a: looks like an AWS access key${REVOKE}`,
      `5:40 tags.b: looks like an AWS access key${REVOKE}`,
    ],
  ],
];

describe("findSecrets", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }

  const accepted: readonly [string, string][] = [
    ["a reference to a secret", 'spark_env_vars: { API_TOKEN: "{{secrets/churn/token}}" }'],
    ["a reference to a variable", "spark_env_vars: { API_TOKEN: '${TOKEN_OF_THE_PROJECT}' }"],
    ["a short word", "spark_env_vars: { API_TOKEN: none }"],
    ["a model's token", "spark_env_vars: { eos_token: '<|endoftext|>' }"],
    ["a key that only begins like one", "spark_env_vars: { token_count_file: counts.json }"],
  ];
  for (const [title, lines] of accepted) {
    it(`accepts ${title}`, () => {
      const cluster = `new_cluster: { spark_version: a, node_type_id: b, num_workers: 1, ${lines} }`;
      assert.deepEqual(faultsIn(task(`${cluster}\n${NOTEBOOK}`)), []);
    });
  }

  it("never shows a secret, wherever it stands", () => {
    const token = `ghp_${"S3cr3t".repeat(6)}`;
    const texts = [
      `${MINIMAL}tags: { ${token}: x }\n`,
      `${MINIMAL}${token}: x\n`,
      `${MINIMAL}data: { schema: ${token} }\n`,
      `${MINIMAL}data: { reads: { projects: [${token}] } }\n`,
      task(`depends_on: [{ task_key: ${token} }]\n${NOTEBOOK}`),
      task(`job_cluster_key: ${token}\n${NOTEBOOK}`),
      task(`run_job_task: { job_id: "\${resources.jobs.${token}.id}" }`),
      task(`notebook_task: { notebook_path: n, base_parameters: { password: 1234567890 } }`),
      `${MINIMAL}releases: { prod: ${token} }\n`,
    ];
    for (const text of texts) {
      const faults = faultsIn(text).join("\n");
      assert.match(faults, /looks like/);
      assert.doesNotMatch(faults, /S3cr3t|1234567890/);
    }
  });
});
