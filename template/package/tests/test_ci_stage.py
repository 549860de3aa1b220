"""The trial of a commit: a fake workspace and a fake GitHub, by the real clients."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fake_github import FakeGitHub
from fake_pace import Clock
from fake_workspace import FakeWorkspace

from marvin import testing
from marvin.ci.actions import Actions
from marvin.ci.cleanup import clean_up
from marvin.ci.report import MARKER
from marvin.ci.stage import NothingToTry, try_in_stage
from marvin.workflows import Subject, WorkflowNotFound

SHA = "0123456789abcdef0123456789abcdef01234567"
TASKS = [{"task_key": key, "notebook_task": {"notebook_path": f"notebooks/{key}"}} for key in ("prepare", "train")]


@pytest.fixture
def workspace():
    fake = FakeWorkspace()
    fake.job("[stage] churn train", TASKS, parameters=[{"name": "sample", "default": "1.0"}])
    fake.job("[stage] churn score", TASKS)
    yield fake
    fake.close()


@pytest.fixture
def github():
    fake = FakeGitHub()
    yield fake
    fake.close()


class Trial:
    def __init__(self, workspace, github, tmp_path, **stage_tests):
        self.workspace, self.summary = workspace, tmp_path / "summary.md"
        tests = {"workflows": ["train", "score"], "parameters": {"sample": "0.1"}, **stage_tests}
        self.config = testing.config(tmp_path, environment="stage", stage_tests=tests)
        self.actions = Actions(
            {
                "GITHUB_REPOSITORY": "example-university/churn",
                "GITHUB_TOKEN": "a-token",
                "GITHUB_API_URL": github.url,
                "GITHUB_RUN_ID": "777",
                "GITHUB_STEP_SUMMARY": str(self.summary),
            }
        )

    def run(self, pull_request=12, clock=None):
        return try_in_stage(
            self.config,
            self.workspace.client(),
            self.actions,
            commit=SHA,
            pull_request=pull_request,
            pace=(clock or Clock()).pace,
        )


def test_runs_every_workflow_in_the_trials_schema_and_reports_on_the_pull_request(workspace, github, tmp_path):
    github.comments[12] = [
        {"id": 1, "user": {"type": "User"}, "body": f"{MARKER} written by a person"},
        {"id": 2, "user": {"type": "User"}, "body": "Looks good"},
        {"id": 3, "user": {"type": "Bot"}, "body": "Coverage: 90 %"},
    ]
    trial = Trial(workspace, github, tmp_path, only={"score": ["prepare"]})
    assert trial.run()
    first, second = (request.json for request in workspace.sent("POST", "runs/submit"))
    assert first["git_source"]["git_commit"] == SHA
    assert first["tasks"][0]["notebook_task"]["base_parameters"] == {
        "sample": "0.1",
        "schema": "pr_12_churn",
        "marvin_trial": "pr_12_churn",
    }
    assert [task["task_key"] for task in second["tasks"]] == ["prepare"]
    assert workspace.schemas == {}
    bodies = [comment["body"] for comment in github.comments[12]]
    assert bodies[:3] == [f"{MARKER} written by a person", "Looks good", "Coverage: 90 %"]
    assert len(bodies) == 4
    assert bodies[3].startswith(f"{MARKER}\n## Trial in stage: succeeded")
    assert "Commit 0123456 in the schema `ml_stage.pr_12_churn`" in bodies[3]
    assert f"| train | [succeeded]({workspace.url}/jobs/1/runs/1000) |" in bodies[3]
    assert trial.summary.read_text().startswith("## Trial in stage: succeeded")


def test_keeps_one_comment_current_over_runs(workspace, github, tmp_path):
    trial = Trial(workspace, github, tmp_path)
    seen = []
    workspace.scripts = [[{"prepare": "RUNNING", "train": "BLOCKED"}, {"prepare": "SUCCESS", "train": "SUCCESS"}]]
    clock = Clock(lambda _: seen.append(github.comments[12][0]["body"]))
    trial.run(clock=clock)
    trial.run()
    assert "| train | running |" in seen[0]
    assert "| score | waiting |" in seen[0]
    assert "## Trial in stage: running" in seen[0]
    assert len(github.comments[12]) == 1


def test_ends_at_the_first_failure_and_shows_it(workspace, github, tmp_path):
    workspace.scripts = [[{"prepare": "FAILED", "train": "UPSTREAM_FAILED"}]]
    workspace.outputs["prepare"] = {"error": "KeyError: 'age' @everyone"}
    trial = Trial(workspace, github, tmp_path)
    assert not trial.run()
    [comment] = github.comments[12]
    assert "## Trial in stage: failed" in comment["body"]
    assert "| score | did not run |" in comment["body"]
    assert "KeyError: 'age' \\@everyone" in comment["body"]
    assert len(workspace.sent("POST", "runs/submit")) == 1
    assert workspace.schemas == {}


def test_without_a_pull_request_the_schema_is_the_runs_and_nothing_is_written_to_github(workspace, github, tmp_path):
    trial = Trial(workspace, github, tmp_path)
    assert trial.run(pull_request=None)
    schema = workspace.sent("POST", "unity-catalog/schemas")[0].json
    assert (schema["name"], schema["properties"]["marvin_trial_for"]) == ("run_777_churn", "run/777")
    assert github.requests == []


def test_a_trial_of_nothing_and_one_of_a_missing_workflow_make_nothing(workspace, github, tmp_path):
    with pytest.raises(NothingToTry, match="names no workflow"):
        Trial(workspace, github, tmp_path, workflows=[]).run()
    with pytest.raises(WorkflowNotFound, match="did you mean 'train'"):
        Trial(workspace, github, tmp_path, workflows=["train", "trian"]).run()
    assert workspace.sent("POST", "schemas") == []


def test_fails_where_the_schema_stays_though_every_workflow_did_well(workspace, github, tmp_path):
    workspace.breaks("DELETE", "schemas", 403, {"error_code": "PERMISSION_DENIED", "message": "no"})
    assert not Trial(workspace, github, tmp_path).run()
    assert "could not be removed, and stays: no" in github.comments[12][0]["body"]


def test_an_interruption_cancels_the_run_removes_the_schema_and_says_so(workspace, github, tmp_path):
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    workspace.scripts = [[{"prepare": "RUNNING", "train": "BLOCKED"}]]
    with pytest.raises(KeyboardInterrupt):
        Trial(workspace, github, tmp_path).run(clock=Clock(interrupt))
    assert workspace.runs[1000]["canceled"]
    assert workspace.schemas == {}
    assert "**The trial ended early.** It was cancelled." in github.comments[12][0]["body"]


def test_a_trial_counts_though_its_comment_cannot_be_written(workspace, github, tmp_path, capsys):
    forbidden = {"message": "Resource not accessible by integration"}
    github.breaks("GET", "comments", 403, forbidden, X_Accepted_GitHub_Permissions="pull_requests=read")
    assert Trial(workspace, github, tmp_path).run()
    said = capsys.readouterr().out
    assert "Resource not accessible by integration (403); the job's `permissions` must have pull_requests=read" in said
    assert github.comments == {}


def leave(workspace, subject, created_at=1_700_000_000_000):
    full_name = f"ml_stage.{subject.schema('churn')}"
    workspace.schemas[full_name] = {
        "name": subject.schema("churn"),
        "full_name": full_name,
        "created_at": created_at,
        "properties": {"marvin_trial_of": "churn", "marvin_trial_for": str(subject)},
    }


def test_cleans_up_after_closed_pull_requests_and_old_runs_alone(workspace, github, tmp_path):
    for number in (1, 2, 3):
        leave(workspace, Subject("pr", number))
    leave(workspace, Subject("run", 5))
    leave(workspace, Subject("run", 4), created_at=1_600_000_000_000)
    workspace.schemas["ml_stage.churn"] = {"name": "churn", "full_name": "ml_stage.churn"}
    github.pull(1, "aaa", "bbb", merged=True)
    github.pull(2, "ccc", "ddd", merged=False)
    config = testing.config(tmp_path, environment="stage")
    now = datetime.fromtimestamp(1_700_003_600, tz=UTC)
    # GitHub does not know number 3: it stays until it is old.
    assert clean_up(config, workspace.client(), github.client(), now=now)
    assert set(workspace.schemas) == {
        "ml_stage.pr_2_churn",
        "ml_stage.pr_3_churn",
        "ml_stage.run_5_churn",
        "ml_stage.churn",
    }
    assert clean_up(config, workspace.client(), None, subject=Subject("pr", 2))
    assert "ml_stage.pr_2_churn" not in workspace.schemas


def test_cancels_what_still_runs_of_a_killed_trial_and_of_no_other(workspace, github, tmp_path):
    # Its schema may be gone already.
    names = (
        "[stage] churn train (pull request 12, 0123456)",
        "[stage] churn train (pull request 123, 0123456)",
        "[stage] churn-eu train (pull request 12, 0123456)",
    )
    for name in names:
        workspace.begin(name, {"train": "RUNNING"})
    config = testing.config(tmp_path, environment="stage")
    assert clean_up(config, workspace.client(), None, subject=Subject("pr", 12))
    assert [run["name"] for run in workspace.runs.values() if run["canceled"]] == [names[0]]
    assert workspace.schemas == {}


def test_says_when_a_schema_could_not_be_cleaned_up(workspace, github, tmp_path):
    leave(workspace, Subject("pr", 1))
    workspace.breaks("DELETE", "schemas", 403, {"error_code": "PERMISSION_DENIED", "message": "no"})
    config = testing.config(tmp_path, environment="stage")
    assert not clean_up(config, workspace.client(), None, subject=Subject("pr", 1))
