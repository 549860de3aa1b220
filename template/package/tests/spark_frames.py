"""Pandas frames as Spark frames, with missing values as nulls."""

from __future__ import annotations

from typing import Any

import pandas as pd

from marvin import session


def spark_frame(config: Any, frame: pd.DataFrame, schema: str) -> Any:
    rows = [tuple(map(_plain, row)) for row in frame.itertuples(index=False)]
    return session.spark(config).createDataFrame(rows, schema)


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
