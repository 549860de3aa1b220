"""What a rendered project's pages say of keys and commands is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from types import NoneType
from typing import get_args

import pytest
import yaml
from marvin.config import Config
from projects import render, run_in
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

SECTIONS = ("model", "monitoring", "validation", "stage_tests")
SET_BY_LOAD = {"environment", "arguments", "context", "root"}


@pytest.fixture(scope="module", params=["training", "scoring", "pipeline"])
def project(request, tmp_path_factory) -> Path:
    return render(tmp_path_factory.mktemp("documented") / request.param, kind=request.param)


def defaults(kind: type[BaseModel]) -> dict[str, object]:
    """By key; "needed" for those that have none."""
    found = {}
    for name, field in kind.model_fields.items():
        value = field.get_default(call_default_factory=True)
        plain = value.model_dump(exclude_none=True) if isinstance(value, BaseModel) else value
        found[field.alias or name] = "needed" if value is PydanticUndefined else plain
    return found


def section_of(name: str) -> type[BaseModel]:
    """The model of a section, which may be left out where its type says so."""
    annotation = Config.model_fields[name].annotation
    return next(kind for kind in (*get_args(annotation), annotation) if kind is not NoneType)


def table(text: str) -> dict[str, object]:
    """Keys and defaults of a table's rows."""
    rows = re.findall(r"^\| (`.+?`(?:, `.+?`)*) \| .+ \| (`(.+)`|needed) \|$", text, re.MULTILINE)
    return {
        key.strip("`"): "needed" if default == "needed" else yaml.safe_load(value)
        for keys, default, value in rows
        for key in keys.split(", ")
    }


def test_every_key_is_explained_with_its_default(project):
    page = (project / "docs" / "configuration.md").read_text(encoding="utf-8")
    keys = page.partition("## Keys")[2].partition("\n## ")[0]
    top, *sections = re.split(r"^### ", keys, flags=re.MULTILINE)
    assert {part.partition("\n")[0] for part in sections} == {f"`{name}`" for name in SECTIONS}
    own = {key: value for key, value in defaults(Config).items() if key not in {*SET_BY_LOAD, *SECTIONS}}
    assert table(top) == own
    for part in sections:
        name = part.partition("\n")[0].strip("`")
        assert table(part) == defaults(section_of(name)), name


def test_a_faulty_suite_is_found_before_a_commit(tmp_path):
    project = render(tmp_path / "project", kind="pipeline")
    suite = project / "suites" / "refined.yml"
    suite.write_text(suite.read_text(encoding="utf-8").replace("expect_table_row", "expect_tabel_row"))
    with pytest.raises(AssertionError, match="refined.yml: entry 1 .*is no expectation"):
        run_in(project, "pytest", "-q", "-p", "no:cacheprovider", "tests/test_configuration.py")


def commands(project: Path) -> list[list[str]]:
    pages = [project / "README.md", *sorted((project / "docs").glob("*.md"))]
    lines = [line for page in pages for line in page.read_text(encoding="utf-8").splitlines()]
    found = [
        shlex.split(command, comments=True)[3:]
        for line in lines
        if line.startswith("python -m marvin.local")
        for command in line.split(" && ")
    ]
    assert found
    return found


def test_every_command_names_what_is_there(project):
    jobs = yaml.safe_load((project / "databricks.yml").read_text(encoding="utf-8"))["resources"]["jobs"]
    settings = next((project / "src").glob("*/settings.py")).read_text(encoding="utf-8")
    for workflow, *options in commands(project):
        tasks = {task["task_key"] for task in jobs[workflow]["tasks"]}
        for option, value in zip(options[::2], options[1::2], strict=True):
            if option == "--only":
                assert value in tasks
                continue
            assert option == "--set"
            name = value.partition("=")[0].removeprefix("parameters.")
            assert re.search(rf"^    {name}: ", settings, re.MULTILINE)
