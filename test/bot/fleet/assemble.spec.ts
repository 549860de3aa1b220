import assert from "node:assert/strict";
import { assemble } from "../../../bot/fleet/assemble";
import { fleet } from "../../../bot/fleet/fleet";
import { Refused } from "../../../bot/failure";
import { part, OWNED } from "./parts";

function refused(parts: Parameters<typeof assemble>[0], message: RegExp): void {
  assert.throws(
    () => assemble(parts),
    (error) => error instanceof Refused && message.test(error.message),
  );
}

const PRINCIPAL = { host: "https://stage.example.com", id: "42" };

describe("The fleet, from the parts of all stacks", () => {
  it("takes the repository from its owner, and place and principal from each environment", () => {
    const whole = assemble([
      part("dev", { projects: [{ project: "churn" }] }),
      part("stage", { projects: [{ project: "churn", principal: PRINCIPAL }] }),
      part("prod", {
        ...OWNED,
        projects: [
          {
            project: "churn",
            repository: {
              repository: "acme/churn",
              lifecycle: "active",
              template: "stable",
              answers: { project_name: "churn", catalog_stage: "a guess", stage_workflows: ["train"] },
            },
            principal: { host: "https://prod.example.com", id: "7" },
          },
        ],
      }),
    ]);
    assert.deepEqual(whole, {
      template: "acme/marvin-template",
      manager: "acme/marvin",
      projects: [
        {
          project: "churn",
          repository: "acme/churn",
          lifecycle: "active",
          template: "stable",
          answers: {
            project_name: "churn",
            stage_workflows: ["train"],
            organization: "acme",
            catalog_dev: "ml_dev",
            host_dev: "https://dev.example.com",
            catalog_stage: "ml_stage",
            host_stage: "https://stage.example.com",
            catalog_prod: "ml_prod",
            host_prod: "https://prod.example.com",
          },
          principals: { stage: PRINCIPAL, prod: { host: "https://prod.example.com", id: "7" } },
        },
      ],
    });
    assert.ok(fleet.safeParse(whole).success);
  });

  it("answers only for the environments that make the project", () => {
    const [churn] = assemble([
      part("dev", { projects: [{ project: "other" }] }),
      part("prod", { ...OWNED, projects: [owned("churn")] }),
    ]).projects;
    assert.deepEqual(Object.keys(churn?.answers ?? {}).sort(), ["catalog_prod", "host_prod", "organization"]);
  });

  it("takes each project from the stacks that make it, where an environment is several stacks", () => {
    const { projects } = assemble([
      part("prod-b", { ...OWNED, environment: "prod", catalog: "ml_b", projects: [owned("visits")] }),
      part("prod-a", { ...OWNED, environment: "prod", catalog: "ml_a", projects: [owned("churn")] }),
    ]);
    assert.deepEqual(
      projects.map(({ project, answers }) => [project, answers["catalog_prod"]]),
      [
        ["churn", "ml_a"],
        ["visits", "ml_b"],
      ],
    );
  });

  it("is the same in whatever order the parts are read", () => {
    const parts = [
      part("dev", { projects: [{ project: "visits" }, { project: "churn" }] }),
      part("prod", { ...OWNED, projects: [owned("visits"), owned("churn")] }),
    ];
    assert.deepEqual(assemble([...parts].reverse()), assemble(parts));
  });

  it("leaves out a project whose repository nobody owns yet", () => {
    const { projects } = assemble([
      part("dev", { projects: [{ project: "new" }] }),
      part("prod", { ...OWNED, projects: [] }),
    ]);
    assert.deepEqual(projects, []);
  });

  it("is refused where no stack owns repositories", () => {
    refused([], /marvin:templateRepository .* marvin:ownsRepositories/);
    refused([part("dev", { projects: [{ project: "churn" }] })], /no stack has told the bot/);
    refused([part("prod", { template: "acme/template" })], /marvin:managerRepository/);
  });

  it("is refused where two stacks own a project's repository", () => {
    refused(
      [
        part("prod", { ...OWNED, projects: [owned("churn")] }),
        part("stage", { ...OWNED, projects: [owned("churn")] }),
      ],
      /the stacks (stage and prod|prod and stage) both own the repository of churn: .*marvin:ownsRepositories/,
    );
  });

  it("is refused where two stacks make a project in one environment", () => {
    refused(
      [
        part("prod", { ...OWNED, projects: [owned("churn")] }),
        part("prod-b", { environment: "prod", projects: [{ project: "churn" }] }),
      ],
      /the stacks prod and prod-b both make churn in prod: .*marvin:projects/,
    );
  });

  it("is refused where two projects would share a token", () => {
    const shared = { ...owned("churn"), project: "churn-eu" };
    refused([part("prod", { ...OWNED, projects: [owned("churn"), shared] })], /acme\/churn: rename one/);
  });

  it("is refused where the owners of repositories name different templates", () => {
    refused(
      [part("prod", { ...OWNED }), part("prod-b", { ...OWNED, template: "acme/another" })],
      /marvin:templateRepository: set the same one/,
    );
  });
});

function owned(project: string) {
  return {
    project,
    repository: { repository: `acme/${project}`, lifecycle: "active" as const, answers: {} },
  };
}
