"""Checks of data by suites of expectations (Great Expectations), kept as `suites/NAME.yml` in the project.

    features = data.read(config, "features")
    report = validation.validate(config, features, "features", table="features")
    train_on = report.good

A suite says of each expectation what happens when it does not hold:

    expectations:
      - type: expect_column_values_to_not_be_null
        column: customer
        severity: fail          # the default: the notebook stops, after everything was stored
      - type: expect_column_mean_to_be_between
        column: age
        min_value: 30
        max_value: 60
        severity: warn          # it is stored and warned of
      - type: expect_column_values_to_be_between
        column: age
        min_value: 0
        max_value: 120
        severity: quarantine    # rows that break it are taken out

`profile` suggests a suite from data, and `read_all` reads every suite, for a test that finds their faults.
"""

from __future__ import annotations

from marvin.errors import ValidationError
from marvin.validation.checking import validate
from marvin.validation.profiling import profile
from marvin.validation.report import Check, Report
from marvin.validation.suites import Entry, Suite, read, read_all

__all__ = ["Check", "Entry", "Report", "Suite", "ValidationError", "profile", "read", "read_all", "validate"]
