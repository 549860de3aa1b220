"""From a declared job to a one-time run: decided without a workspace."""

from __future__ import annotations

import json

import pytest

from marvin.workflows import Commit, NotRunnable, UnknownTask, WorkingCopy, one_time_run, select

SHA = "0123456789abcdef0123456789abcdef01234567"
FOLDER = "/Workspace/Users/ada@example.edu/churn"
CLUSTER = {"spark_version": "17.3.x-cpu-ml-scala2.13", "node_type_id": "m6i.xlarge", "num_workers": 1, "policy_id": "P"}
GIT = {"git_url": "https://github.com/example-university/churn", "git_provider": "gitHub", "git_branch": "main"}


def notebook(key: str, *after: str, **task):
    return {
        "task_key": key,
        "job_cluster_key": "main",
        "depends_on": [{"task_key": other} for other in after],
        "notebook_task": {"notebook_path": f"notebooks/{key}"},
        **task,
    }


def settings(*tasks, **more):
    return {
        "name": "[dev] churn train",
        "git_source": GIT,
        "run_as": {"service_principal_name": "someone"},
        "email_notifications": {"on_failure": ["ops@example.edu"]},
        "queue": {"enabled": True},
        "timeout_seconds": 86400,
        "job_clusters": [{"job_cluster_key": "main", "new_cluster": CLUSTER}],
        "tasks": list(tasks),
        **more,
    }


THREE = (notebook("prepare"), notebook("train", "prepare"), notebook("validate", "train"))


def made(run, key):
    return next(task for task in run.body["tasks"] if task["task_key"] == key)


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ([], ["prepare", "train", "validate"]),
        (["train"], ["train"]),
        (["+train"], ["prepare", "train"]),
        (["train+"], ["train", "validate"]),
        (["+train+"], ["prepare", "train", "validate"]),
        (["validate", " prepare", ""], ["prepare", "validate"]),
    ],
)
def test_selects_tasks_with_what_stands_before_and_behind(only, expected):
    assert select(THREE, only) == expected


def test_names_every_task_that_is_not_there():
    with pytest.raises(UnknownTask, match=r"no task 'trian': did you mean 'train'\?; .*'xyz': it has prepare, train"):
        select(THREE, ["trian", "xyz+"])


def test_a_working_copy_runs_the_files_of_its_folder_without_git_and_without_notices():
    run = one_time_run(settings(*THREE), WorkingCopy(FOLDER + "/"))
    assert set(run.body) == {"tasks", "queue", "timeout_seconds"}
    assert made(run, "train") == {
        "task_key": "train",
        "depends_on": [{"task_key": "prepare"}],
        "new_cluster": CLUSTER,
        "notebook_task": {
            "notebook_path": f"{FOLDER}/notebooks/train",
            "source": "WORKSPACE",
            "base_parameters": {},
        },
    }


def test_a_commit_replaces_branch_and_tag_and_keeps_the_repository():
    run = one_time_run(settings(*THREE), Commit(SHA), schema="pr_12_churn")
    assert run.body["git_source"] == {"git_url": GIT["git_url"], "git_provider": "gitHub", "git_commit": SHA}
    assert made(run, "prepare")["notebook_task"] == {
        "notebook_path": "notebooks/prepare",
        "source": "GIT",
        "base_parameters": {"schema": "pr_12_churn", "marvin_trial": "pr_12_churn"},
    }


def test_job_parameters_become_values_everywhere_and_win_over_the_tasks_own():
    task = notebook(
        "train",
        notebook_task={
            "notebook_path": "notebooks/train",
            "base_parameters": {"depth": "3", "where": "{{job.parameters.region}}-{{ job.parameters.`a-b` }}"},
        },
    )
    wheel = {
        "task_key": "export",
        "environment_key": "default",
        "python_wheel_task": {
            "package_name": "churn",
            "entry_point": "export",
            "named_parameters": {"to": "{{job.parameters.region}}"},
        },
    }
    script = {
        "task_key": "send",
        "environment_key": "default",
        "spark_python_task": {
            "python_file": "src/send.py",
            "source": "GIT",
            "parameters": ["--region", "{{job.parameters.region}}", "{{job.start_time.iso_date}}"],
        },
    }
    declared = [
        {"name": "region", "default": "north"},
        {"name": "a-b", "default": "1"},
        {"name": "depth", "default": ""},
    ]
    environments = [
        {"environment_key": "default", "spec": {"environment_version": "3"}},
        {"environment_key": "unused", "spec": {"environment_version": "2"}},
    ]
    asked = settings(task, wheel, script, parameters=declared, environments=environments)
    run = one_time_run(asked, WorkingCopy(FOLDER), parameters={"region": "south", "new": "x"})
    values = {"region": "south", "a-b": "1", "depth": "", "new": "x"}
    assert made(run, "train")["notebook_task"]["base_parameters"] == {**values, "where": "south-1"}
    assert made(run, "export")["python_wheel_task"]["named_parameters"] == {**values, "to": "south"}
    assert made(run, "send")["spark_python_task"] == {
        "python_file": f"{FOLDER}/src/send.py",
        "source": "WORKSPACE",
        "parameters": ["--region", "south", "{{job.start_time.iso_date}}"],
    }
    assert [one["environment_key"] for one in run.body["environments"]] == ["default"]
    assert run.notes == ("task 'export' runs the library that the job names, as it is published",)


def test_loops_and_conditions_are_followed_into():
    loop = {
        "task_key": "each",
        "for_each_task": {
            "inputs": "{{job.parameters.regions}}",
            "task": {
                "task_key": "one",
                "job_cluster_key": "main",
                "email_notifications": {"on_failure": ["ops@example.edu"]},
                "notebook_task": {"notebook_path": "notebooks/one", "base_parameters": {"region": "{{input}}"}},
            },
        },
    }
    condition = {
        "task_key": "if",
        "condition_task": {"op": "EQUAL_TO", "left": "{{job.parameters.regions}}", "right": "[]"},
    }
    asked = settings(condition, loop, parameters=[{"name": "regions", "default": '["a"]'}])
    run = one_time_run(asked, Commit(SHA), schema="pr_1_churn")
    assert made(run, "if")["condition_task"]["left"] == '["a"]'
    assert made(run, "each")["for_each_task"] == {
        "inputs": '["a"]',
        "task": {
            "task_key": "one",
            "new_cluster": CLUSTER,
            "notebook_task": {
                "notebook_path": "notebooks/one",
                "source": "GIT",
                "base_parameters": {
                    "region": "{{input}}",
                    "regions": '["a"]',
                    "schema": "pr_1_churn",
                    "marvin_trial": "pr_1_churn",
                },
            },
        },
    }


def test_a_running_cluster_takes_the_place_of_job_clusters_alone():
    serverless = {"task_key": "light", "notebook_task": {"notebook_path": "notebooks/light"}}
    own = {"task_key": "own", "new_cluster": CLUSTER, "notebook_task": {"notebook_path": "notebooks/own"}}
    run = one_time_run(settings(notebook("train"), serverless, own), WorkingCopy(FOLDER), cluster_id="0101-abc")
    assert [task.get("existing_cluster_id") for task in run.body["tasks"]] == ["0101-abc", None, "0101-abc"]
    assert "new_cluster" not in json.dumps(run.body)


def test_what_is_left_out_is_not_waited_for_and_its_values_are_missed():
    run = one_time_run(settings(*THREE), WorkingCopy(FOLDER), only=["train"])
    assert "depends_on" not in made(run, "train")
    reads = notebook("use", "train")
    reads["notebook_task"]["base_parameters"] = {"best": "{{tasks.train.values.best}}"}
    with pytest.raises(NotRunnable, match="'use' takes values of 'train', which is not among the tasks to run"):
        one_time_run(settings(*THREE, reads), WorkingCopy(FOLDER), only=["use"])


def test_names_every_task_that_would_write_elsewhere_or_not_run_the_commit():
    tasks = (
        notebook("fine"),
        {"task_key": "script", "spark_python_task": {"python_file": "a.py", "source": "GIT", "parameters": ["x"]}},
        {"task_key": "other", "run_job_task": {"job_id": 1}},
        {"task_key": "query", "sql_task": {"warehouse_id": "w", "query": {"query_id": "q"}}},
        {"task_key": "mystery", "hologram_task": {}},
        notebook("lost", notebook_task={"notebook_path": "n", "base_parameters": {"a": "{{job.parameters.gone}}"}}),
        notebook("homeless", job_cluster_key="gone"),
    )
    with pytest.raises(NotRunnable) as error:
        one_time_run(settings(*tasks), Commit(SHA), schema="pr_1_churn")
    text = str(error.value)
    for part in (
        "'script' cannot be told the schema to write to",
        "'other' starts another job",
        "'query' runs what is saved in the workspace",
        "'mystery' is of a kind",
        "'lost' takes the job parameter 'gone'",
        "'homeless' names the job cluster 'gone'",
    ):
        assert part in text
    assert "'fine'" not in text


@pytest.mark.parametrize(
    "task",
    [
        {"spark_python_task": {"python_file": "a.py", "source": "GIT", "parameters": ["{{job.parameters.schema}}"]}},
        {"sql_task": {"warehouse_id": "w", "file": {"path": "a.sql"}}},
        {"dbt_task": {"commands": ["dbt run"], "warehouse_id": "w", "schema": "churn"}},
    ],
)
def test_every_other_kind_of_code_in_git_is_told_the_schema(task):
    asked = settings({"task_key": "it", **task}, parameters=[{"name": "schema", "default": "churn"}])
    text = json.dumps(one_time_run(asked, Commit(SHA), schema="pr_1_churn").body)
    assert "pr_1_churn" in text
    assert '"churn"' not in text


def test_a_job_that_is_not_from_git_and_a_short_commit_are_refused():
    asked = settings(notebook("train"))
    del asked["git_source"]
    with pytest.raises(NotRunnable, match="does not take its code from Git"):
        one_time_run(asked, Commit(SHA))
    with pytest.raises(Exception, match="all 40 hexadecimal digits"):
        Commit("0123abc")
