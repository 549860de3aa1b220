"""Answers that would make a broken project are refused, with what to do instead."""

from __future__ import annotations

import pytest
from projects import render


@pytest.mark.parametrize(
    ("question", "answer", "message"),
    [
        ("project_name", "Exam Forecast", "lower-case letters, digits and single hyphens"),
        ("project_name", "1st", "lower-case letters"),
        ("project_name", "a" * 51, "at most 50 characters"),
        ("package_name", "exam-forecast", "lower-case letters, digits and _"),
        ("package_name", "marvin", "would hide a package"),
        ("description", "a\nb", "must be one line"),
        ("organization", "example_university", "name of a GitHub organisation"),
        ("owner", "Data Team", "short name of a GitHub team"),
        ("platform_team", "@platform", "short name of a GitHub team, or empty"),
        ("contact", "nobody", "must be a mail address"),
        ("kind", "streaming", "Invalid choice"),
        ("framework", "tensorflow", "Invalid choice"),
        ("schema_name", "a.b", "must be letters, digits, _ and -"),
        ("model_name", "a.b.c.d", "must be `model`"),
        ("experiment_name", "a/b", "must be letters, digits"),
        ("stage_workflows", "train", "must be a list of keys"),
        ("stage_workflows", ["two words"], "must be a list of keys"),
        ("catalog_stage", "ml.stage", "must be letters, digits"),
        ("catalog_prod", "ml_dev", "each environment needs a catalog of its own"),
        ("host_dev", "http://example.com", "must be https://"),
        ("host_prod", "https://example.com/?o=1", "must be https://"),
    ],
)
def test_refused(tmp_path, question, answer, message):
    with pytest.raises(ValueError, match=message):
        render(tmp_path / "project", **{question: answer})
    assert not (tmp_path / "project" / "README.md").exists()
