from __future__ import annotations

import os
import shutil
import sys

import pytest

# Before anything that reports home is imported.
os.environ.update(
    GX_ANALYTICS_ENABLED="false",
    DO_NOT_TRACK="1",
    MLFLOW_DISABLE_TELEMETRY="true",
    GIT_CONFIG_GLOBAL=os.devnull,
)

from marvin import ledger, testing
from marvin.config import Config


@pytest.fixture(scope="session")
def _store(tmp_path_factory):
    """An empty store of MLflow: to make its tables takes seconds, to copy them none."""
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    file = tmp_path_factory.mktemp("store") / "mlflow.db"
    SqlAlchemyStore(f"sqlite:///{file}", str(file.parent)).engine.dispose()
    return file


@pytest.fixture
def config(tmp_path, _store) -> Config:
    (tmp_path / ".local").mkdir()
    shutil.copy(_store, tmp_path / ".local" / "mlflow.db")
    return testing.config(tmp_path)


@pytest.fixture(autouse=True)
def _fresh():
    """One Spark session serves all tests: each finds an empty ledger and an empty catalog."""
    ledger.begin()
    yield
    if "pyspark" not in sys.modules:
        return
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    if session is None:
        return
    for database in session.catalog.listDatabases():
        if database.name != "default":
            session.sql(f"DROP SCHEMA `{database.name}` CASCADE")
