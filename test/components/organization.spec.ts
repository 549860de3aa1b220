import assert from "node:assert/strict";
import { Organization } from "../../components/organization";
import { declare, settingsWith } from "./declare";

const declareWith = (changes: Record<string, string> = {}) =>
  declare(
    () =>
      new Organization("platform:organization", {
        settings: settingsWith({ managesOrganization: "true", ...changes }),
      }),
  );

const withRulesets = (rulesets: object) =>
  declareWith({ customProperties: "true", organizationRulesets: JSON.stringify(rulesets) });

const managed = { name: "marvin-managed", propertyValues: ["true"], source: "custom" };

describe("Organization", () => {
  it("declares nothing that the stack does not ask for", async () => {
    const { program } = await declareWith();
    assert.deepEqual(
      program.all.filter(({ type }) => type.startsWith("github:")),
      [],
    );
  });

  it("defines the properties that repositories carry, for owners of the organisation to change", async () => {
    const { program } = await declareWith({ customProperties: "true" });
    assert.deepEqual(
      program
        .ofType("github:OrganizationCustomProperties")
        .map(({ name, inputs: { propertyName, valueType } }) => [name, propertyName, valueType]),
      [
        ["platform:organization/properties/marvin-managed", "marvin-managed", "true_false"],
        ["platform:organization/properties/marvin-project", "marvin-project", "string"],
        ["platform:organization/properties/marvin-owner", "marvin-owner", "string"],
        ["platform:organization/properties/marvin-template-version", "marvin-template-version", "string"],
      ],
    );
    assert.deepEqual(
      program.inputs("github:OrganizationCustomProperties", "platform:organization/properties/marvin-owner"),
      {
        propertyName: "marvin-owner",
        valueType: "string",
        description: "Slug of the team that answers for the project.",
        required: false,
        valuesEditableBy: "org_actors",
      },
    );
  });

  it("holds the default branches of Marvin's repositories to rules, found by their properties", async () => {
    const { program } = await withRulesets({
      reviewed: {
        properties: { owner: ["student-success", "data-platform"] },
        except: { project: ["sandbox"], template_version: ["v1.0.0"] },
        branches: { reviews: 2, required_signatures: true, require_code_owner_review: true },
      },
    });
    assert.deepEqual(
      program.inputs("github:OrganizationRuleset", "platform:organization/rulesets/reviewed"),
      {
        name: "reviewed",
        enforcement: "active",
        target: "branch",
        conditions: {
          refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] },
          repositoryProperty: {
            includes: [
              managed,
              {
                name: "marvin-owner",
                propertyValues: ["student-success", "data-platform"],
                source: "custom",
              },
            ],
            excludes: [
              { name: "marvin-project", propertyValues: ["sandbox"], source: "custom" },
              { name: "marvin-template-version", propertyValues: ["v1.0.0"], source: "custom" },
            ],
          },
        },
        rules: {
          deletion: true,
          nonFastForward: true,
          requiredLinearHistory: true,
          requiredSignatures: true,
          pullRequest: {
            requiredApprovingReviewCount: 2,
            dismissStaleReviewsOnPush: true,
            requireLastPushApproval: true,
            requiredReviewThreadResolution: true,
            requireCodeOwnerReview: true,
          },
        },
      },
    );
  });

  it("holds named branches, tags and pushes to rules, with full refs and none for pushes", async () => {
    const { program } = await withRulesets({
      branches: { branches: { include: ["release/*"], exclude: ["release/old"] } },
      tags: { enforcement: "evaluate", tags: { include: ["model-*"], required_signatures: true } },
      pushes: { pushes: { max_file_size: 10, restricted_file_extensions: ["pkl"] } },
    });
    const ruleset = (key: string) => {
      const { conditions, rules, target, enforcement } = program.inputs(
        "github:OrganizationRuleset",
        `platform:organization/rulesets/${key}`,
      );
      return {
        target,
        enforcement,
        rules,
        ...(conditions as { refName?: object; repositoryProperty: object }),
      };
    };
    assert.deepEqual(ruleset("branches").refName, {
      includes: ["refs/heads/release/*"],
      excludes: ["refs/heads/release/old"],
    });
    assert.deepEqual(ruleset("tags"), {
      target: "tag",
      enforcement: "evaluate",
      refName: { includes: ["refs/tags/model-*"], excludes: [] },
      repositoryProperty: { includes: [managed], excludes: [] },
      rules: { deletion: true, nonFastForward: true, update: true, requiredSignatures: true },
    });
    assert.deepEqual(ruleset("pushes"), {
      target: "push",
      enforcement: "active",
      repositoryProperty: { includes: [managed], excludes: [] },
      rules: {
        maxFileSize: { maxFileSize: 10 },
        fileExtensionRestriction: { restrictedFileExtensions: ["*.pkl"] },
      },
    });
  });

  it("asks every repository to pin actions, and leaves to each which ones are allowed", async () => {
    const { program } = await declareWith({ organizationShaPinning: "true" });
    assert.deepEqual(
      program.inputs("github:ActionsOrganizationPermissions", "platform:organization/actions"),
      { enabledRepositories: "all", allowedActions: "all", shaPinningRequired: true },
    );
  });
});
