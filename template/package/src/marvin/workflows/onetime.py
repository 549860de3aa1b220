"""A one-time run from a declared workflow: the same tasks, with the code of a commit or of a working copy.

One-time runs (`jobs/runs/submit`) have no job parameters, no shared job clusters and no notices by default:
- values stand in the place of `{{job.parameters.x}}`, and are handed to the tasks that jobs would hand them to,
- every task gets a cluster of its own, made as its job cluster would be, or runs on a cluster that is there already,
- nobody is told by mail or webhook: whoever started the run looks at it.
They run as whoever starts them. https://docs.databricks.com/api/workspace/jobs/submit
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from marvin.data import TRIAL
from marvin.errors import MarvinError
from marvin.workflows.kinds import Commit, Content, Fault, Source, kind_of, placed, told
from marvin.workflows.references import parameters_in, tasks_in, with_parameters
from marvin.workflows.selection import select

# What a job's task has and a one-time run's has not, or must not have.
_DROPPED = (
    "job_cluster_key",
    "new_cluster",  # put back by `compute`
    "email_notifications",
    "webhook_notifications",
    "notification_settings",
    "health",
)


class NotRunnable(MarvinError):  # noqa: N818
    """The workflow cannot run this way. Names every reason."""


@dataclass(frozen=True)
class OneTimeRun:
    """What `jobs/runs/submit` takes, and what the person who starts it should know."""

    body: Mapping[str, Any]
    notes: tuple[str, ...] = ()


def one_time_run(
    settings: Mapping[str, Any],
    source: Source,
    *,
    parameters: Mapping[str, str] | None = None,
    schema: str | None = None,
    only: Iterable[str] = (),
    cluster_id: str | None = None,
) -> OneTimeRun:
    """Turns a job's settings into those of a one-time run.

    Args:
        settings: The job's, as the Jobs API writes them.
        source: Where the code comes from.
        parameters: Values for the job's parameters, over its defaults; and further ones, which notebooks get too.
        schema: Schema that the tasks write to instead of the project's. Every task must be told: one that cannot be is
            refused, for it would write into the project's own.
        only: Tasks to run, as `select` takes them; all by default.
        cluster_id: A running cluster for the tasks that would otherwise have job clusters.

    Raises:
        NotRunnable: Names every task that cannot run so, with the reason.
    """
    declared = {str(p["name"]): str(p.get("default") or "") for p in settings.get("parameters") or ()}
    values = {**declared, **(parameters or {}), **({"schema": schema} if schema is not None else {})}
    keys = select(settings.get("tasks") or (), only)
    if not keys:
        raise NotRunnable("the workflow has no tasks")
    build = _Build(settings, source, values, schema, frozenset(keys), cluster_id)
    tasks = [build.task(task) for task in settings.get("tasks") or () if task["task_key"] in keys]
    body: dict[str, Any] = {"tasks": tasks}
    if isinstance(source, Commit):
        body["git_source"] = build.git_source(source)
    if build.faults:
        raise NotRunnable("; ".join(build.faults))
    used = {
        one.get("environment_key")
        for task in tasks
        for one in (task, (task.get("for_each_task") or {}).get("task") or {})
    }
    environments = [one for one in settings.get("environments") or () if one["environment_key"] in used]
    if environments:
        body["environments"] = environments
    body |= {key: settings[key] for key in ("queue", "timeout_seconds", "performance_target") if key in settings}
    return OneTimeRun(body=body, notes=tuple(dict.fromkeys(build.notes)))


class _Build:
    """Makes the tasks, and collects what is wrong and what is worth knowing."""

    def __init__(
        self,
        settings: Mapping[str, Any],
        source: Source,
        values: Mapping[str, str],
        schema: str | None,
        keys: frozenset[str],
        cluster_id: str | None,
    ) -> None:
        self.settings, self.source, self.values = settings, source, values
        self.schema, self.keys, self.cluster_id = schema, keys, cluster_id
        self.clusters = {one["job_cluster_key"]: one["new_cluster"] for one in settings.get("job_clusters") or ()}
        self.faults: list[str] = []
        self.notes: list[str] = []

    def git_source(self, source: Commit) -> dict[str, Any]:
        git = self.settings.get("git_source")
        if git is None:
            self.faults.append("the job does not take its code from Git, so it cannot run at a commit")
            return {}
        kept = {key: git[key] for key in ("git_url", "git_provider", "sparse_checkout") if key in git}
        return {**kept, "git_commit": source.sha}

    def task(self, task: Mapping[str, Any]) -> dict[str, Any]:
        key = str(task["task_key"])
        made = self.step(task, key)
        depends_on = [one for one in task.get("depends_on") or () if one["task_key"] in self.keys]
        made.pop("depends_on", None)
        if depends_on:
            made["depends_on"] = depends_on
        loop = task.get("for_each_task")
        if loop is not None:
            inner = self.step(loop["task"], key)
            made["for_each_task"] = {**with_parameters(loop, self.values), "task": inner}
        absent = tasks_in({**task, "depends_on": None}) - self.keys
        for other in sorted(absent):
            self.faults.append(
                f"task {key!r} takes values of {other!r}, which is not among the tasks to run: name {other!r} too"
            )
        missing = parameters_in(made)
        for name in sorted(missing):
            self.faults.append(f"task {key!r} takes the job parameter {name!r}, which has no value: give it one")
        return made

    def step(self, task: Mapping[str, Any], key: str) -> dict[str, Any]:
        """What a task and the task inside a loop have in common."""
        made = {name: value for name, value in task.items() if name not in _DROPPED}
        kind = kind_of(task)
        if kind is None:
            self.faults.append(f"task {key!r} is of a kind that this version of Marvin does not know")
            return made
        try:
            placement = placed(kind, task[kind], self.source, "git_source" in self.settings)
            if placement.note:
                self.notes.append(f"task {key!r} {placement.note}")
            content, knows = told(kind, placement.content, self.values)
            if self.schema is not None and not knows:
                raise Fault(
                    "cannot be told the schema to write to, and would write into the project's own: pass "
                    "`{{job.parameters.schema}}` in its parameters, or leave it out"
                )
            made[kind] = with_parameters(self.marked(kind, content), self.values)
        except Fault as fault:
            self.faults.append(f"task {key!r} {fault}")
        return {**made, **self.compute(task, key)}

    def marked(self, kind: str, content: Content) -> Content:
        """Notebooks learn that this is a trial: `marvin.data` then writes to its schema alone."""
        if self.schema is None or kind != "notebook_task":
            return content
        return {**content, "base_parameters": {**content["base_parameters"], TRIAL: self.schema}}

    def compute(self, task: Mapping[str, Any], key: str) -> dict[str, Any]:
        """The cluster that stands in for a job cluster, which one-time runs do not have."""
        shared = task.get("job_cluster_key")
        if shared is None and "new_cluster" not in task:
            return {}
        if self.cluster_id is not None:
            return {"existing_cluster_id": self.cluster_id}
        if shared is None:
            return {"new_cluster": task["new_cluster"]}
        if shared not in self.clusters:
            self.faults.append(f"task {key!r} names the job cluster {shared!r}, which the job does not have")
            return {}
        return {"new_cluster": self.clusters[shared]}
