from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

# Before anything is imported that reports home, or starts Spark.
os.environ.update(
    GX_ANALYTICS_ENABLED="false",
    DO_NOT_TRACK="1",
    MLFLOW_DISABLE_TELEMETRY="true",
    GIT_CONFIG_GLOBAL=os.devnull,
    # Where the workers find `spark_daemon`, and nothing else of the tests.
    PYTHONPATH=os.pathsep.join(filter(None, [f"{Path(__file__).parent}/on_workers", os.environ.get("PYTHONPATH")])),
    # Spark compiles each query to Java and keeps what a page would show of it; Delta sums up the whole table at each
    # write. For a few rows that is a good part of the work.
    PYSPARK_SUBMIT_ARGS=(
        "--conf spark.python.daemon.module=spark_daemon"
        " --conf spark.sql.codegen.wholeStage=false"
        " --conf spark.sql.codegen.factoryMode=NO_CODEGEN"
        " --conf spark.sql.ui.retainedExecutions=5"
        " --conf spark.ui.retainedJobs=5"
        " --conf spark.ui.retainedStages=5"
        " --conf spark.databricks.delta.writeChecksumFile.enabled=false"
        " pyspark-shell"
    ),
)

from marvin import ledger, lineage, testing
from marvin.config import Config


@pytest.fixture(scope="session", autouse=True)
def _mlflow(tmp_path_factory):
    """Each store of a test begins as a copy of one that is empty.

    To make MLflow's tables takes seconds, and it does so at each opening, for it knows of fewer than it has.
    """
    from mlflow.store.db import utils
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    empty = tmp_path_factory.mktemp("mlflow") / "mlflow.db"
    SqlAlchemyStore(f"sqlite:///{empty}", str(empty.parent)).engine.dispose()

    def copy(engine):
        if utils._get_schema_version(engine) is None:
            engine.dispose()
            shutil.copy(empty, engine.url.database)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(utils, "_upgrade_db", copy)
        yield


@pytest.fixture
def config(tmp_path) -> Config:
    return testing.config(tmp_path)


@pytest.fixture
def no_lineage(monkeypatch):
    """Runs end without their row in the table of lineage, which is the larger part of a run that does little else."""
    monkeypatch.setattr(lineage, "record", lambda *_: None)


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
