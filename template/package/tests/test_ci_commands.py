"""The command line, from the variables of GitHub Actions to the exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake_github import REPOSITORY, FakeGitHub
from fake_workspace import FakeWorkspace

import marvin
from marvin.ci.__main__ import main
from marvin.ci.actions import Actions

BASE = """
project: churn
catalogs: {dev: ml_dev, stage: ml_stage, prod: ml_prod}
schema: churn
stage_tests: {workflows: [train]}
"""
SHA = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def workspace():
    fake = FakeWorkspace()
    fake.job("[stage] churn train", [{"task_key": "train", "notebook_task": {"notebook_path": "notebooks/train"}}])
    yield fake
    fake.close()


@pytest.fixture
def github():
    fake = FakeGitHub()
    yield fake
    fake.close()


@pytest.fixture
def actions(workspace, github, tmp_path, monkeypatch):
    """A job in the GitHub environment `stage`, in a rendered project."""
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "base.yml").write_text(BASE)
    for environment in ("dev", "stage", "prod"):
        (tmp_path / "conf" / f"{environment}.yml").write_text("")
    monkeypatch.chdir(tmp_path)
    variables = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_API_URL": github.url,
        "GITHUB_RUN_ID": "777",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_TOKEN": "a-token",
        "MARVIN_ENVIRONMENT": "stage",
        "MARVIN_CATALOG": "ml_stage",
        "MARVIN_SCHEMA": "churn",
    }
    oidc = {
        "DATABRICKS_HOST": workspace.url,
        "DATABRICKS_CLIENT_ID": "11111111-2222-3333-4444-555555555555",
        "DATABRICKS_AUTH_TYPE": "github-oidc",
        "DATABRICKS_TOKEN_AUDIENCE": "an-account-id",
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"{workspace.url}/github-id-token?api-version=2.0",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-token",
        "DATABRICKS_CONFIG_FILE": str(tmp_path / "none"),
    }
    for name, value in {**variables, **oidc}.items():
        monkeypatch.setenv(name, value)
    workspace.route("GET", "/github-id-token", lambda request: {"value": f"token for {request.query['audience']}"})
    workspace.route(
        "GET",
        "/oidc/.well-known/oauth-authorization-server",
        lambda _: {"token_endpoint": f"{workspace.url}/oidc/v1/token", "authorization_endpoint": "http://unused"},
    )
    workspace.route(
        "POST",
        "/oidc/v1/token",
        lambda _: {"access_token": "short-lived", "token_type": "Bearer", "expires_in": 3600},
    )
    return Actions(variables)


def test_stage_logs_in_by_oidc_for_the_declared_audience_and_tries_the_commit(actions, workspace, github):
    assert main(["stage", "--commit", SHA, "--pull-request", "12"], actions) == 0
    asked = workspace.sent("GET", "github-id-token")
    assert {request.query["audience"] for request in asked} == {"an-account-id"}
    assert {request.headers["authorization"].lower() for request in asked} == {"bearer request-token"}
    exchange = workspace.sent("POST", "/oidc/v1/token")[0].body.decode()
    assert "token+for+an-account-id" in exchange or "token%20for%20an-account-id" in exchange
    assert workspace.sent("POST", "runs/submit")[0].headers["authorization"] == "Bearer short-lived"
    assert "succeeded" in github.comments[12][0]["body"]


@pytest.mark.parametrize(
    ("event", "tree", "tried"),
    [("push", "tree1", False), ("push", "tree2", True), ("workflow_dispatch", "tree1", True)],
)
def test_what_was_merged_is_not_tried_again_with_the_same_files(actions, workspace, github, event, tree, tried):
    github.commit(SHA, "tree1")
    github.commit("bbbbbbb1", tree)
    github.pull(12, "bbbbbbb1", of=SHA)
    github.check(SHA, None)  # this very run
    github.check("bbbbbbb1", "success")
    here = Actions({**actions.variables, "GITHUB_EVENT_NAME": event})
    assert main(["stage", "--commit", SHA, "--pull-request", ""], here) == 0
    assert bool(workspace.sent("POST", "runs/submit")) is tried


def test_tries_what_was_merged_where_github_cannot_tell(actions, workspace, github):
    here = Actions({**actions.variables, "GITHUB_EVENT_NAME": "push"})
    assert main(["stage", "--commit", SHA, "--pull-request", ""], here) == 0
    assert workspace.sent("POST", "runs/submit")


def test_a_failed_trial_ends_with_1(actions, workspace):
    workspace.scripts = [[{"train": "FAILED"}]]
    assert main(["stage", "--commit", SHA, "--pull-request", ""], actions) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_cancelled_job_cancels_its_run_and_removes_the_schema(actions, workspace, github, number):
    """A process of its own, ended as GitHub ends it; a second signal does not end the tidying up."""
    workspace.scripts = [[{"train": "RUNNING"}]]
    process = subprocess.Popen(
        [sys.executable, "-m", "marvin.ci", "stage", "--commit", SHA, "--pull-request", "12"],
        env={**os.environ, "PYTHONPATH": str(Path(marvin.__file__).parents[1])},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        until = time.monotonic() + 30
        while not workspace.sent("GET", "runs/get") and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(number)
        while not workspace.sent("POST", "runs/cancel") and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    assert workspace.runs[1000]["canceled"]
    assert workspace.schemas == {}
    assert "It was cancelled." in github.comments[12][0]["body"]
    assert out.splitlines()[-1] == "::error title=marvin.ci stage::cancelled"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"MARVIN_CATALOG": "ml_other"}, "catalogs.stage: is ml_stage, and the platform made ml_other"),
        ({"MARVIN_SCHEMA": ""}, "the variable MARVIN_SCHEMA is not set: run the job in the GitHub environment"),
        ({"MARVIN_ENVIRONMENT": "test"}, "must be dev, stage or prod"),
    ],
)
def test_refuses_a_configuration_that_is_not_the_platforms(actions, workspace, capsys, change, said):
    assert main(["stage", "--commit", SHA], Actions({**actions.variables, **change})) == 1
    out = capsys.readouterr().out
    assert out.startswith("::error title=marvin.ci stage::")
    assert said in out
    assert not workspace.sent("POST", "runs/submit")


def test_what_databricks_refuses_is_one_line_and_no_stack_trace(actions, workspace, capsys):
    workspace.breaks("GET", "jobs/list", 403, {"error_code": "PERMISSION_DENIED", "message": "not a user"})
    assert main(["stage", "--commit", SHA], actions) == 1
    assert capsys.readouterr().out == "::error title=marvin.ci stage::Databricks refused: not a user\n"


def test_says_what_a_login_needs(actions, monkeypatch, capsys):
    monkeypatch.delenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
    assert main(["stage", "--commit", SHA], actions) == 1
    out = capsys.readouterr().out
    assert "could not log in to Databricks" in out
    assert "`id-token: write`" in out


def test_cleanup_of_this_run_needs_no_github(actions, workspace, github):
    for name, subject in (("run_777_churn", "run/777"), ("pr_12_churn", "pr/12")):
        workspace.schemas[f"ml_stage.{name}"] = {
            "name": name,
            "full_name": f"ml_stage.{name}",
            "created_at": 0,
            "properties": {"marvin_trial_of": "churn", "marvin_trial_for": subject},
        }
    assert main(["cleanup", "--this", "--pull-request", ""], actions) == 0
    assert set(workspace.schemas) == {"ml_stage.pr_12_churn"}
    assert main(["cleanup", "--this", "--pull-request", "12"], actions) == 0
    assert workspace.schemas == {}
    assert github.requests == []


def test_tested_and_promotion_end_with_what_they_found(actions, github, capsys):
    github.commit("aaaaaaa1", "tree1", tag="v1.2.0")
    assert main(["tested", "--tag", "v1.2.0"], actions) == 1
    github.check("aaaaaaa1", "success")
    assert main(["tested", "--tag", "v1.2.0"], actions) == 0
    assert main(["promotion", "--tag", "v1.2.0", "--minutes", "0"], actions) == 1
    github.statuses[900] = [{"state": "pending", "description": "waits for review"}]
    assert main(["promotion", "--tag", "v1.2.0", "--minutes", "0"], actions) == 0
    said = capsys.readouterr().out.splitlines()
    assert "::error title=Tried in stage::v1.2.0 was not tried in stage: stage-e2e never ran" in "\n".join(said)
    assert said[-1].startswith("::notice title=Promotion to prod::v1.2.0 is not in prod yet: waits for review.")


def test_publish_takes_the_wheels_of_the_build(actions, workspace, tmp_path):
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "churn-1.2.0-py3-none-any.whl").write_bytes(b"a wheel")
    workspace.volumes_there.add("/Volumes/ml_stage/churn/packages")
    assert main(["publish", "--dist", "dist"], actions) == 0
    assert "/Volumes/ml_stage/churn/packages/churn-1.2.0-py3-none-any.whl" in (tmp_path / "summary.md").read_text()
