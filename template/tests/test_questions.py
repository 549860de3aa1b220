"""Answers that would make a broken project are refused, with what to do instead."""

from __future__ import annotations

import keyword
import re
import sys
import tomllib
from importlib import metadata

import jinja2
import pytest
import yaml
from projects import TEMPLATE, render


@pytest.mark.parametrize(
    ("question", "answer", "message"),
    [
        ("project_name", "Exam Forecast", "lower-case letters, digits and single hyphens"),
        ("project_name", "1st", "lower-case letters"),
        ("project_name", "a" * 51, "at most 50 characters"),
        ("package_name", "exam-forecast", "lower-case letters, digits and single _"),
        ("package_name", "exams_", "lower-case letters, digits and single _"),
        ("package_name", "marvin", "would hide what has this name already: choose another, e.g. marvin_project"),
        ("package_name", "class", "is a word of Python, .* choose another, e.g. class_project"),
        ("package_name", "statistics", "choose another"),
        ("package_name", "click", "choose another"),
        ("description", "a\nb", "must be one line"),
        ("description", "a\tb", "without control characters"),
        ("description", "a" * 351, "at most 350 characters"),
        ("organization", "example_university", "name of a GitHub organisation"),
        ("owner", "Data Team", "short name of a GitHub team"),
        ("platform_team", "@platform", "short name of a GitHub team, or empty"),
        ("contact", "nobody", "must be a mail address"),
        ("kind", "streaming", "Invalid choice"),
        ("framework", "tensorflow", "Invalid choice"),
        ("serving", "maybe", "Invalid choice"),
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


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("project_name", "exam-forecast"),
        ("package_name", "exams"),
        ("organization", "example"),
        ("owner", "data-team"),
        ("platform_team", "platform"),
        ("contact", "exams@example.edu"),
        ("schema_name", "exams"),
        ("model_name", "exams"),
        ("experiment_name", "runs"),
        ("stage_workflows", ["train"]),
        ("catalog_dev", "dev"),
        ("catalog_stage", "stage"),
        ("catalog_prod", "prod"),
        ("host_dev", "https://example.com"),
        ("host_stage", "https://example.com"),
        ("host_prod", "https://example.com"),
    ],
)
def test_a_line_break_at_the_end_is_refused(tmp_path, question, answer):
    broken = [f"{one}\n" for one in answer] if isinstance(answer, list) else f"{answer}\n"
    with pytest.raises(ValueError, match=f"'{question}': (must|each)"):
        render(tmp_path / "project", **{question: broken})


def test_every_question_is_known_to_refuse_line_breaks():
    questions = yaml.safe_load((TEMPLATE / "copier.yml").read_text(encoding="utf-8"))
    [asked] = [mark.args[1] for mark in test_a_line_break_at_the_end_is_refused.pytestmark]
    ruled = {name for name, question in questions.items() if "validator" in question}
    assert {name for name, _ in asked} | {"description"} == ruled


def taken() -> set[str]:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATE))
    return set(environment.get_template("taken.jinja").module.taken)


def test_what_a_package_would_hide_is_known():
    """A name that is missing goes into `taken.jinja`, as Python or a library got a module more."""
    installed = {*metadata.packages_distributions()}
    installed |= {re.sub("[-.]", "_", found.metadata["Name"]).lower() for found in metadata.distributions()}
    names = {*keyword.kwlist, *sys.stdlib_module_names, *installed}
    assert not sorted({name for name in names if re.fullmatch("[a-z][a-z0-9_]*", name)} - taken())
    folders = {path.name for path in (TEMPLATE / "project").iterdir() if path.is_dir() and path.name[0] != "."}
    assert not folders - taken()


@pytest.mark.parametrize("name", ["statistics", "scikit-learn", "yes"])
def test_a_project_may_have_a_name_that_its_package_may_not(tmp_path, name):
    project = render(tmp_path / "project", project_name=name, kind="pipeline")
    package = name.replace("-", "_") + ("_project" if name != "yes" else "")
    assert (project / "src" / package / "settings.py").is_file()
    base = yaml.safe_load((project / "conf" / "base.yml").read_text(encoding="utf-8"))
    assert (base["project"], base["schema"]) == (name, name.replace("-", "_"))
    built = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"]
    assert built == package.replace("_", "-")


def test_an_answer_for_serving_is_yes_or_no(tmp_path):
    project = render(tmp_path / "project", serving="yes")
    assert (project / "docs" / "serving.md").is_file()
    recorded = yaml.safe_load((project / ".copier-answers.yml").read_text(encoding="utf-8"))
    assert recorded["serving"] is True


def test_a_description_may_be_as_long_as_in_a_manifest(tmp_path):
    assert "x" * 350 in (render(tmp_path / "project", description="x" * 350) / "README.md").read_text()
