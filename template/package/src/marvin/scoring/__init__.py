"""Batch inference on Spark with the champion, into a table that says which version gave each prediction.

with tracking.run(config):
    scoring.score(config, "features", "predictions", keys=["customer_id"])
"""

from __future__ import annotations

from marvin.scoring.score import Scored, score

__all__ = ["Scored", "score"]
