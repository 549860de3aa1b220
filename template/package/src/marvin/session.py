"""The Spark session: the runtime's on Databricks, a small one with Delta Lake outside it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from marvin.errors import MarvinError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from marvin.config import Config

_IVY = Path(__file__).with_name("ivysettings.xml")


def spark(config: Config) -> SparkSession:
    """The active Spark session; outside Databricks one is started if there is none, with the tables in `.local`.

    Raises:
        MarvinError: outside Databricks, if Java, pyspark or delta-spark is missing.
    """
    if config.local:
        return local(config.root)
    from pyspark.sql import SparkSession

    return SparkSession.getActiveSession() or SparkSession.builder.getOrCreate()


def local(root: Path) -> SparkSession:
    """The session outside Databricks, as `spark` gives it, for the project in the folder `root`."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MarvinError("pyspark is not installed: pip install -e '.[dev]' in the project's folder") from None
    session = SparkSession.getActiveSession() or _start(root)
    _know_tables(session, warehouse(root))
    return session


def warehouse(root: Path) -> Path:
    """Folder of the local tables: `SCHEMA/TABLE` each."""
    return root / ".local" / "warehouse"


def _start(root: Path) -> SparkSession:
    from pyspark.sql import SparkSession

    java = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (java and (Path(java) / "bin" / "java").exists()):
        raise MarvinError(
            "Spark needs Java 17 or later outside Databricks, and there is no `java` on PATH nor under JAVA_HOME: "
            "install it from https://adoptium.net and try again"
        )
    try:
        from delta import configure_spark_with_delta_pip
    except ImportError:
        raise MarvinError("delta-spark is not installed: pip install -e '.[dev]' in the project's folder") from None
    # Else Python functions in Spark would run on whichever Python comes first on PATH.
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    builder = (
        SparkSession.builder.master("local[1]")
        .appName("marvin")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.warehouse.dir", str(warehouse(root)))
        .config("spark.jars.ivySettings", str(_IVY))
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        # Local tables are small: more partitions, 200 by default, would cost seconds a query.
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.databricks.delta.snapshotPartitions", "1")
        .config("spark.sql.session.timeZone", "UTC")
        # Local runs are short: what Java spends on compiling well and on collecting side by side is never earned back.
        .config(
            "spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC"
        )
    )
    try:
        session = configure_spark_with_delta_pip(builder).getOrCreate()
    except Exception as error:  # PySpark tells of a failed start in several ways
        raise MarvinError(
            "Spark did not start; the lines above say why. It needs Java 17 or later and, the first time, "
            f"https://repo1.maven.org for Delta Lake: {str(error).partition(chr(10))[0]}"
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    return session


_known: set[str] = set()


def _know_tables(session: SparkSession, folder: Path) -> None:
    """A new local session has an empty catalog: tells it of the tables that earlier ones left behind."""
    key = f"{session.sparkContext.applicationId} {folder}"
    if key in _known:
        return
    _known.add(key)
    for schema in sorted(folder.glob("*.db")) if folder.is_dir() else []:
        name = schema.name.removesuffix(".db")
        session.sql(f"CREATE SCHEMA IF NOT EXISTS `{name}` LOCATION '{schema.as_uri()}'")
        for table in sorted(schema.iterdir()):
            if (table / "_delta_log").is_dir():
                session.sql(
                    f"CREATE TABLE IF NOT EXISTS `{name}`.`{table.name}` USING DELTA LOCATION '{table.as_uri()}'"
                )
