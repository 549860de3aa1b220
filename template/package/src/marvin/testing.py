"""For tests: a configuration of a made-up project, with all its data in a folder of the test's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from marvin.config import Config
from marvin.context import Context


def config(root: Path, **overrides: Any) -> Config:
    """A configuration that is local to the folder `root`; `overrides` are keys of `Config`."""
    values: dict[str, Any] = {
        "project": "churn",
        "environment": "dev",
        "catalogs": {"dev": "ml_dev", "stage": "ml_stage", "prod": "ml_prod"},
        "schema": "churn",
        "experiment": "/marvin/churn",
        "tables": {"features": "features", "predictions": "predictions"},
        "model": {"name": "churn", "target": "left"},
        "context": Context(local=True, commit="0" * 40),
        "root": root,
    }
    return Config(**{**values, **overrides})
