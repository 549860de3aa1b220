from __future__ import annotations

import pytest

from marvin import local, session

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


@pytest.mark.parametrize(
    ("bundle", "faults"),
    [
        ("resources:\n\tjobs: {}\n", ["that cannot start any token, in line 2: indent by spaces, not by tabs"]),
        ("resources: {}\nresources: {}\n", ["resources: stands in line 1 and again in line 2: keep one"]),
        ("resources: {jobs: [1]}\n", ["resources.jobs: Input should be a valid dictionary, and is [1]: correct it"]),
        ("- a\n", ["the file: Input should be a valid dictionary"]),
        (
            "resources: {jobs: {train: {tasks: [{task_key: a, depends_on: [{task: b}]}, {taks_key: b}]}}}",
            [
                "resources.jobs.train.tasks[1].depends_on[1].task_key: is missing: add it, or correct its name (there "
                "is task)",
                "resources.jobs.train.tasks[2].task_key: is missing: add it, or correct its name (there is taks_key)",
            ],
        ),
        (
            "resources: {jobs: {train: {tasks: [{task_key: a}, {task_key: a}]}}}",
            ["resources.jobs.train.tasks: several have the task_key a: rename one"],
        ),
    ],
)
def test_says_what_is_wrong_with_the_bundle(root, capsys, bundle, faults):
    (root / "databricks.yml").write_text(bundle)
    assert local.main(["train"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("LocalError: databricks.yml cannot be used:\n")
    assert all(fault in said for fault in faults)


@pytest.mark.parametrize("bundle", ["", "resources:\n", "resources:\n  jobs:\n"])
def test_a_bundle_without_workflows(root, capsys, bundle):
    (root / "databricks.yml").write_text(bundle)
    assert local.main(["train"]) == 1
    assert "databricks.yml has no workflow train; it has none" in capsys.readouterr().err


def notebook(root, name: str, *cells: str):
    text = "\n\n# COMMAND ----------\n\n".join(("# Databricks notebook source", *cells))
    (root / "notebooks" / f"{name}.py").write_text(text + "\n")


def test_cells_that_are_not_python_are_named_before_anything_runs(root, capsys):
    notebook(
        root,
        "last",
        "# MAGIC %md\n# MAGIC %sql is a language\n# MAGIC %run nothing",
        "# MAGIC %sql\n# MAGIC SELECT 1",
        "# MAGIC %run ./other",
        "# MAGIC %pip install -q -r ../requirements-databricks.txt\n# MAGIC %pip install nice",
        "# MAGIC %restart_python",
        "# MAGIC !ls",
        "# MAGIC %%scala\n# MAGIC val x = 1",
    )
    assert local.main(["train"]) == 1
    said = capsys.readouterr().err
    assert said == (
        "notebooks/last.py, line 21: %pip install nice is passed over here: add what it installs to pyproject.toml\n"
        "LocalError: train cannot be run here:\n"
        '  task last: notebooks/last.py, line 11: %sql runs on Databricks alone: write display(spark.sql("...")) in '
        "Python\n"
        "  task last: notebooks/last.py, line 16: %run runs on Databricks alone: move what that notebook defines to a "
        "module in src/ and import it, or make it a task of its own\n"
        "  task last: notebooks/last.py, line 29: ! runs on Databricks alone: write it in Python, e.g. by "
        "`subprocess`\n"
        "  task last: notebooks/last.py, line 33: %%scala runs on Databricks alone: write it in Python\n"
    )
    assert not (root / "log").exists()


def test_a_notebook_has_what_databricks_gives(root, capsys):
    (root / "databricks.yml").write_text(
        "resources: {jobs: {train: {tasks: [{task_key: first, notebook_task: {notebook_path: notebooks/first}}]}}}"
    )
    notebook(root, "first", "display(spark.sql('SELECT 42 AS answer'))\ndisplay('plain', 3, summary=True)")
    assert local.main(["train"]) == 0
    said = capsys.readouterr().out
    assert "|answer|" in said
    assert "plain\n3\n" in said


def test_no_session_is_made_for_a_notebook_that_needs_none(root, monkeypatch):
    monkeypatch.setattr(session, "local", lambda root: pytest.fail("a session was made"))
    notebook(root, "first", "assert 'spark' not in globals()  # spark")
    assert local.main(["train", "--only", "first"]) == 0


@pytest.mark.parametrize(
    ("use", "instead"),
    [
        ("widgets.get('a')", "read config.parameters.NAME or config.arguments['NAME'], and set it by --set NAME=VALUE"),
        ("secrets.get('a', 'b')", "read a variable of the environment"),
        ("credentials.x()", "leave it out, or ask `config.local` first"),
    ],
)
def test_says_what_to_use_instead_of_dbutils(root, capsys, use, instead):
    notebook(root, "first", f"dbutils.{use}")
    assert local.main(["train"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"LocalError: dbutils.{use.partition('.')[0]} is there on Databricks alone: ")
    assert instead in said
    assert said.endswith(f"  in notebooks/first.py, line 5: dbutils.{use}\n")


def test_shows_where_an_error_of_the_project_was(root, capsys):
    (root / "src").mkdir()
    (root / "src" / "own_code.py").write_text("import marvin\ndef f(x):\n    return x['outcom']\n")
    notebook(root, "first", "import sys\nsys.path.insert(0, '../src')\nimport own_code", "own_code.f({})")
    assert local.main(["train"]) == 1
    assert capsys.readouterr().err == (
        "KeyError: 'outcom'\n"
        "  in notebooks/first.py, line 11: own_code.f({})\n"
        "  in src/own_code.py, line 3: return x['outcom']\n"
    )


def test_a_notebook_that_is_no_python(root, capsys):
    notebook(root, "first", "x = (")
    assert local.main(["train"]) == 1
    assert capsys.readouterr().err == (
        "SyntaxError: '(' was never closed (first.py, line 5)\n  in notebooks/first.py\n"
    )


def test_an_error_of_this_package_keeps_its_frames(root, monkeypatch):
    monkeypatch.setattr(local, "_in_order", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        local.main(["train"])


def test_what_a_notebook_raises_stops_the_workflow(root):
    (root / "notebooks" / "first.py").write_text("raise ZeroDivisionError('here')")
    with pytest.raises(ZeroDivisionError, match="here"):
        local.run("train")
    assert not (root / "log").exists()
