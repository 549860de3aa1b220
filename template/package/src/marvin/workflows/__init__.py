"""Runs a project's workflows: as they are declared, from a working copy, or at a commit.

In a notebook:

    from marvin import workflows

    workflows.run(config, "train")                                        # what dev runs: the branch `main`
    workflows.run(config, "train", working_copy=True, only=["+validate"])  # your own files, as you left them
"""

from marvin.workflows.follow import Pace, follow
from marvin.workflows.jobs import Workflow, WorkflowNotFound, find, workflow_keys
from marvin.workflows.kinds import Commit, WorkingCopy
from marvin.workflows.notebook import connect, names, run
from marvin.workflows.onetime import NotRunnable, OneTimeRun, one_time_run
from marvin.workflows.outcome import Outcome, RunFailed, RunTimedOut, TaskOutcome
from marvin.workflows.runs import NotStarted, run_commit, run_declared, run_working_copy
from marvin.workflows.selection import UnknownTask, select
from marvin.workflows.states import State
from marvin.workflows.trial import Leftover, Subject, TrialError, leftovers, remove, trial_schema
from marvin.workflows.widgets import run_widgets, show_widgets

__all__ = [
    "Commit",
    "Leftover",
    "NotRunnable",
    "NotStarted",
    "OneTimeRun",
    "Outcome",
    "Pace",
    "RunFailed",
    "RunTimedOut",
    "State",
    "Subject",
    "TaskOutcome",
    "TrialError",
    "UnknownTask",
    "Workflow",
    "WorkflowNotFound",
    "WorkingCopy",
    "connect",
    "find",
    "follow",
    "leftovers",
    "names",
    "one_time_run",
    "remove",
    "run",
    "run_commit",
    "run_declared",
    "run_widgets",
    "run_working_copy",
    "select",
    "show_widgets",
    "trial_schema",
    "workflow_keys",
]
