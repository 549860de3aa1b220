from __future__ import annotations

import pytest

from marvin import local

BUNDLE = """
resources:
  jobs:
    train:
      tasks:
        - {task_key: last, depends_on: [{task_key: first}], notebook_task: {notebook_path: notebooks/last.py}}
        - {task_key: first, notebook_task: {notebook_path: notebooks/first.py, base_parameters: {a: "1", b: "1"}}}
    wheel: {tasks: [{task_key: build, python_wheel_task: {package_name: x, entry_point: y}}]}
    circle:
      tasks:
        - {task_key: a, depends_on: [{task_key: b}]}
        - {task_key: b, depends_on: [{task_key: a}]}
    absent: {tasks: [{task_key: a, depends_on: [{task_key: b}]}]}
    gone: {tasks: [{task_key: a, notebook_task: {notebook_path: notebooks/gone.py}}]}
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "base.yml").write_text("")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "databricks.yml").write_text(BUNDLE)
    for name in ("first", "last"):
        (tmp_path / "notebooks" / f"{name}.py").write_text(
            "from marvin import context\n"
            f"with open('../log', 'a') as log: print('{name}', sorted(context.widgets().items()), file=log)\n"
        )
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


def test_runs_in_order_with_parameters(root, capsys):
    assert local.main(["train", "--set", "b=2=3"]) == 0
    assert (root / "log").read_text().splitlines() == [
        "first [('a', '1'), ('b', '2=3')]",
        "last [('b', '2=3')]",
    ]
    assert "[2/2] last: done in 0 s" in capsys.readouterr().out


def test_runs_some_tasks(root):
    assert local.main(["train", "--only", "last"]) == 0
    assert (root / "log").read_text() == "last []\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["score"], "databricks.yml has no workflow score; it has train, wheel, circle, absent, gone"),
        (["train", "--only", "frist"], "train has no task frist; it has last, first"),
        (["wheel"], "task build runs no notebook"),
        (["circle"], "in a circle: "),
        (["absent"], "a task depends on b, which is not there"),
        (["gone"], "task a: notebooks/gone.py is not there"),
    ],
)
def test_says_what_cannot_be_run(root, capsys, arguments, message):
    assert local.main(arguments) == 1
    assert message in capsys.readouterr().err


def test_what_a_notebook_raises_stops_the_workflow(root):
    (root / "notebooks" / "first.py").write_text("raise ZeroDivisionError('here')")
    with pytest.raises(ZeroDivisionError, match="here"):
        local.run("train")
    assert not (root / "log").exists()
