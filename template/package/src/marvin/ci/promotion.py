"""`promotion`: asks the platform to take a release to PROD, and shows what becomes of it.

The request is a deployment on GitHub, which the platform's bot answers by statuses: first with the pull request that
changes the project's release, then with what its merge brought about.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from marvin.ci.github import GitHub

ENVIRONMENT = "prod"
TASK = "promote"
"""Tells this deployment from those that GitHub makes for every job with an environment."""


class Stand(Enum):
    """How far a promotion has come."""

    ASKED = "asked"
    """Nobody has answered yet."""
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True)
class Promotion:
    """A promotion, as its last status has it."""

    stand: Stand
    said: str = ""
    """What the bot says."""
    url: str = ""
    """Where it is decided or done."""
    by: str = ""
    """Who says so."""


_STANDS = {"success": Stand.DONE, "failure": Stand.REFUSED, "error": Stand.REFUSED, "inactive": Stand.REFUSED}


def promotion_of(statuses: Sequence[Mapping[str, Any]]) -> Promotion:
    """What the statuses of a deployment say; the newest comes first."""
    # A deployment becomes inactive when a later one takes its place: it was done all the same.
    done = [status for status in statuses if status["state"] == "success"]
    told = done if done and statuses[0]["state"] == "inactive" else statuses
    if not told:
        return Promotion(Stand.ASKED)
    last = told[0]
    return Promotion(
        stand=_STANDS.get(last["state"], Stand.WAITING),
        said=str(last.get("description") or last["state"]),
        url=str(last.get("log_url") or last.get("target_url") or last.get("environment_url") or ""),
        by=str((last.get("creator") or {}).get("login") or ""),
    )


def request(github: GitHub, tag: str) -> int:
    """The number of the deployment that asks for the tag in PROD: the one that is there, or a new one.

    One that was refused is answered. A further one asks again, which the bot tells from the first: what was declined or
    overtaken stays so until then.
    """
    for there in github.every("deployments", ref=tag, environment=ENVIRONMENT, task=TASK):
        # Compared again: a filter that the service did not know would be no filter.
        if (there["ref"], there["environment"], there["task"]) == (tag, ENVIRONMENT, TASK):
            if promotion_of(list(github.every(f"deployments/{there['id']}/statuses"))).stand is Stand.REFUSED:
                break
            print(f"The promotion of {tag} was asked for already, on {there['created_at']}.")
            return int(there["id"])
    made = github.post(
        "deployments",
        {
            "ref": tag,
            "task": TASK,
            "environment": ENVIRONMENT,
            "description": f"Promote {tag} to {ENVIRONMENT}",
            "production_environment": True,
            "auto_merge": False,
            # Checks were looked at by `tested`; those of workflows still running would refuse the deployment.
            "required_contexts": [],
        },
    )
    return int(made["id"])


def follow_promotion(
    github: GitHub,
    deployment: int,
    *,
    minutes: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Promotion:
    """Waits until it is decided or time is up, and says each change."""
    end = clock() + minutes * 60
    last: Promotion | None = None
    while True:
        now = promotion_of(list(github.every(f"deployments/{deployment}/statuses")))
        if now != last:
            print(
                " ".join(
                    part for part in (f"{now.stand.value}:", now.said, now.url, f"({now.by})" if now.by else "") if part
                )
            )
        last = now
        if now.stand in (Stand.DONE, Stand.REFUSED) or clock() >= end:
            return now
        sleep(20)


def explain(tag: str, project: str, now: Promotion) -> str:
    """What is being waited for, and who can go on."""
    where = f" {now.url}" if now.url else ""
    by_hand = (
        f"a pull request to the platform's repository that sets `releases.prod: {tag}` in `projects/{project}.yaml`"
    )
    if now.stand is Stand.DONE:
        return f"{tag} is in prod: {now.said}.{where}"
    if now.stand is Stand.REFUSED:
        return f"{tag} did not go to prod: {now.said}.{where} What runs in prod is what ran before."
    if now.stand is Stand.WAITING:
        return (
            f"{tag} is not in prod yet: {now.said}.{where} It goes there when the platform team has reviewed and "
            f"merged {by_hand}; nobody in this repository can do that. Run this job again to see what became of it."
        )
    return (
        f"{tag} is not in prod, and the platform's bot has not answered. Tell the platform team, or open {by_hand}; "
        "the platform team merges it."
    )
