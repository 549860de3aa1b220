"""Whether a candidate may become the champion: both measured on the same rows, and a decision with its reasons."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from marvin import data
from marvin.errors import ModelError
from marvin.models import bootstrap, metrics, registry
from marvin.models.comparison import Comparison, Slice, keep
from marvin.models.metrics import Metric
from marvin.models.predictions import CannotPredict, Predict, input_columns, predictions
from marvin.models.rows import Rows, rows_of, slices_of

if TYPE_CHECKING:
    from mlflow.entities.model_registry import ModelVersion

    from marvin.config import Config
    from marvin.settings.models import ModelSettings


@dataclass(frozen=True)
class _Measured:
    """What a version predicts and how good that is, or why this cannot be said."""

    predicted: Any = None
    value: float | None = None
    fault: str | None = None


def compare(
    config: Config,
    candidate_version: ModelVersion | int | str,
    frame: Any,
    *,
    predict: Predict | None = None,
    metric: str | Metric | None = None,
) -> Comparison:
    """Compares a version with the champion, by `model` in the configuration, and keeps the evidence in the open run.

    A candidate is accepted if it reaches `minimum`; and, where there is a champion, if its metric is better by
    `margin` on at least `minimum_rows` rows, it is better in the share `confidence` of the resamples, and on no slice
    worse by more than `slice_margin`. A tie keeps the champion. The first model needs a metric that can be computed,
    on however few rows: without it nothing would score.

    A version that cannot be measured on these rows is no error: it is a reason against the candidate. Neither moves
    an alias: see `promote`. The champion compared with itself is not accepted, and keeps what was found before it was
    promoted.

    Args:
        candidate_version: a version of this project's model.
        frame: a table as in `data.full_name`, or a Spark or pandas frame, with the models' columns, the target and
            the slices: rows that no version was trained on. It is brought to the driver: give a sample of a large one.
            Rows without a target are left out.
        predict: (MLflow's model, rows) -> what the metric needs, one a row, for both versions. Default: as
            `marvin.models.predictions` says.
        metric: another than the configuration's: a name, or what `own_metric` returns.

    Raises:
        ModelError: if no run is open, there is no such version or metric, or the frame cannot tell models apart.
        DataError: if there is no such table.
    """
    import mlflow

    settings = registry.settings(config)
    measure = metrics.find(settings.metric if metric is None else metric, settings.task)
    run = mlflow.active_run()
    if run is None:
        raise ModelError("a comparison is recorded in a run: open one by `with tracking.run(config):`")
    registry.own_name(config)  # before any work: the decision is tagged on the version
    candidate = registry.version_of(config, candidate_version)
    champion = registry.champion(config)
    same = champion is not None and str(champion.version) == str(candidate.version)
    versions = [candidate] if champion is None or same else [candidate, champion]
    frame = data.read(config, frame) if isinstance(frame, str) else frame
    rows = rows_of(frame, settings, measure, None if predict else _columns(versions))
    measured = [_measure(version, rows, measure, settings, predict) for version in versions]
    found = Comparison(
        model=candidate.name,
        candidate=str(candidate.version),
        champion=None if champion is None else str(champion.version),
        metric=measure.name,
        greater_is_better=measure.greater_is_better,
        rows=len(rows.frame),
        rows_without_target=rows.without_target,
        candidate_value=measured[0].value,
        champion_value=None if len(measured) == 1 else measured[1].value,
        gain=None,
        better=None,
        gain_low=None,
        gain_high=None,
        confidence=settings.confidence,
        resamples=0,
        slices=_slices(rows, settings, measure, measured),
        accepted=False,
        reasons=(),
        compared_at=registry.now(),
        run_id=run.info.run_id,
    )
    if len(measured) == 2 and all(one.fault is None for one in measured):
        found = _with_resamples(found, rows, measure, measured, settings)
    against = _against(found, candidate, measured, settings, same=same)
    found = replace(found, accepted=not against, reasons=tuple(against or _in_favour(found)))
    keep(config, found)
    return found


def _columns(versions: list[ModelVersion]) -> set[str] | None:
    """Columns that the versions take; None where that cannot be told."""
    import mlflow

    wanted: set[str] = set()
    for version in versions:
        taken = input_columns(mlflow.models.get_model_info(_uri(version)).signature)
        if taken is None:
            return None
        wanted.update(taken[0])
    return wanted


def _uri(version: ModelVersion) -> str:
    return f"models:/{version.name}/{version.version}"


def _measure(
    version: ModelVersion, rows: Rows, metric: Metric, settings: ModelSettings, predict: Predict | None
) -> _Measured:
    try:
        predicted = predictions(_uri(version), rows, metric, settings, predict)
    except CannotPredict as fault:
        return _Measured(fault=str(fault))
    value = metric.value(rows.target, predicted)
    if not math.isfinite(value):
        return _Measured(fault=f"its {metric.name} on these rows is {value}")
    return _Measured(predicted, value)


def _with_resamples(
    found: Comparison, rows: Rows, metric: Metric, measured: list[_Measured], settings: ModelSettings
) -> Comparison:
    candidate, champion = measured
    drawn = bootstrap.paired(
        metric,
        rows.target,
        candidate.predicted,
        champion.predicted,
        resamples=settings.resamples,
        confidence=settings.confidence,
        seed=settings.seed,
    )
    return replace(
        found,
        gain=float(metric.gain(candidate.value, champion.value)),
        better=drawn.better,
        gain_low=drawn.low if drawn.used else None,
        gain_high=drawn.high if drawn.used else None,
        resamples=drawn.used,
    )


def _slices(rows: Rows, settings: ModelSettings, metric: Metric, measured: list[_Measured]) -> tuple[Slice, ...]:
    found = []
    for column, value, inside in slices_of(rows, settings.slices):
        count = int(inside.sum())
        truth = rows.target[inside]
        why = metric.undefined(truth)
        numbers = [
            None if why or one.fault else metric.value(truth, one.predicted[inside])
            for one in (*measured, _Measured(fault="none"))[:2]
        ]
        candidate, champion = (number if number is not None and math.isfinite(number) else None for number in numbers)
        gain = None if candidate is None or champion is None else float(metric.gain(candidate, champion))
        worse = gain is not None and gain < -settings.slice_margin - bootstrap.TIE
        judged = count >= settings.slice_rows
        if why:
            note = f"not judged: {why}"
        elif not judged:
            note = f"not judged: fewer than {settings.slice_rows} rows"
        elif worse:
            note = f"worse by more than {settings.slice_margin:g}"
        else:
            note = ""
        found.append(Slice(column, value, count, candidate, champion, gain, note, accepted=not (worse and judged)))
    return tuple(found)


def _against(
    found: Comparison, candidate: ModelVersion, measured: list[_Measured], settings: ModelSettings, *, same: bool
) -> list[str]:
    """Every reason against the candidate."""
    if same:
        return [f"version {found.candidate} is the champion already"]
    rolled_back = candidate.tags.get("marvin_rolled_back_at")
    if rolled_back is not None:
        why = candidate.tags.get("marvin_rolled_back_because", "no reason is known")
        return [f"version {found.candidate} was rolled back at {rolled_back} ({why}): register another one"]
    if measured[0].fault is not None:
        return [f"version {found.candidate}: {measured[0].fault}"]
    against = []
    value, least = found.candidate_value, settings.minimum
    if least is not None and value is not None and (value < least if found.greater_is_better else value > least):
        which = "below" if found.greater_is_better else "above"
        against.append(f"{found.metric} is {value:.4g}, {which} the {least:g} that `model.minimum` asks for")
    if len(measured) == 1:
        return against
    if measured[1].fault is not None:
        return [
            *against,
            f"champion {found.champion}: {measured[1].fault}. Nothing can be said of which is better: give a frame "
            "that both can score, or, if there is none any more, delete the alias `champion` in the registry by hand "
            "and compare again",
        ]
    return [*against, *_not_better(found, settings), *_worse_slices(found)]


def _not_better(found: Comparison, settings: ModelSettings) -> list[str]:
    gain = found.gain or 0.0
    both = f"{found.metric} {found.candidate_value:.4g} against {found.champion_value:.4g} of champion {found.champion}"
    if abs(gain) <= bootstrap.TIE:
        return [f"a tie ({both}): the champion stays"]
    if gain < 0:
        return [f"worse than the champion ({both})"]
    against = []
    if found.rows < settings.minimum_rows:
        against.append(f"only {found.rows} rows, and {settings.minimum_rows} are needed (`model.minimum_rows`): {both}")
    if gain < settings.margin - bootstrap.TIE:
        against.append(f"better by {gain:.4g}, less than the {settings.margin:g} that `model.margin` asks for ({both})")
    if found.better is not None and found.better < settings.confidence:
        against.append(
            f"better in {found.better:.1%} of {found.resamples} resamples, less than the {settings.confidence:.1%} "
            f"that `model.confidence` asks for ({both}): it may be chance"
        )
    return against


def _worse_slices(found: Comparison) -> list[str]:
    return [
        f"on {part.column} = {part.value} ({part.rows} rows) {part.note}: {part.candidate:.4g} against "
        f"{part.champion:.4g}"
        for part in found.slices
        if not part.accepted
    ]


def _in_favour(found: Comparison) -> list[str]:
    value = f"{found.metric} {found.candidate_value:.4g}"
    if found.champion is None:
        return [f"the first model: there is no champion yet ({value} on {found.rows} rows)"]
    judged = [part for part in found.slices if not part.note]
    slices = [f"not worse on any of {len(judged)} slices"] if judged else []
    return [
        f"better by {found.gain:.4g} ({value} against {found.champion_value:.4g} of champion {found.champion})",
        f"better in {found.better:.1%} of {found.resamples} resamples",
        *slices,
    ]
