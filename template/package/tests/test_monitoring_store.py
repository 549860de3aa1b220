"""What monitoring keeps, on the real Spark and MLflow."""

from __future__ import annotations

from pathlib import Path

import mlflow
import pytest
from monitored import labelled, rows, scored

from marvin import data, monitoring, tracking

pytestmark = pytest.mark.usefixtures("no_lineage")


def test_what_is_found_is_kept_and_a_rerun_replaces_it(config, tmp_path):
    job = config.model_copy(update={"context": config.context.model_copy(update={"job_run_id": "77"})})
    frame = rows(150, age=[123456.789, *[40.0 + number / 10 for number in range(149)]])
    labels, chance = labelled(frame)
    data.write(config, frame.assign(left=0), "holdout")
    data.write(config, scored(frame, chance), "predictions")
    data.write(config, labels, "outcomes")
    for _ in range(2):
        with tracking.run(job, "monitor", autolog=False) as run:
            report = monitoring.monitor(job, "predictions", "holdout", labels="outcomes", keys=["id"])
    kept = monitoring.history(config, "predictions")
    assert len(kept) == len(report.findings)
    assert set(kept["run_id"]) == {run.info.run_id}
    assert kept.set_index("metric").loc["drift_share", ["status", "warn_at", "rows"]].tolist() == ["ok", 0.3, 150]
    assert report.of("performance").value > 0.7
    finished = mlflow.get_run(run.info.run_id)
    assert finished.data.metrics["monitor.predictions.drift_share"] == 0
    assert finished.data.tags["marvin.monitoring"] == report.status
    assert finished.data.tags["marvin.retrain"] == "false"
    page = mlflow.artifacts.download_artifacts(
        f"runs:/{run.info.run_id}/monitoring/predictions/comparison.html", dst_path=str(tmp_path)
    )
    html = Path(page).read_text(encoding="utf-8")
    assert "age" in html
    # Values of single rows are not in it, but for the extremes.
    assert "41.3" not in html or "41.35" not in html
    with tracking.run(config, "monitor", autolog=False):
        monitoring.monitor(config, "predictions", "holdout", keys=["id"])
    assert len(set(monitoring.history(config)["run_id"])) == 2
