"""The jobs that Marvin declares for a project, found in the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, cast

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors.base import DatabricksError

from marvin.errors import MarvinError


class WorkflowNotFound(MarvinError):  # noqa: N818
    """The workspace has no such job of the project, or the user may not see it."""


@dataclass(frozen=True)
class Workflow:
    """A project's workflow as the workspace has it."""

    key: str
    """The last part of the job's name: the workflow's `name` in the manifest or, without one, its key."""
    name: str
    """The job's name, `[ENVIRONMENT] PROJECT KEY`."""
    job_id: int
    url: str
    settings: Mapping[str, Any] = field(repr=False)
    """The job's settings, as the Jobs API writes them."""

    @property
    def tasks(self) -> list[str]:
        """Keys of the tasks, as they are declared."""
        return [str(task["task_key"]) for task in self.settings.get("tasks") or ()]

    @property
    def parameters(self) -> dict[str, str]:
        """Default values of the job parameters, by name."""
        declared = self.settings.get("parameters") or ()
        return {str(one["name"]): str(one.get("default") or "") for one in declared}


def job_name(environment: str, project: str, key: str) -> str:
    """The name that Marvin gives to a project's job."""
    return f"[{environment}] {project} {key}"


def find(client: WorkspaceClient, environment: str, project: str, key: str) -> Workflow:
    """The job of one of the project's workflows, told by its name and its tags.

    Args:
        client: Of the environment's workspace.
        environment: `dev`, `stage` or `prod`.
        project: The project's name.
        key: The workflow's key in the manifest, or its `name` where it has one.

    Raises:
        WorkflowNotFound: There is none, or a job of that name is not the project's, or there are several.
    """
    name = job_name(environment, project, key)
    # The service compares names without regard to case.
    named = [job for job in client.jobs.list(name=name, limit=100) if _text(job, "name") == name]
    ours = [job for job in named if _is_ours(job, environment, project)]
    if len(ours) == 1 and ours[0].job_id is not None:
        return get(client, ours[0].job_id, environment, project)
    if len(ours) > 1:
        places = ", ".join(_url(client, job.job_id) for job in ours)
        raise WorkflowNotFound(
            f"{len(ours)} jobs are called {name!r} ({places}): Marvin declares one. Delete the copies."
        )
    if named:
        places = ", ".join(_url(client, job.job_id) for job in named)
        raise WorkflowNotFound(
            f"the job {name!r} ({places}) does not carry the tags project={project} and environment={environment}, "
            "so it is not Marvin's: give it another name"
        )
    raise WorkflowNotFound(_missing(client, environment, project, key))


def get(client: WorkspaceClient, job_id: int, environment: str, project: str) -> Workflow:
    """The workflow of a job, with all its tasks."""
    settings = _settings(client, job_id)
    name = str(settings.get("name", ""))
    return Workflow(
        key=name.removeprefix(job_name(environment, project, "")),
        name=name,
        job_id=job_id,
        url=_url(client, job_id),
        settings=settings,
    )


def workflow_keys(client: WorkspaceClient, environment: str, project: str) -> dict[str, int]:
    """The workflows that the project has in the workspace, as far as the user may see them: keys, with job ids.

    The service cannot look for tags, so this reads the list of all jobs.
    """
    prefix = job_name(environment, project, "")
    found = {
        _text(job, "name").removeprefix(prefix): job.job_id
        for job in client.jobs.list(limit=100)
        if _text(job, "name").startswith(prefix) and _is_ours(job, environment, project)
    }
    return {key: job_id for key, job_id in sorted(found.items()) if job_id is not None}


# What a large job has in pages, of which each answer holds the next.
_PAGED = ("tasks", "job_clusters", "parameters", "environments")


def _settings(client: WorkspaceClient, job_id: int) -> dict[str, Any]:
    """The job's settings as the service has them: the SDK's classes of an older runtime would drop what is new."""
    query: dict[str, Any] = {"job_id": job_id}
    settings: dict[str, Any] = {}
    while True:
        page = cast("dict[str, Any]", client.api_client.do("GET", "/api/2.2/jobs/get", query=query))
        found = page.get("settings") or {}
        more = {
            key: [*settings.get(key, ()), *(found.get(key) or ())] for key in _PAGED if key in {**settings, **found}
        }
        settings = {**found, **settings, **more}
        if not page.get("next_page_token"):
            return settings
        query["page_token"] = page["next_page_token"]


def _missing(client: WorkspaceClient, environment: str, project: str, key: str) -> str:
    try:
        others = list(workflow_keys(client, environment, project))
    except DatabricksError:
        others = []
    near = get_close_matches(key, others, n=1)
    if near:
        hint = f"did you mean {near[0]!r}?"
    elif others:
        hint = f"the project has {', '.join(others)} there"
    else:
        hint = (
            "you see no job of the project there. Is it declared for this environment (`releases` in the project's "
            "file), and are you in one of the project's groups?"
        )
    return f"{client.config.host} has no job {job_name(environment, project, key)!r}: {hint}"


def _is_ours(job: Any, environment: str, project: str) -> bool:
    tags = (job.settings.tags if job.settings else None) or {}
    return tags.get("project") == project and tags.get("environment") == environment


def _text(job: Any, attribute: str) -> str:
    return str(getattr(job.settings, attribute, None) or "") if job.settings else ""


def _url(client: WorkspaceClient, job_id: int | None) -> str:
    return f"{(client.config.host or '').rstrip('/')}/jobs/{job_id}"
