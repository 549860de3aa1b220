"""Schemas of trials in a fake workspace: made, removed with all that is in them, found again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fake_workspace import FakeWorkspace

from marvin.workflows import Leftover, Subject, TrialError, leftovers, remove, trial_schema
from marvin.workflows.trial import is_over

PULL_REQUEST = Subject("pr", 12)


@pytest.fixture
def workspace():
    fake = FakeWorkspace()
    yield fake
    fake.close()


def trial(workspace, subject=PULL_REQUEST, lines=None):
    say = (lines if lines is not None else []).append
    return trial_schema(
        workspace.client(), catalog="ml_stage", schema="churn", project="churn", subject=subject, say=say
    )


def kill(workspace, subject=PULL_REQUEST):
    """What a trial leaves behind whose process was killed."""
    name = subject.schema("churn")
    properties = {"marvin_trial_of": "churn", "marvin_trial_for": str(subject)}
    full_name = f"ml_stage.{name}"
    workspace.schemas[full_name] = {
        "name": name,
        "full_name": full_name,
        "properties": properties,
        "created_at": 1_700_000_000_000,
    }


def fill(workspace, schema="ml_stage.pr_12_churn"):
    workspace.inside["tables"] += [f"{schema}.features", f"{schema}.predictions"]
    workspace.inside["volumes"] += [f"{schema}.landing"]
    workspace.inside["models"] += [f"{schema}.churn"]
    workspace.versions[f"{schema}.churn"] = [1, 2]


def test_makes_a_schema_that_says_whose_it_is_and_removes_it_with_all_in_it(workspace):
    workspace.inside["tables"].append("ml_stage.churn.features")
    with trial(workspace) as name:
        assert name == "pr_12_churn"
        made = workspace.schemas["ml_stage.pr_12_churn"]
        assert made["properties"] == {"marvin_trial_of": "churn", "marvin_trial_for": "pr/12"}
        fill(workspace)
    assert workspace.schemas == {}
    assert workspace.inside == {"tables": ["ml_stage.churn.features"], "volumes": [], "models": []}


@pytest.mark.parametrize("error", [ValueError("a test failed"), KeyboardInterrupt()])
def test_removes_it_when_what_runs_inside_fails(workspace, error):
    def fail() -> None:
        with trial(workspace):
            fill(workspace)
            raise error

    with pytest.raises(type(error)):
        fail()
    assert workspace.schemas == {}


def test_an_error_inside_is_not_hidden_by_one_of_the_removal(workspace):
    lines: list[str] = []
    workspace.breaks("DELETE", "schemas", 403, {"error_code": "PERMISSION_DENIED", "message": "not yours"})
    with pytest.raises(ValueError, match="a test failed"), trial(workspace, lines=lines):
        raise ValueError("a test failed")
    assert "could not be removed: not yours" in lines[-1]
    again = trial(workspace)
    again.__enter__()
    workspace.breaks("DELETE", "schemas", 403, {"error_code": "PERMISSION_DENIED", "message": "not yours"})
    with pytest.raises(TrialError, match="could not be removed, and stays: not yours"):
        again.__exit__(None, None, None)


def test_begins_with_an_empty_schema_though_an_earlier_trial_was_killed(workspace):
    kill(workspace)
    fill(workspace)
    with trial(workspace):
        assert workspace.inside["tables"] == []
    assert workspace.schemas == {}


def test_never_takes_or_removes_a_schema_of_somebody_else(workspace):
    theirs = {"name": "pr_12_churn", "catalog_name": "ml_stage", "full_name": "ml_stage.pr_12_churn"}
    workspace.schemas["ml_stage.pr_12_churn"] = theirs
    with pytest.raises(TrialError, match="is no trial of churn: it stays"), trial(workspace):
        pass
    # A schema that carries a trial's properties under a name of its own is the project's.
    ours = {"properties": {"marvin_trial_of": "churn", "marvin_trial_for": "pr/12"}}
    workspace.schemas["ml_stage.churn"] = {"name": "churn", "full_name": "ml_stage.churn", **ours}
    with pytest.raises(TrialError, match="is no trial of churn"):
        remove(workspace.client(), "ml_stage.churn", "churn")
    assert set(workspace.schemas) == {"ml_stage.pr_12_churn", "ml_stage.churn"}


def test_says_what_the_platform_team_must_allow(workspace):
    workspace.breaks("POST", "schemas", 403, {"error_code": "PERMISSION_DENIED", "message": "no CREATE SCHEMA"})
    with pytest.raises(TrialError, match="marvin:pullRequestSchemas: true"), trial(workspace):
        pass


def test_finds_what_was_left_by_whom(workspace):
    kill(workspace)
    kill(workspace, Subject("run", 987))
    workspace.schemas["ml_stage.churn"] = {"name": "churn", "full_name": "ml_stage.churn"}
    found = leftovers(workspace.client(), catalog="ml_stage", project="churn")
    assert [(one.full_name, str(one.subject)) for one in found] == [
        ("ml_stage.pr_12_churn", "pr/12"),
        ("ml_stage.run_987_churn", "run/987"),
    ]
    assert leftovers(workspace.client(), catalog="ml_stage", project="other") == []


@pytest.mark.parametrize(
    ("subject", "hours", "is_open", "over"),
    [
        (Subject("pr", 1), 1, True, False),
        (Subject("pr", 1), 1, False, True),
        (Subject("pr", 1), 30, True, True),
        (Subject("run", 1), 1, False, False),
        (Subject("run", 1), 30, True, True),
    ],
)
def test_a_trial_is_over_when_its_pull_request_is_closed_or_time_has_passed(subject, hours, is_open, over):
    now = datetime(2026, 11, 26, tzinfo=UTC)
    left = Leftover("ml_stage.x", subject, now - timedelta(hours=hours))
    assert is_over(left, pull_request_open=lambda _: is_open, now=now, oldest=timedelta(days=1)) is over
