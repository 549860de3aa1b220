"""Every kind of project that the questions can make passes its own checks."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from projects import ENVIRONMENT, render, run_in

VARIANTS = {
    **{
        f"{framework}{'-served' if serving else ''}": {"kind": "training", "framework": framework, "serving": serving}
        for framework in ("sklearn", "xgboost", "pytorch", "pyfunc")
        for serving in (False, True)
    },
    "scoring": {"kind": "scoring", "model_name": "ml_shared.risk.churn"},
    "pipeline": {"kind": "pipeline"},
    # Answers with everything that could break a file's syntax.
    "odd": {
        "kind": "training",
        "project_name": "a1-b2",
        "package_name": "odd_one",
        "description": """Says "what": it's 100% {ready} #1 \\ 'now' & <soon> 🎓 für Prüfungen, 試験""",
        "owner": "data_team",
        "organization": "Example-Org",
        "platform_team": "platform",
        "schema_name": "Odd-Schema",
        "model_name": "odd-model",
        "experiment_name": "all_runs",
        "catalog_dev": "1dev",
        "catalog_stage": "ml-stage",
        "stage_workflows": [],
    },
}
# PyTorch alone is larger than all else together: its projects are rendered, linted and typed here, and not run.
WITHOUT_LIBRARY = {"pytorch", "pytorch-served"}

NOTEBOOKS = {
    "training": {"prepare_data", "train", "validate", "promote", "batch_inference", "monitor", "dev_workflow_executor"},
    "scoring": {"prepare_data", "batch_inference", "monitor", "dev_workflow_executor"},
    "pipeline": {"prepare_data", "publish", "monitor", "dev_workflow_executor"},
}


@pytest.fixture(scope="module", params=VARIANTS, ids=str)
def variant(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def project(variant, tmp_path_factory) -> Path:
    return render(tmp_path_factory.mktemp("rendered") / variant, **VARIANTS[variant])


def test_no_markers_are_left(project):
    for path in own_files(project):
        text = path.read_text(encoding="utf-8")
        # GitHub's expressions look alike.
        left = re.findall(r"(?<!\$)\{\{.*?\}\}|\{%.*?%\}", text)
        assert not [mark for mark in left if "job." not in mark and "tasks." not in mark], path
        assert not text.startswith("\n"), path
        assert text == "" or text.endswith("\n"), path
        assert not re.search(r"\n{4,}|[ \t]\n", text), f"{path} has blank lines or spaces that nobody wrote"


def test_holds_what_its_kind_needs(variant, project):
    kind = VARIANTS[variant]["kind"]
    names = {path.stem for path in (project / "notebooks").glob("*.py")}
    served = {"query_endpoint"} if VARIANTS[variant].get("serving") else set()
    assert names == NOTEBOOKS[kind] | served
    assert not list(project.rglob("*.jinja"))
    assert (project / "src" / "marvin" / "__init__.py").is_file()
    assert not (project / "src" / "marvin").is_symlink()


def test_every_file_of_data_can_be_read(project):
    for path in own_files(project):
        if path.suffix in {".yml", ".yaml"}:
            yaml.safe_load(path.read_text(encoding="utf-8")) if path.name != "mkdocs.yml" else None
        if path.suffix == ".toml":
            tomllib.loads(path.read_text(encoding="utf-8"))


def test_the_description_is_kept_as_it_is(variant, project):
    description = VARIANTS[variant].get("description", "")
    metadata = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    site = (project / "mkdocs.yml").read_text(encoding="utf-8").partition("docs_dir:")[0]
    answers = yaml.safe_load((project / ".copier-answers.yml").read_text(encoding="utf-8"))
    assert metadata["project"]["description"] == description
    assert yaml.safe_load(site)["site_description"] == description
    assert answers["description"] == description


def test_lint_and_format(project):
    run_in(project, "ruff", "check", ".")
    run_in(project, "ruff", "format", "--check", ".")


def test_the_package_is_left_alone_where_its_files_are_named(project):
    """As pre-commit names them; the rules of the project's own code are others than the package's."""
    file = project / "src" / "marvin" / "__init__.py"
    before = file.read_text(encoding="utf-8")
    file.write_text("import os ; x=1\n", encoding="utf-8")
    try:
        run_in(project, "ruff", "check", "--fix", "src/marvin/__init__.py")
        run_in(project, "ruff", "format", "src/marvin/__init__.py")
        assert file.read_text(encoding="utf-8") == "import os ; x=1\n"
    finally:
        file.write_text(before, encoding="utf-8")


def test_types(project, tmp_path_factory):
    # One cache for all variants: most of what is read is the same.
    run_in(project, "mypy", "--cache-dir", str(tmp_path_factory.getbasetemp() / "mypy"))


def test_unit_tests(variant, project):
    if variant in WITHOUT_LIBRARY:
        run_in(project, "pytest", "-q", "-p", "no:cacheprovider", "--ignore", "tests/test_model.py")
        return
    run_in(project, "pytest", "-q", "-p", "no:cacheprovider")


def test_documentation(project, tmp_path):
    run_in(project, "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site"))
    assert (tmp_path / "site" / "index.html").is_file()


def test_the_code_goes_into_a_wheel(variant, project, tmp_path):
    if variant not in ("sklearn", "odd"):
        return
    build = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=project, env=ENVIRONMENT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith(".whl")


def own_files(project: Path) -> list[Path]:
    """The project's files without the package, which is no template."""
    package = project / "src" / "marvin"
    return [
        path
        for path in sorted(project.rglob("*"))
        if path.is_file()
        and package not in path.parents
        and "__pycache__" not in path.parts
        and "_cache" not in str(path)
    ]
