"""Moves the alias `champion`: forward after a comparison that holds, and back in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marvin.errors import ModelError
from marvin.models import registry
from marvin.models.registry import CHAMPION, PREVIOUS

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion

    from marvin.config import Config
    from marvin.models.comparison import Comparison

_NONE = "none"


def promote(config: Config, comparison: Comparison) -> ModelVersion:
    """Makes the candidate of a comparison the champion, and the champion that it beat `previous`.

    A rerun after it was done changes nothing. The registry cannot check and move in one step: let one job at a time
    promote, as a job's `max_concurrent_runs: 1` does.

    Returns:
        The version, with its new alias and tags.

    Raises:
        ModelError: if the comparison does not hold, is of another model, or the champion was moved or the candidate
            rolled back since.
    """
    name = registry.own_name(config)
    number = comparison.candidate
    if comparison.model != name:
        raise ModelError(f"the comparison is of {comparison.model}, and this environment's model is {name}")
    if not comparison.accepted:
        raise ModelError(f"version {number} of {name} was not promoted: {'; '.join(comparison.reasons)}")
    candidate = registry.version_of(config, number)
    rolled_back = candidate.tags.get("marvin_rolled_back_at", "")
    if rolled_back > comparison.compared_at:
        raise ModelError(
            f"version {number} of {name} was not promoted: it was rolled back at {rolled_back} "
            f"({candidate.tags.get('marvin_rolled_back_because')}), after it was compared. Register another one"
        )
    current = registry.champion(config)
    before = None if current is None else str(current.version)
    if before == number:
        return candidate
    if before != comparison.champion:
        raise ModelError(
            f"version {number} of {name} was not promoted: it was compared with "
            f"{_champion(comparison.champion)}, and now there is {_champion(before)}. Compare again"
        )
    client = registry.client(config)
    # Tags and `previous` first: a crash leaves the old champion in place, and a rerun does it all again.
    registry.tag(
        config,
        number,
        {
            "promoted_at": registry.now(),
            "promoted_by": config.context.user or "unknown",
            "promoted_run": _run() or comparison.run_id,
            "promoted_because": "; ".join(comparison.reasons),
            "champion_before": before or _NONE,
        },
    )
    _point(client, name, PREVIOUS, before)
    _point(client, name, CHAMPION, number)
    return registry.version_of(config, number)


def rollback(config: Config, reason: str) -> ModelVersion:
    """Makes the version with the alias `previous` the champion again, and marks the present one as rolled back.

    Called again, it goes one champion further back. A version that was rolled back is not accepted by `compare` any
    more, so that no job undoes what was decided; whoever finds that it was innocent deletes its tag
    `marvin_rolled_back_at`.

    Args:
        reason: why, in words, for those who will ask.

    Returns:
        The version that is the champion now.

    Raises:
        ModelError: if there is no reason, no champion, or no version to return to.
    """
    name = registry.own_name(config)
    if not str(reason or "").strip():
        raise ModelError(f"{name} was not rolled back: say why, e.g. models.rollback(config, 'scores are all zero')")
    current = registry.champion(config)
    target = None if current is None else _before(config, current)
    if current is None or target is None:
        raise ModelError(
            f"{name} cannot be rolled back: there is no {'champion' if current is None else 'earlier champion'}. "
            "Set the alias `champion` to a version in the registry by hand"
        )
    client = registry.client(config)
    number = str(current.version)
    registry.tag(
        config,
        number,
        {
            "rolled_back_at": registry.now(),
            "rolled_back_by": config.context.user or "unknown",
            "rolled_back_because": reason,
            **({"rolled_back_run": run} if (run := _run()) else {}),
        },
    )
    # The champion first: to score well again matters most.
    _point(client, name, CHAMPION, str(target.version))
    earlier = _told_before(config, target)
    _point(client, name, PREVIOUS, None if earlier is None else str(earlier.version))
    return registry.version_of(config, str(target.version))


def _before(config: Config, champion: ModelVersion) -> ModelVersion | None:
    """The version to return to from this champion."""
    previous = registry.aliased(config, PREVIOUS)
    # They are the same where a crash came between moving the two aliases: the tags know the one before.
    if previous is not None and str(previous.version) != str(champion.version):
        return previous
    return _told_before(config, champion)


def _told_before(config: Config, version: ModelVersion) -> ModelVersion | None:
    """The champion before this one by its tags, if it is still there and was not rolled back itself."""
    number = version.tags.get("marvin_champion_before", _NONE)
    if number == _NONE:
        return None
    try:
        found = registry.version_of(config, number)
    except ModelError:
        return None
    return None if "marvin_rolled_back_at" in found.tags else found


def _point(client: MlflowClient, name: str, alias: str, version: str | None) -> None:
    if version is not None:
        client.set_registered_model_alias(name, alias, version)
    elif alias in client.get_registered_model(name).aliases:
        client.delete_registered_model_alias(name, alias)


def _run() -> str | None:
    import mlflow

    run = mlflow.active_run()
    return None if run is None else str(run.info.run_id)


def _champion(version: str | None) -> str:
    return "no champion" if version is None else f"champion {version}"
