"""`stage`: runs a project's workflows at a commit, in a schema of their own, and reports on the pull request."""

from __future__ import annotations

from datetime import timedelta

from databricks.sdk import WorkspaceClient

from marvin.ci.actions import Actions
from marvin.ci.github import GitHub, GitHubError
from marvin.ci.report import Report, comment
from marvin.config import Config
from marvin.errors import MarvinError
from marvin.workflows import Pace, RunFailed, Subject, Workflow, find, run_commit, trial_schema


class NothingToTry(MarvinError):  # noqa: N818
    """The configuration names no workflow: a trial of nothing must not pass."""


def try_in_stage(
    config: Config,
    client: WorkspaceClient,
    actions: Actions,
    *,
    commit: str,
    pull_request: int | None,
    pace: Pace | None = None,
) -> bool:
    """Tries a commit, and says whether it did well.

    Args:
        config: Of the environment in which it is tried.
        client: Of that environment's workspace, as the project's service principal.
        actions: The run of the GitHub workflow.
        commit: The full commit.
        pull_request: Its number, where there is one; the report is then a comment on it too.
        pace: How often to look.

    Raises:
        MarvinError: Nothing could be tried. A failed run is no error: the report has it.
    """
    keys = config.stage_tests.workflows
    if not keys:
        raise NothingToTry(
            "`stage_tests.workflows` in conf/base.yml names no workflow, so nothing would be tried: name those that a "
            "change could break"
        )
    subject = Subject("run", actions.run_number) if pull_request is None else Subject("pr", pull_request)
    # Before anything is made: every workflow must be there.
    workflows = {key: find(client, config.environment, config.project, key) for key in keys}
    schema = subject.schema(config.schema_name)
    report = Report(subject, commit, f"{config.catalog}.{schema}", actions.run_url, keys)
    desk = _Desk(actions, report, pull_request)
    try:
        with trial_schema(
            client, catalog=config.catalog, schema=config.schema_name, project=config.project, subject=subject
        ) as name:
            _run_all(config, client, workflows, report, desk, name, pace)
    except MarvinError as error:
        report.error = str(error)
    except BaseException as error:
        cancelled = isinstance(error, KeyboardInterrupt)
        report.error = "It was cancelled." if cancelled else f"{type(error).__name__}: see the output."
        raise
    finally:
        report.over, report.running = True, None
        desk.publish()
        actions.summarise(report.markdown())
    return report.succeeded


def _run_all(
    config: Config,
    client: WorkspaceClient,
    workflows: dict[str, Workflow],
    report: Report,
    desk: _Desk,
    schema: str,
    pace: Pace | None,
) -> None:
    for key, workflow in workflows.items():
        report.running = key
        desk.publish()
        try:
            report.outcomes[key] = run_commit(
                client,
                workflow,
                report.commit,
                schema,
                label=report.subject.label,
                parameters=config.stage_tests.parameters,
                only=config.stage_tests.only.get(key, ()),
                timeout=timedelta(minutes=config.stage_tests.timeout_minutes),
                pace=pace,
            )
        except RunFailed as failed:
            # What comes after it may need what it did not make.
            report.outcomes[key] = failed.outcome
            print(failed)
            return


class _Desk:
    """Keeps the comment on the pull request current. A trial counts whether or not its comment can be written."""

    def __init__(self, actions: Actions, report: Report, pull_request: int | None) -> None:
        self.actions, self.report, self.pull_request = actions, report, pull_request
        self.github = None if pull_request is None else GitHub(actions.repository, actions.token, actions.api)

    def publish(self) -> None:
        if self.github is None or self.pull_request is None:
            return
        try:
            comment(self.github, self.pull_request, self.report.markdown())
        except GitHubError as error:
            self.actions.annotate("warning", "The comment on the pull request is not current", str(error))
            self.github = None
