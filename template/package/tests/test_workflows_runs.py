"""Runs in a fake workspace, by the real SDK."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fake_pace import Clock
from fake_workspace import FakeWorkspace

from marvin import testing, workflows
from marvin.errors import MarvinError
from marvin.workflows import (
    NotStarted,
    RunFailed,
    RunTimedOut,
    State,
    WorkflowNotFound,
    find,
    run_commit,
    run_declared,
    run_working_copy,
    workflow_keys,
)

SHA = "0123456789abcdef0123456789abcdef01234567"
TASKS = [
    {"task_key": "prepare", "notebook_task": {"notebook_path": "notebooks/prepare"}},
    {
        "task_key": "train",
        "depends_on": [{"task_key": "prepare"}],
        "notebook_task": {"notebook_path": "notebooks/train"},
    },
]


@pytest.fixture
def workspace():
    fake = FakeWorkspace()
    yield fake
    fake.close()


@pytest.fixture
def client(workspace):
    return workspace.client()


def train(workspace, client, environment="dev", **settings):
    workspace.job(f"[{environment}] churn train", TASKS, **settings)
    return find(client, environment, "churn", "train")


def test_finds_a_job_by_name_and_tags_over_pages(workspace, client):
    for name in ("[dev] churn score", "[stage] churn train", "[dev] churn-eu train", "[dev] churn train"):
        workspace.job(name, TASKS, parameters=[{"name": "depth", "default": "3"}])
    found = find(client, "dev", "churn", "train")
    assert found.job_id == 103
    assert found.url == f"{workspace.url}/jobs/103"
    assert (found.key, found.tasks, found.parameters) == ("train", ["prepare", "train"], {"depth": "3"})
    assert workflow_keys(client, "dev", "churn") == {"score": 100, "train": 103}


def test_reads_a_large_job_over_pages_with_what_an_older_sdk_does_not_know(workspace, client):
    tasks = [{"task_key": f"t{number}", "new_thing": number} for number in range(5)]
    workspace.job("[dev] churn train", tasks, parameters=[{"name": "depth", "default": "3"}])
    found = find(client, "dev", "churn", "train")
    assert found.settings["tasks"] == tasks
    assert found.parameters == {"depth": "3"}


def test_says_why_a_job_is_not_found(workspace, client):
    workspace.job("[dev] churn train", TASKS)
    with pytest.raises(WorkflowNotFound, match="did you mean 'train'\\?"):
        find(client, "dev", "churn", "trian")
    with pytest.raises(WorkflowNotFound, match="Is it declared for this environment"):
        find(client, "prod", "churn", "train")
    workspace.jobs[100]["tags"] = {"project": "other", "environment": "dev"}
    with pytest.raises(WorkflowNotFound, match="does not carry the tags project=churn"):
        find(client, "dev", "churn", "train")
    workspace.jobs[100]["tags"] = {"project": "churn", "environment": "dev"}
    workspace.job("[dev] churn train", TASKS)
    with pytest.raises(WorkflowNotFound, match="2 jobs are called"):
        find(client, "dev", "churn", "train")


def test_runs_the_declared_job_and_says_each_change_once(workspace, client):
    workflow = train(workspace, client, parameters=[{"name": "depth", "default": "3"}])
    workspace.scripts = [
        [
            {"prepare": "PENDING", "train": "BLOCKED"},
            {"prepare": "RUNNING", "train": "BLOCKED"},
            {"prepare": "RUNNING", "train": "BLOCKED"},
            {"prepare": "SUCCESS", "train": "RUNNING"},
            {"prepare": "SUCCESS", "train": "SUCCESS"},
        ]
    ]
    lines: list[str] = []
    clock = Clock()
    outcome = run_declared(client, workflow, parameters={"depth": "5"}, say=lines.append, pace=clock.pace)
    assert outcome.succeeded
    assert [(task.key, task.state, task.attempts) for task in outcome.tasks] == [
        ("prepare", State.SUCCEEDED, 1),
        ("train", State.SUCCEEDED, 1),
    ]
    [sent] = workspace.sent("POST", "run-now")
    assert sent.json["job_parameters"] == {"depth": "5"}
    assert "only" not in sent.json
    said = [line.split("  ")[2] if line.startswith("  ") else line for line in lines]
    assert said == [
        f"[dev] churn train: {workspace.url}/jobs/1/runs/1000",
        "prepare: starting",
        "prepare: running",
        "prepare: succeeded",
        "train: running",
        "train: succeeded",
    ]
    assert lines[1].endswith(f"{workspace.url}/jobs/1/runs/1001")
    assert clock.slept == [2.0, 2.0, 3.0, 2.0]


def test_runs_some_tasks_of_the_declared_job(workspace, client):
    run_declared(client, train(workspace, client), only=["+train"], say=lambda _: None, pace=Clock().pace)
    assert workspace.sent("POST", "run-now")[0].json["only"] == ["prepare", "train"]


def test_refuses_parameters_that_the_job_does_not_have_before_anything_runs(workspace, client):
    workflow = train(workspace, client, parameters=[{"name": "depth", "default": "3"}])
    with pytest.raises(NotStarted, match="no job parameter 'dept': did you mean 'depth'\\?"):
        run_declared(client, workflow, parameters={"dept": "5"})
    assert not workspace.runs


def test_shows_error_trace_and_link_of_what_failed_and_not_of_what_was_skipped(workspace, client):
    workflow = train(workspace, client)
    workspace.scripts = [[{"prepare": "FAILED", "train": "UPSTREAM_FAILED"}]]
    workspace.outputs["prepare"] = {
        "error": "ValueError: column `age` | is missing",
        "error_trace": "\x1b[0;31mValueError\x1b[0m at line 3 ```",
    }
    with pytest.raises(RunFailed) as error:
        run_declared(client, workflow, say=lambda _: None, pace=Clock().pace)
    outcome = error.value.outcome
    assert [(task.key, task.state, task.attempts) for task in outcome.tasks] == [
        ("prepare", State.FAILED, 1),
        ("train", State.SKIPPED, 0),
    ]
    assert "prepare failed: ValueError: column `age` | is missing" in str(error.value)
    assert f"{workspace.url}/jobs/1/runs/1001" in str(error.value)
    markdown = outcome.markdown()
    assert "### \\[dev\\] churn train: failed" in markdown
    assert f"| [prepare]({workspace.url}/jobs/1/runs/1001) | failed | 1 | 30 s |" in markdown
    assert "**prepare**: ValueError: column \\`age\\` \\| is missing" in markdown
    assert "````text\nValueError at line 3 ```\n````" in markdown


def test_counts_attempts_and_takes_the_last_for_the_result(workspace, client):
    workflow = train(workspace, client)
    workspace.scripts = [
        [
            {"prepare": "SUCCESS", "train": "RUNNING"},
            {"prepare": "SUCCESS", "train": "FAILED", "train#1": "WAITING_FOR_RETRY"},
            {"prepare": "SUCCESS", "train": "FAILED", "train#1": "RUNNING"},
            {"prepare": "SUCCESS", "train": "FAILED", "train#1": "SUCCESS"},
        ]
    ]
    lines: list[str] = []
    outcome = run_declared(client, workflow, say=lines.append, pace=Clock().pace)
    assert outcome.succeeded
    assert (outcome.tasks[1].state, outcome.tasks[1].attempts, outcome.tasks[1].seconds) == (State.SUCCEEDED, 2, 60)
    text = "\n".join(lines)
    for part in ("train: waiting for another attempt, attempt 2", "train: running, attempt 2", "succeeded, attempt 2"):
        assert part in text


def test_a_failed_task_is_a_failed_run_though_the_service_calls_it_a_success(workspace, client):
    workspace.scripts = [[{"*": "SUCCESS_WITH_FAILURES", "prepare": "FAILED", "train": "SUCCESS"}]]
    with pytest.raises(RunFailed):
        run_declared(client, train(workspace, client), say=lambda _: None, pace=Clock().pace)


def test_shows_the_turn_of_a_loop_that_failed(workspace, client):
    workspace.scripts = [[{"prepare": "SUCCESS", "train": "FAILED"}]]
    workspace.iterations["train"] = ["SUCCESS", "FAILED"]
    workspace.outputs["train"] = {"error": "ValueError: no rows of north"}
    with pytest.raises(RunFailed, match="no rows of north") as error:
        run_declared(client, train(workspace, client), say=lambda _: None, pace=Clock().pace)
    assert error.value.outcome.failed[0].url.endswith("/runs/1053")


def test_cancels_what_takes_too_long_and_waits_until_it_has_ended(workspace, client):
    workflow = train(workspace, client)
    workspace.scripts = [[{"prepare": "RUNNING", "train": "BLOCKED"}]]
    clock = Clock()
    with pytest.raises(RunTimedOut, match="took longer than 1 min 00 s and was cancelled") as error:
        run_declared(client, workflow, timeout=timedelta(minutes=1), say=lambda _: None, pace=clock.pace)
    assert clock.now == 60
    assert max(clock.slept) <= 30
    assert error.value.outcome.state is State.CANCELED
    assert len(workspace.sent("POST", "runs/cancel")) == 1


def test_cancels_when_it_is_interrupted(workspace, client):
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    workspace.scripts = [[{"prepare": "RUNNING", "train": "BLOCKED"}]]
    lines: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        run_declared(client, train(workspace, client), say=lines.append, pace=Clock(interrupt).pace)
    assert workspace.runs[1000]["canceled"]
    assert lines[-1].startswith("Cancelling [dev] churn train: http")


def test_says_what_right_is_missing_to_start_and_to_read(workspace, client):
    workflow = train(workspace, client)
    denied = {"error_code": "PERMISSION_DENIED", "message": "User does not have permission."}
    workspace.breaks("POST", "run-now", 403, denied)
    with pytest.raises(NotStarted, match=r"does not have permission\. You need CAN MANAGE RUN on the job"):
        run_declared(client, workflow)
    workspace.scripts = [[{"prepare": "FAILED", "train": "UPSTREAM_FAILED"}]]
    workspace.breaks("GET", "get-output", 403, denied)
    with pytest.raises(RunFailed, match="its output could not be read: User does not have permission"):
        run_declared(client, workflow, say=lambda _: None, pace=Clock().pace)


def test_starts_one_run_though_the_service_is_unavailable_for_a_moment(workspace, client):
    workspace.breaks("POST", "run-now", 503, {"error_code": "TEMPORARILY_UNAVAILABLE", "message": ""}, Retry_After="0")
    workspace.breaks("GET", "runs/get", 429, {"error_code": "REQUEST_LIMIT_EXCEEDED", "message": ""}, Retry_After="0")
    assert run_declared(client, train(workspace, client), say=lambda _: None, pace=Clock().pace).succeeded
    first, second = workspace.sent("POST", "run-now")
    assert first.json["idempotency_token"] == second.json["idempotency_token"]


def test_runs_a_working_copy_as_its_user(workspace, client):
    workflow = train(workspace, client, parameters=[{"name": "depth", "default": "3"}])
    folder = "/Workspace/Users/ada@example.edu/churn"
    run_working_copy(
        client, workflow, folder, parameters={"more": "1"}, only=["train"], say=lambda _: None, pace=Clock().pace
    )
    [sent] = workspace.sent("POST", "runs/submit")
    assert set(sent.json) == {"run_name", "idempotency_token", "tasks"}
    assert sent.json["run_name"] == "[dev] churn train (working copy)"
    assert sent.json["tasks"] == [
        {
            "task_key": "train",
            "notebook_task": {
                "notebook_path": f"{folder}/notebooks/train",
                "source": "WORKSPACE",
                "base_parameters": {"depth": "3", "more": "1"},
            },
        }
    ]


def test_runs_a_commit_in_a_schema_of_its_own_that_the_jobs_groups_see(workspace, client):
    workflow = train(workspace, client, environment="stage")
    workspace.groups[workflow.job_id] = ["student-success", "admins"]
    outcome = run_commit(
        client, workflow, SHA, "pr_12_churn", label="pull request 12", say=lambda _: None, pace=Clock().pace
    )
    assert outcome.name == "[stage] churn train (pull request 12, 0123456)"
    [sent] = workspace.sent("POST", "runs/submit")
    assert sent.json["git_source"]["git_commit"] == SHA
    assert "run_as" not in sent.json
    assert sent.json["access_control_list"] == [{"group_name": "student-success", "permission_level": "CAN_VIEW"}]
    assert {task["notebook_task"]["base_parameters"]["schema"] for task in sent.json["tasks"]} == {"pr_12_churn"}


def test_a_run_goes_on_where_the_jobs_groups_cannot_be_read(workspace, client):
    workflow = train(workspace, client, environment="stage")
    workspace.breaks("GET", "permissions", 403, {"error_code": "PERMISSION_DENIED", "message": "no"})
    outcome = run_commit(client, workflow, SHA, "pr_12_churn", say=lambda _: None, pace=Clock().pace)
    assert outcome.notes == (
        "only its starter and administrators see the run: the job's permissions could not be read (no)",
    )


def test_a_notebook_runs_by_configuration(workspace, client, tmp_path, monkeypatch):
    workspace.job("[dev] churn train", TASKS)
    config = testing.config(tmp_path)
    assert workflows.names(config, client=client) == ["train"]
    assert workflows.run(config, "train", client=client, say=lambda _: None).succeeded
    with pytest.raises(MarvinError, match="is not in the workspace: give folder="):
        workflows.run(config, "train", working_copy=True, client=client)
    folder = "/Workspace/Users/ada@example.edu/churn"
    assert workflows.run(config, "train", working_copy=True, folder=folder, client=client, say=lambda _: None).succeeded
    workspace.jobs[100]["tasks"] = [{**task, "job_cluster_key": "main"} for task in TASKS]
    monkeypatch.setattr("marvin.workflows.notebook._cluster", lambda: "0101-abc")
    options = {"working_copy": True, "folder": folder, "this_cluster": True}
    workflows.run(config, "train", client=client, say=lambda _: None, **options)
    tasks = workspace.sent("POST", "runs/submit")[-1].json["tasks"]
    assert {task["existing_cluster_id"] for task in tasks} == {"0101-abc"}
    with pytest.raises(MarvinError, match="add working_copy=True"):
        workflows.run(config, "train", folder=folder, client=client)
    with pytest.raises(MarvinError, match="runs in dev only, and this is stage"):
        workflows.run(testing.config(tmp_path, environment="stage"), "train", working_copy=True, client=client)
