"""A notebook's widgets for running a workflow: what `dev_workflow_executor` shows."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from marvin.errors import MarvinError
from marvin.workflows.follow import Say
from marvin.workflows.notebook import names, run
from marvin.workflows.outcome import Outcome

if TYPE_CHECKING:
    from databricks.sdk import WorkspaceClient

    from marvin.config import Config

WORKING_COPY = "working copy"
DECLARED = "declared"
AS_DECLARED = "as declared"
THIS_CLUSTER = "this one"


def show_widgets(config: Config, dbutils: Any, *, client: WorkspaceClient | None = None) -> None:
    """Shows the widgets `workflow`, `tasks`, `code`, `cluster` and `job_parameters`; those there are keep their values.

    Args:
        dbutils: the notebook's.
        client: of the environment's workspace. Default: the notebook's own.

    Raises:
        MarvinError: if the project has no workflow in this environment that you may see.
    """
    keys = names(config, client=client)
    if not keys:
        raise MarvinError(
            f"{config.project} has no workflow in {config.environment} that you may see: `workflows` in the project's "
            "manifest declares them, and its `access` says who sees them"
        )
    dbutils.widgets.dropdown("workflow", keys[0], keys, "1 Workflow")
    dbutils.widgets.text("tasks", "", "2 Tasks, by commas; none: all")
    dbutils.widgets.dropdown("code", WORKING_COPY, [WORKING_COPY, DECLARED], "3 Code")
    dbutils.widgets.dropdown("cluster", AS_DECLARED, [AS_DECLARED, THIS_CLUSTER], "4 Cluster of a working copy")
    # Not `parameters`: widgets are parameters of the notebook, and that is a section of its configuration.
    dbutils.widgets.text("job_parameters", "", "5 Parameters: name=value, ...")


def run_widgets(config: Config, dbutils: Any, *, client: WorkspaceClient | None = None, say: Say = print) -> Outcome:
    """Runs what the widgets of `show_widgets` ask for, as `workflows.run` does, and waits for its end.

    Raises:
        MarvinError: if the widgets make no sense together; else as `workflows.run`.
    """
    get = dbutils.widgets.get
    working_copy = get("code") == WORKING_COPY
    this_cluster = get("cluster") == THIS_CLUSTER
    if this_cluster and not working_copy:
        raise MarvinError(f"the cluster {THIS_CLUSTER!r} is for a working copy: choose {AS_DECLARED!r}")
    return run(
        config,
        get("workflow"),
        working_copy=working_copy,
        this_cluster=this_cluster,
        only=_split(get("tasks")),
        parameters=assigned(get("job_parameters")),
        client=client,
        say=say,
    )


def assigned(text: str) -> dict[str, str]:
    """`a=1, b="x, y"` as `{"a": "1", "b": "x, y"}`.

    Raises:
        MarvinError: names every part that is no `name=value`.
    """
    parts = _split(text)
    wrong = [part for part in parts if not part.partition("=")[0].strip() or "=" not in part]
    if wrong:
        raise MarvinError(
            f"parameters: {', '.join(map(repr, wrong))} is no name=value. Write `depth=3, rate=0.1`, and a value with "
            'a comma in it in quotes: `regions="north, south"`'
        )
    return {name.strip(): value.strip() for name, _, value in (part.partition("=") for part in parts)}


def _split(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace, lexer.whitespace_split, lexer.commenters, lexer.quotes = ",\n", True, "", '"'
    lexer.escape = ""
    try:
        return [part.strip() for part in lexer if part.strip()]
    except ValueError:
        raise MarvinError(f'{text!r} opens a quote and does not close it: add a "') from None
