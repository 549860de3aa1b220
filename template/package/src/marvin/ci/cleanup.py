"""`cleanup`: cancels what still runs of trials that were killed, and removes their schemas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from databricks.sdk import WorkspaceClient

from marvin.ci.github import GitHub, GitHubError
from marvin.config import Config
from marvin.workflows import Subject, TrialError, leftovers, remove
from marvin.workflows.trial import cancel_runs, is_over


def clean_up(
    config: Config,
    client: WorkspaceClient,
    github: GitHub | None,
    *,
    subject: Subject | None = None,
    older_than: timedelta = timedelta(days=1),
    now: datetime | None = None,
) -> bool:
    """Removes one trial's schema, or all whose pull request is closed or that are old; says whether none is left over.

    Args:
        config: Of the environment in which trials run.
        client: Of that environment's workspace, as the project's service principal.
        github: Tells which pull requests are open; not needed with `subject`.
        subject: The trial that has ended, whatever became of it. Default: all that nobody needs any more.
        older_than: What is older than this is nobody's: no trial takes so long.
        now: The time.
    """
    found = leftovers(client, catalog=config.catalog, project=config.project)
    if subject is not None:
        over = [one for one in found if one.subject == subject]
    else:
        moment = now or datetime.now(UTC)
        over = [
            one
            for one in found
            if is_over(one, pull_request_open=lambda n: _is_open(github, n), now=moment, oldest=older_than)
        ]
    if not over:
        print(f"No schema of a trial is left over in {config.catalog}.")
    # What still runs would go on without its schema.
    for ended in dict.fromkeys([*([subject] if subject is not None else []), *(one.subject for one in over)]):
        cancel_runs(client, environment=config.environment, project=config.project, subject=ended)
    good = True
    for one in over:
        try:
            remove(client, one.full_name, config.project)
        except TrialError as error:
            print(error)
            good = False
    return good


def _is_open(github: GitHub | None, number: int) -> bool:
    """Where GitHub does not know, the schema stays until it is old."""
    if github is None:
        return True
    try:
        return bool(github.get(f"pulls/{number}")["state"] == "open")
    except GitHubError as error:
        print(error)
        return True
