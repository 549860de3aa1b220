import assert from "node:assert/strict";
import { RunnerGroups } from "../../components/runnerGroups";
import { declare, settingsWith } from "./declare";

const declareWith = (runnerGroups: object, repositoryId?: number) =>
  declare(
    () =>
      new RunnerGroups("platform:runners", {
        settings: settingsWith({ managesOrganization: "true", runnerGroups: JSON.stringify(runnerGroups) }),
        repositories: new Map<string, number | string | undefined>([
          ["churn", 11],
          ["churn-eu", "12"],
          ["visits", undefined],
        ]),
      }),
    { repositoryId },
  );

const large = { image: "2306", size: "8-core" };

describe("RunnerGroups", () => {
  it("lets the named projects use a group, and no public repository unless told", async () => {
    const { program } = await declareWith({ large: { projects: ["churn*"] } });
    assert.deepEqual(program.inputs("github:ActionsRunnerGroup", "platform:runners/large"), {
      name: "large",
      visibility: "selected",
      selectedRepositoryIds: [11, 12],
      allowsPublicRepositories: false,
    });
  });

  it("looks up repositories that another stack declares, and leaves out those that are not there yet", async () => {
    const members = async (repositoryId: number) => {
      const { program } = await declareWith({ all: { projects: ["*"] } }, repositoryId);
      return program.inputs("github:ActionsRunnerGroup", "platform:runners/all")["selectedRepositoryIds"];
    };
    assert.deepEqual(await members(13), [11, 12, 13]);
    assert.deepEqual(await members(0), [11, 12]);
  });

  it("bounds how many hosted runners there are at once, in the group that they belong to", async () => {
    const { program } = await declareWith({
      large: {
        projects: ["churn"],
        workflows: ["acme/ci/.github/workflows/train.yml@refs/heads/main"],
        runners: { "linux-8": large, "linux-8-fixed": { ...large, maximumRunners: 2, publicIp: true } },
      },
    });
    const group = program.inputs("github:ActionsRunnerGroup", "platform:runners/large");
    assert.equal(group["restrictedToWorkflows"], true);
    assert.deepEqual(group["selectedWorkflows"], ["acme/ci/.github/workflows/train.yml@refs/heads/main"]);
    assert.deepEqual(program.inputs("github:ActionsHostedRunner", "platform:runners/large/linux-8"), {
      name: "linux-8",
      image: { id: "2306", source: "github" },
      size: "8-core",
      maximumRunners: 10,
      publicIpEnabled: false,
      runnerGroupId: 31,
    });
    const fixed = program.inputs("github:ActionsHostedRunner", "platform:runners/large/linux-8-fixed");
    assert.deepEqual([fixed["maximumRunners"], fixed["publicIpEnabled"]], [2, true]);
  });
});
