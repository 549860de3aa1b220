"""Where a prediction comes from, and what a table feeds.

`tracking.run` leaves one row for each run in the table `_marvin_lineage` of the project's schema. In a notebook:

    lineage.origin(config, "predictions")            # the runs, code, models and tables that the newest ones come from
    lineage.origin(config, run=row["run_id"])        # of one prediction: its row names its run
    lineage.feeds(config, "features")                # the steps, models and tables that depend on a table
    lineage.picture(config, "predictions")           # both, as a page to look at
"""

from marvin.lineage.graph import Lineage, LineageError, Run, feeds, origin
from marvin.lineage.page import Picture, picture
from marvin.lineage.store import TABLE, record

__all__ = ["TABLE", "Lineage", "LineageError", "Picture", "Run", "feeds", "origin", "picture", "record"]
