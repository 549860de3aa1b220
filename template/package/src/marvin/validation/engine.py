"""Runs a suite on a frame by Great Expectations: the pandas engine for pandas frames, Spark's for Spark frames."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from marvin import frames
from marvin.validation import library
from marvin.validation.suites import Entry

ROW_COUNTS = ("expect_table_row_count_to_be_between", "expect_table_row_count_to_equal")


@dataclass(frozen=True)
class Found:
    """What Great Expectations says of one entry."""

    success: bool
    result: Mapping[str, Any]
    error: str = ""
    """Empty, or why it could not be checked."""
    condition: Any = None
    """For entries with severity quarantine: which rows break it. A pandas series, or a column of Spark."""


class Engine:
    """One frame, ready to be checked. A Spark frame stays where it is: only counts and samples leave it."""

    def __init__(self, frame: Any, sample: int) -> None:
        self.spark = frames.is_spark(frame)
        self.columns = frames.distinct_columns(frame)
        # Rows are told apart by position, since the index of a pandas frame may repeat; columns by name.
        self.frame = frame if self.spark else frame.reset_index(drop=True).set_axis(self.columns, axis=1)
        self.rows = int(frame.count()) if self.spark else len(frame)
        self._sample = sample
        sources = library.context().data_sources
        # Persisting is not to be had on serverless compute, and Great Expectations would never undo it.
        source = sources.add_spark("frame", persist=False) if self.spark else sources.add_pandas("frame")
        definition = source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("frame")
        self._batch = definition.get_batch({"dataframe": self.frame})

    def run(self, entries: Sequence[Entry]) -> list[Found]:
        """Checks all entries, together where that can be; the results are in their order."""
        missing = [[column for column in entry.columns if column not in self.columns] for entry in entries]
        checkable = [index for index, gone in enumerate(missing) if not gone]
        built = {index: self._build(entries[index], index) for index in checkable}
        results = self._validate(built)
        # Metrics are computed in bundles, where one that cannot be computed takes the others along.
        broken = [index for index, found in results.items() if found.error]
        if len(broken) > 1:
            for index in broken:
                results.update(self._validate({index: built[index]}))
        for index, gone in enumerate(missing):
            if gone:
                results[index] = Found(False, {}, self._not_there(gone))
        for index, entry in enumerate(entries):
            found = results[index]
            if entry.severity == "quarantine" and not found.error:
                results[index] = Found(found.success, found.result, "", self._condition(built[index]))
        return [results[index] for index in range(len(entries))]

    def _validate(self, built: Mapping[int, Any]) -> dict[int, Found]:
        if not built:
            return {}
        suite = library.load().ExpectationSuite(name="suite", expectations=list(built.values()))
        wanted = {"result_format": "BASIC", "partial_unexpected_count": self._sample}
        with library.quiet():
            found = self._batch.validate(suite, result_format=wanted)
        return {result.expectation_config.meta["entry"]: self._read(result) for result in found.results}

    def _read(self, result: Any) -> Found:
        # Either one exception, or one for each metric that could not be computed.
        info = result.exception_info or {}
        if "raised_exception" in info:
            raised = [info["exception_message"]] if info["raised_exception"] else []
        else:
            raised = [str(part["exception_message"]) for part in info.values()]
        if raised:
            # What Spark and pandas say may quote values.
            told = "its values are not of the type that it needs, or it fails on them"
            return Found(False, {}, _message(raised[0]) if self._sample else told)
        return Found(bool(result.success), result.result or {})

    def _build(self, entry: Entry, index: int) -> Any:
        arguments = dict(entry.arguments)
        if not self.spark and "column" in arguments:
            kind = self.frame[arguments["column"]].dtype if arguments["column"] in self.columns else None
            arguments = {key: _moment(value, kind) for key, value in arguments.items()}
        return library.implementation(entry.type)(**arguments, meta={"entry": index})

    def _condition(self, expectation: Any) -> Any:
        """Which rows break the expectation, by the very condition that Great Expectations counts with."""
        from great_expectations.validator.metric_configuration import MetricConfiguration
        from great_expectations.validator.metrics_calculator import MetricsCalculator

        engine = self._batch.data.execution_engine
        counted = expectation.get_validation_dependencies(
            execution_engine=engine, runtime_configuration={"result_format": "BOOLEAN_ONLY"}
        ).metric_configurations[f"{expectation.map_metric}.unexpected_count"]
        metric = MetricConfiguration(
            f"{expectation.map_metric}.condition",
            metric_domain_kwargs=counted.metric_domain_kwargs,
            metric_value_kwargs=counted.metric_value_kwargs,
        )
        condition, domain, columns = MetricsCalculator(engine).get_metric(metric)
        if not self.spark:
            # Rows that it does not look at are not in the series.
            return condition.reindex(self.frame.index, fill_value=False).astype(bool)
        return _within({**domain, **columns}, condition)

    def _not_there(self, gone: Sequence[str]) -> str:
        some = ", ".join(self.columns[:20]) + (", ..." if len(self.columns) > 20 else "")
        verb = "columns are" if len(gone) > 1 else "column is"
        return f"{verb} missing in the data: {', '.join(gone)} (it has {some or 'none'})"


def _within(domain: Mapping[str, Any], condition: Any) -> Any:
    """The condition, where Great Expectations would have filtered the rows first: nulls, by its own rules."""
    from pyspark.sql import functions

    looked_at = [functions.expr(part.condition) for part in domain.get("filter_conditions", ())]
    ignore = domain.get("ignore_row_if")
    names = [domain["column_A"], domain["column_B"]] if "column_A" in domain else domain.get("column_list", ())
    nulls = [functions.col(name).isNull() for name in names]
    if ignore in ("both_values_are_missing", "all_values_are_missing"):
        looked_at.append(~_all(nulls))
    elif ignore in ("either_value_is_missing", "any_value_is_missing"):
        looked_at += [~null for null in nulls]
    return functions.coalesce(_all([*looked_at, condition]), functions.lit(False))


def _all(conditions: Sequence[Any]) -> Any:
    both = conditions[0]
    for condition in conditions[1:]:
        both = both & condition
    return both


def _moment(value: Any, kind: Any) -> Any:
    """A date of a suite as a moment, where the pandas column holds moments, which do not compare with dates."""
    from pandas.api import types

    if kind is None or not types.is_datetime64_any_dtype(kind):
        return value
    if isinstance(value, list):
        return [_moment(part, kind) for part in value]
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    zone = getattr(kind, "tz", None)
    return value.replace(tzinfo=zone) if isinstance(value, datetime) and zone and value.tzinfo is None else value


_ERROR = re.compile(r"^[\w.]+(Error|Exception): ")


def _message(text: str) -> str:
    """One line of an exception's text: of a stack trace, what was raised in the end."""
    if "No provider found" in text:
        engine = "Spark" if "SparkDF" in text else "pandas"
        return f"Great Expectations does not have this expectation for {engine} frames: leave it out"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    # Java begins a line with what caused the one before, and the name of the class with its package.
    plain = [re.sub(r"^(?:Caused by)?: ", "", line) for line in lines]
    raised = [re.sub(r"^(?:\w+\.)+", "", line) for line in plain if _ERROR.match(line)]
    line = raised[-1] if raised else (lines or ["no reason was given"])[0]
    return line if len(line) <= 300 else f"{line[:300]}..."
