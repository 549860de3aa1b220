"""Great Expectations, imported on use: told to send nothing, write nothing and draw nothing."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from marvin.errors import MarvinError

# Arguments that steer Great Expectations itself, or that Marvin sets. What is left, a suite may use.
_NOT_FOR_SUITES = {
    "id",
    "meta",
    "notes",
    "result_format",
    "description",
    "catch_exceptions",
    "rendered_content",
    "severity",
    "windows",
    "batch_id",
    "library_metadata",
    # Its conditions are written differently for Spark and for pandas: a suite must mean the same on both.
    "row_condition",
    "condition_parser",
}

_NEEDS_A_DATABASE = {
    "expect_query_results_to_match_comparison",
    "expect_table_row_count_to_equal_other_table",
    "unexpected_rows_expectation",
}

# They tell of a column as a whole, or of an order that rows of a table do not have.
_NOT_BY_ROW = {
    "expect_column_values_to_be_of_type",
    "expect_column_values_to_be_in_type_list",
    "expect_column_values_to_be_increasing",
    "expect_column_values_to_be_decreasing",
}


def load() -> Any:
    """The module `great_expectations`.

    Raises:
        MarvinError: if it is not installed.
    """
    # It looks at the variable when it is imported and when a context is made.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    try:
        import great_expectations
    except ImportError:
        raise MarvinError(
            "great-expectations is not installed: pip install 'marvin-notebooks[validation]', or on Databricks add "
            "it to the environment of the job"
        ) from None
    return great_expectations


def context() -> Any:
    """A context that lives in memory alone, and draws no progress bars."""
    gx = load()
    from great_expectations.data_context.types.base import ProgressBarsConfig

    made = gx.get_context(mode="ephemeral")
    made.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return made


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps it from logging what it could not compute, with stack traces and values: results tell what is needed."""
    logger = logging.getLogger("great_expectations")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def types() -> list[str]:
    """Names of the expectations that work on frames, sorted."""
    load()
    from great_expectations.expectations import registry

    known = registry.list_registered_expectation_implementations()
    return sorted(name for name in known if name not in _NEEDS_A_DATABASE and "like_pattern" not in name)


def implementation(name: str) -> Any:
    """The class of an expectation."""
    load()
    from great_expectations.expectations import registry

    return registry.get_expectation_impl(name)


def arguments(kind: Any) -> dict[str, bool]:
    """Arguments that a suite may give to an expectation's class, and whether each is required."""
    return {name: bool(field.required) for name, field in kind.__fields__.items() if name not in _NOT_FOR_SUITES}


def by_row(name: str) -> bool:
    """Whether the expectation holds or not for each row by itself."""
    return bool(getattr(implementation(name), "map_metric", None)) and name not in _NOT_BY_ROW


def faults(error: Any) -> list[str]:
    """What an expectation's class says of its arguments, each argument once."""
    found: dict[str, str] = {}
    for fault in error.errors():
        name = str(fault["loc"][0])
        # The same argument is tried as several types, of which only the first is meant for people.
        found.setdefault(name, str(fault["msg"]).rstrip("."))
    whole = found.pop("__root__", None)
    if found or whole is None:
        return [f"{name}: {text}" for name, text in found.items()]
    return [whole]
