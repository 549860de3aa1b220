"""What a person sets in the notebook that runs workflows."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from fake_workspace import FakeWorkspace

import marvin
from marvin import workflows
from marvin.errors import MarvinError
from marvin.workflows.widgets import assigned

TASKS = [
    {"task_key": "prepare", "notebook_task": {"notebook_path": "notebooks/prepare"}},
    {"task_key": "train", "notebook_task": {"notebook_path": "notebooks/train"}},
]


class Widgets:
    """As a notebook's: what is there keeps its value."""

    def __init__(self, **values: str) -> None:
        self.values = values
        self.choices: dict[str, list[str]] = {}

    def text(self, name, value, label):
        self.values.setdefault(name, value)

    def dropdown(self, name, value, choices, label):
        self.choices[name] = choices
        assert self.values.setdefault(name, value) in choices

    def get(self, name):
        return self.values[name]


@pytest.fixture
def workspace():
    fake = FakeWorkspace()
    yield fake
    fake.close()


def notebook(config, workspace, **values):
    dbutils = SimpleNamespace(widgets=Widgets(**values))
    workflows.show_widgets(config, dbutils, client=workspace.client())
    return dbutils


def test_shows_what_there_is_and_runs_what_is_asked_for(config, workspace):
    workspace.job("[dev] churn score", TASKS)
    workspace.job("[dev] churn train", TASKS, parameters=[{"name": "depth", "default": "3"}])
    dbutils = notebook(config, workspace, workflow="train", code="declared", tasks="train", job_parameters="depth=5")
    assert dbutils.widgets.choices["workflow"] == ["score", "train"]
    outcome = workflows.run_widgets(config, dbutils, client=workspace.client(), say=lambda line: None)
    assert outcome.succeeded
    [asked] = [json.loads(request.body) for request in workspace.sent("POST", "/jobs/run-now")]
    assert (asked["only"], asked["job_parameters"]) == (["train"], {"depth": "5"})


def test_begins_with_the_working_copy_of_the_first_workflow(config, workspace):
    workspace.job("[dev] churn train", TASKS)
    dbutils = notebook(config, workspace)
    assert dbutils.widgets.values == {
        "workflow": "train",
        "tasks": "",
        "code": "working copy",
        "cluster": "as declared",
        "job_parameters": "",
    }


def test_the_configuration_loads_once_the_widgets_are_there(config, workspace, monkeypatch):
    """Cells are run again and again: from the second time on, the widgets are parameters of the notebook."""
    workspace.job("[dev] churn train", TASKS)
    dbutils = notebook(config, workspace, job_parameters="depth=5")
    (config.root / "conf").mkdir()
    (config.root / "conf" / "base.yml").write_text(
        "{project: churn, schema: churn, catalogs: {dev: ml_dev}, parameters: {depth: 3}}"
    )
    (config.root / "conf" / "dev.yml").write_text("")
    monkeypatch.setenv("MARVIN_PARAMETERS", json.dumps(dbutils.widgets.values))
    again = marvin.load(root=config.root)
    assert again.parameters == {"depth": 3}
    assert again.arguments == dbutils.widgets.values


def test_says_what_makes_no_sense(config, workspace):
    with pytest.raises(MarvinError, match="churn has no workflow in dev that you may see"):
        notebook(config, workspace)
    workspace.job("[dev] churn train", TASKS)
    dbutils = notebook(config, workspace, code="declared", cluster="this one")
    with pytest.raises(MarvinError, match="is for a working copy: choose 'as declared'"):
        workflows.run_widgets(config, dbutils, client=workspace.client())


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        ("depth=3", {"depth": "3"}),
        (" depth = 3 ,, rate=0.1,", {"depth": "3", "rate": "0.1"}),
        ('regions="north, south", where=a=b', {"regions": "north, south", "where": "a=b"}),
        ("path=C:\\data, who=O'Neil # 1", {"path": "C:\\data", "who": "O'Neil # 1"}),
        ("empty=", {"empty": ""}),
    ],
)
def test_reads_parameters(text, values):
    assert assigned(text) == values


@pytest.mark.parametrize(
    ("text", "message"),
    [("depth, =3, rate=1", "'depth', '=3' is no name=value"), ('a="x', "opens a quote")],
)
def test_refuses_what_is_no_parameter(text, message):
    with pytest.raises(MarvinError, match=message):
        assigned(text)
