"""`python -m marvin.ci`: the commands of a project's GitHub workflows."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from types import FrameType

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors.base import DatabricksError

import marvin
from marvin.ci.actions import Actions
from marvin.ci.cleanup import clean_up
from marvin.ci.github import GitHub, GitHubError
from marvin.ci.promotion import Stand, follow_promotion, request
from marvin.ci.promotion import explain as explain_promotion
from marvin.ci.publish import publish
from marvin.ci.stage import try_in_stage
from marvin.ci.tested import Verdict, evidence, wait_for_evidence
from marvin.ci.tested import explain as explain_evidence
from marvin.config import Config
from marvin.errors import ConfigError, MarvinError
from marvin.workflows import Subject
from marvin.workflows.words import words

Command = Callable[[argparse.Namespace, Actions], bool]


def main(arguments: Sequence[str] | None = None, actions: Actions | None = None) -> int:
    """Runs one command; 0 where all is well, 1 where something failed, 130 where it was interrupted."""
    asked = _parser().parse_args(arguments)
    here = actions or Actions.here()
    command: Command = asked.command
    try:
        return 0 if command(asked, here) else 1
    except MarvinError as error:
        here.annotate("error", f"marvin.ci {asked.name}", str(error))
        return 1
    except DatabricksError as error:
        here.annotate("error", f"marvin.ci {asked.name}", f"Databricks refused: {words(error)}")
        return 1
    except OSError as error:
        here.annotate("error", f"marvin.ci {asked.name}", f"a service could not be reached: {words(error)}")
        return 1
    except KeyboardInterrupt:
        here.annotate("error", f"marvin.ci {asked.name}", "cancelled")
        return 130


def configuration(actions: Actions) -> Config:
    """The project's configuration, which must say the same as the platform does.

    Raises:
        ConfigError: Catalog or schema differ from what Marvin made, so that something else would be written to.
    """
    why = "run the job in the GitHub environment that Marvin declares, and pass its variables"
    config: Config = marvin.load(environment=actions.need("MARVIN_ENVIRONMENT", why))
    faults = [
        f"{key}: is {ours}, and the platform made {theirs}: correct it"
        for key, ours, theirs in (
            (f"catalogs.{config.environment}", config.catalog, actions.need("MARVIN_CATALOG", why)),
            ("schema", config.schema_name, actions.need("MARVIN_SCHEMA", why)),
        )
        if ours != theirs
    ]
    if faults:
        raise ConfigError("conf/base.yml", faults)
    return config


def workspace() -> WorkspaceClient:
    """A client that logs in as the variables of the environment say, in GitHub Actions by OIDC.

    Raises:
        MarvinError: It could not.
    """
    try:
        return WorkspaceClient()
    except ValueError as error:
        raise MarvinError(
            f"could not log in to Databricks: {words(error)}. The job needs `environment:`, the permission "
            "`id-token: write`, and that environment's variables"
        ) from error


def _stage(asked: argparse.Namespace, actions: Actions) -> bool:
    if actions.variables.get("GITHUB_EVENT_NAME") == "push" and _tried_already(asked.commit, actions):
        return True
    return try_in_stage(
        configuration(actions), workspace(), actions, commit=asked.commit, pull_request=asked.pull_request
    )


def _tried_already(commit: str, actions: Actions) -> bool:
    """Whether what was merged has the files of a pull request that passed: then the answer is known."""
    try:
        found = evidence(_github(actions), commit)
    except GitHubError as error:
        print(f"Whether this was tried in its pull request could not be seen, so it is tried now: {error}")
        return False
    if found.verdict is not Verdict.PASSED:
        return False
    text = explain_evidence(commit[:7], found)
    actions.annotate("notice", "Tried already", text)
    actions.summarise(text)
    return True


def _cleanup(asked: argparse.Namespace, actions: Actions) -> bool:
    subject = None
    if asked.this:
        subject = Subject("pr", asked.pull_request) if asked.pull_request else Subject("run", actions.run_number)
    github = None if asked.this else _github(actions)
    return clean_up(
        configuration(actions),
        workspace(),
        github,
        subject=subject,
        older_than=timedelta(hours=asked.older_than_hours),
    )


def _tested(asked: argparse.Namespace, actions: Actions) -> bool:
    found = wait_for_evidence(_github(actions), asked.tag, minutes=asked.minutes)
    passed = found.verdict is Verdict.PASSED
    actions.annotate("notice" if passed else "error", "Tried in stage", explain_evidence(asked.tag, found))
    return passed


def _publish(asked: argparse.Namespace, actions: Actions) -> bool:
    config = configuration(actions)
    paths = publish(workspace(), catalog=config.catalog, schema=config.schema_name, folder=asked.dist)
    actions.summarise("\n".join(["Published:", "", *(f"- `{path}`" for path in paths)]))
    return True


def _promotion(asked: argparse.Namespace, actions: Actions) -> bool:
    github = _github(actions)
    now = follow_promotion(github, request(github, asked.tag), minutes=asked.minutes)
    text = explain_promotion(asked.tag, actions.repository.split("/")[-1], now)
    level = {Stand.DONE: "notice", Stand.WAITING: "notice"}.get(now.stand, "error")
    actions.annotate(level, "Promotion to prod", text)
    actions.summarise(text)
    return now.stand in (Stand.DONE, Stand.WAITING)


def _github(actions: Actions) -> GitHub:
    return GitHub(actions.repository, actions.token, actions.api)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m marvin.ci", description=__doc__)
    commands = parser.add_subparsers(dest="name", required=True, metavar="COMMAND")

    def add(name: str, command: Command, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(command=command)
        return made

    stage = add("stage", _stage, "Run the workflows of `stage_tests` at a commit, in a schema of their own.")
    stage.add_argument("--commit", required=True, help="the full commit")
    stage.add_argument("--pull-request", type=_number, help="its number; empty without one")
    cleanup = add("cleanup", _cleanup, "Remove schemas of trials that nobody needs any more.")
    cleanup.add_argument("--this", action="store_true", help="only that of this run or of --pull-request, which ended")
    cleanup.add_argument("--pull-request", type=_number, help="its number; empty without one")
    cleanup.add_argument("--older-than-hours", type=float, default=24, help="older ones are nobody's (default: 24)")
    tested = add("tested", _tested, "Say whether a release's code was tried in stage.")
    tested.add_argument("--tag", required=True)
    tested.add_argument("--minutes", type=float, default=0, help="wait so long for a trial that is running")
    wheels = add("publish", _publish, "Put the wheels into the project's volume.")
    wheels.add_argument("--dist", type=Path, default=Path("dist"), help="folder that holds them (default: dist)")
    promotion = add("promotion", _promotion, "Ask for a release to go to prod, and show what becomes of it.")
    promotion.add_argument("--tag", required=True)
    promotion.add_argument("--minutes", type=float, default=30, help="wait so long for an answer (default: 30)")
    return parser


def _number(text: str) -> int | None:
    """GitHub gives an empty text where there is no pull request."""
    return int(text) if text.strip() else None


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    """GitHub ends a cancelled job's process by SIGINT, some seconds later by SIGTERM, then for good.

    The first begins to tidy up; the second may not end that.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    for interruption in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interruption, _interrupted)
    sys.exit(main())
