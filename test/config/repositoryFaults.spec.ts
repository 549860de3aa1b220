import assert from "node:assert/strict";
import { repositoryFaults } from "../../config/repositoryFaults";
import { check } from "../manifest/manifests";
import { secretsWith, settingsWith } from "../components/declare";

const MINIMAL = `name: churn
description: Predicts churn.
owner: student-success
contact: churn@example.edu
`;

function faultsOf(lines: string, configuration: Record<string, string> = {}): string[] {
  const { projects, faults } = check({ "churn.yaml": MINIMAL + lines });
  assert.deepEqual(faults, []);
  const settings = settingsWith({ ownsRepositories: "true", ...configuration });
  return repositoryFaults(projects[0]!, settings, secretsWith("known"));
}

describe("repositoryFaults", () => {
  const open = "repository: { visibility: public }\n";

  it("refuses a public repository, with both ways out", () =>
    assert.deepEqual(faultsOf(open), [
      "churn.yaml repository.visibility: `public` is not allowed here: use private or internal, or add churn to marvin:publicRepositories",
    ]));

  it("lets a project be public by its name, or all of them", () => {
    assert.deepEqual(faultsOf(open, { publicRepositories: '["ch*"]' }), []);
    assert.deepEqual(faultsOf(open, { allowedVisibilities: '["public"]' }), []);
  });

  it("leaves the repository to the stack that owns it", () =>
    assert.deepEqual(faultsOf(open, { ownsRepositories: "false" }), []));

  it("refuses what the plan has not", () => {
    const lines = `repository: { visibility: internal, security: { secret_scanning: true } }
deployment: { wait_timer: 5, reviewers: { users: [1] } }
`;
    const faults = faultsOf(lines, { githubPlan: "team" });
    assert.deepEqual(
      faults.map((fault) => /^churn.yaml ([\w.]+):/.exec(fault)?.[1]),
      [
        "repository.visibility",
        "repository.security.secret_scanning",
        "deployment.reviewers",
        "deployment.wait_timer",
      ],
    );
    assert.deepEqual(faultsOf(lines, { secretProtection: "true" }), []);
  });

  it("refuses refs that the stack does not let deploy, and takes narrower ones", () => {
    const tags = { deploymentTags: '["v*"]' };
    assert.deepEqual(faultsOf("deployment: { tags: [v1.*] }\n", tags), []);
    assert.deepEqual(faultsOf("deployment: { tags: ['*'], branches: [main] }\n", tags), [
      "churn.yaml deployment.tags[0]: only the tags v* deploy to dev: write a narrower pattern, or change marvin:deploymentTags",
      "churn.yaml deployment.branches: only the tags v* deploy to dev: remove it in this environment, or change marvin:deploymentTags",
    ]);
  });

  it("counts the stack's reviewers too", () =>
    assert.match(
      faultsOf("deployment: { reviewers: { teams: [1, 2, 3, 4, 5, 6] } }\n", {
        deploymentReviewers: "[7]",
      }).join(),
      /makes 7 reviewers in dev/,
    ));

  it("names every secret that the stack has not", () =>
    assert.deepEqual(
      faultsOf(`repository:
  secrets: { A: { config: known }, B: { config: lost } }
  dependabot_secrets: { C: { config: lost } }
deployment:
  secrets: { D: { config: gone } }
`),
      [
        "churn.yaml deployment.secrets.D: there is no secret gone",
        "churn.yaml repository.secrets.B: there is no secret lost",
        "churn.yaml repository.dependabot_secrets.C: there is no secret lost",
      ],
    ));
});
