"""Marvin for notebooks: one call for the configuration, and modules for the rest of a project's life.

    import marvin
    from marvin import data, models, tracking

    config = marvin.load()

Modules are loaded when they are first used, so that `import marvin` costs next to nothing:
`config` (what `load` returns), `data` (tables), `tracking` (MLflow runs), `validation` (Great Expectations),
`models` (register, compare, promote, roll back), `scoring` (batch inference), `monitoring` (Evidently),
`lineage` (where a prediction comes from), `workflows` (run the project's jobs).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from marvin.config import Config, load
    from marvin.errors import MarvinError

__version__ = "0.1.0"

__all__ = ["Config", "MarvinError", "__version__", "load"]

_HOMES = {"Config": "marvin.config", "load": "marvin.config", "MarvinError": "marvin.errors"}


def __getattr__(name: str) -> Any:
    """Loads what is asked for, and no more."""
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"marvin has no {name}")
