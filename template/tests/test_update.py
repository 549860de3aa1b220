"""A project follows newer versions of the template, and keeps what its people changed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import copier
import pytest
import yaml
from projects import TEMPLATE, VERSION, VERSIONS, git, render, run_in


@pytest.fixture
def template(published, tmp_path) -> Path:
    """A clone of the published template, to release newer versions of."""
    clone = tmp_path / "template"
    shutil.copytree(published, clone, symlinks=True)
    return clone


@pytest.fixture
def project(template, tmp_path) -> Path:
    folder = render(tmp_path / "project", template, description="Forecasts exams")
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "From the template")
    return folder


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)


def release(template: Path, version: str, **files: tuple[str, str]) -> None:
    """A newer version of the template, in which a text of each file is another."""
    for name, (old, new) in files.items():
        path = template / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    commit(template, f"Release {version}")
    git(template, "tag", version)


def update(project: Path, **options: bool) -> None:
    options = {"defaults": True, "overwrite": True, "quiet": True, "skip_answered": True, **options}
    copier.run_update(str(project), conflict="inline", **options)


def edit(project: Path, name: str, old: str, new: str) -> None:
    path = project / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def answers(project: Path) -> dict[str, str]:
    return yaml.safe_load((project / ".copier-answers.yml").read_text(encoding="utf-8"))


def test_a_project_knows_its_version(project):
    assert answers(project)["_commit"] == f"v{VERSION}"
    assert answers(project)["project_name"] == "exam-forecast"


def test_from_this_version_to_a_newer_one_with_edits_kept(template, project):
    edit(project, "src/exam_forecast/features.py", 'TEXTS = ["region"]', 'TEXTS = ["region"]  # and no more')
    edit(project, "conf/base.yml", "seed: 7", "seed: 11")
    (project / "notebooks" / "explore.py").write_text("# Databricks notebook source\n", encoding="utf-8")
    commit(project, "Our own")
    release(
        template,
        "v98.0.0",
        **{
            "package/src/marvin/__init__.py": (VERSION, "98.0.0"),
            "project/notebooks/prepare_data.py.jinja": ("# MAGIC # Prepare data", "# MAGIC # Prepare the data"),
        },
    )
    update(project)
    assert answers(project)["_commit"] == "v98.0.0"
    assert '__version__ = "98.0.0"' in (project / "src/marvin/__init__.py").read_text()
    assert "# Prepare the data" in (project / "notebooks/prepare_data.py").read_text()
    assert "# and no more" in (project / "src/exam_forecast/features.py").read_text()
    assert "seed: 11" in (project / "conf/base.yml").read_text()
    assert (project / "notebooks" / "explore.py").is_file()
    assert "<<<<<<<" not in git(project, "diff")


def test_a_conflict_stands_inline(template, project):
    edit(project, "conf/base.yml", "test_share: 0.25", "test_share: 0.4")
    commit(project, "More to compare on")
    release(template, "v98.0.0", **{"project/conf/base.yml.jinja": ("test_share: 0.25", "test_share: 0.3")})
    update(project)
    text = (project / "conf/base.yml").read_text()
    ours, theirs = text.index("test_share: 0.4"), text.index("test_share: 0.3")
    assert text.index("<<<<<<<") < ours < text.index("=======") < theirs < text.index(">>>>>>>")
    assert not list(project.rglob("*.rej"))
    # Whoever merges it unread is stopped by the project's own checks.
    with pytest.raises(AssertionError):
        run_in(project, "pytest", "-q", "-p", "no:cacheprovider", "tests/test_configuration.py")


def test_a_file_that_people_deleted_stays_deleted(template, project):
    (project / "notebooks" / "monitor.py").unlink()
    commit(project, "No monitoring here")
    release(template, "v98.0.0", **{"package/src/marvin/__init__.py": (VERSION, "98.0.0")})
    update(project)
    assert not (project / "notebooks" / "monitor.py").exists()


def test_a_new_question_has_its_default_and_old_answers_stay(template, project):
    release(
        template,
        "v98.0.0",
        **{
            "copier.yml": ("catalog_dev:", "budget:\n  type: str\n  default: none\n\ncatalog_dev:"),
            "project/conf/base.yml.jinja": (
                "# The project's own values",
                "# Budget: {{ budget }}\n# The project's own values",
            ),
        },
    )
    update(project)
    assert "# Budget: none" in (project / "conf/base.yml").read_text()
    assert answers(project)["description"] == "Forecasts exams"


def test_a_migration_carries_over_what_the_template_does_not_know(template, project):
    """Copier merges what the template renders; into people's own notebooks a migration carries a new name."""
    own = project / "notebooks" / "explore.py"
    own.write_text("# Databricks notebook source\nrows = data.read(config, 'features')\n", encoding="utf-8")
    commit(project, "Our own")
    (template / "migrations").mkdir()
    (template / "migrations" / "v98.py").write_text(
        "from pathlib import Path\n"
        "for path in Path('notebooks').glob('*.py'):\n"
        "    path.write_text(path.read_text().replace('data.read(', 'data.table('))\n"
    )
    release(
        template,
        "v98.0.0",
        **{
            "copier.yml": (
                "_exclude:",
                "_migrations:\n"
                "  - version: v98.0.0\n"
                "    command: ['{{ _copier_python }}', '{{ _copier_conf.src_path }}/migrations/v98.py']\n"
                "_exclude:",
            ),
        },
    )
    with pytest.raises(copier.errors.UnsafeTemplateError):
        update(project)
    # A migration is code of the template's: whoever updates says that it may run.
    update(project, unsafe=True)
    assert "data.table(config, 'features')" in own.read_text()
    assert answers(project)["_commit"] == "v98.0.0"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_released_version_updates_to_the_newest(template, tmp_path, version):
    folder = tmp_path / "old"
    data = {"project_name": "exam-forecast"}
    copier.run_copy(str(template), str(folder), data=data, defaults=True, quiet=True, vcs_ref=version)
    git(folder, "init", "-q", "-b", "main")
    edit(folder, "src/exam_forecast/features.py", "COLUMNS = [", "# Ours\nCOLUMNS = [")
    commit(folder, "Our own")
    release(template, "v99.0.0", **{"project/README.md.jinja": ("## First steps", "## The first steps")})
    update(folder)
    assert answers(folder)["_commit"] == "v99.0.0"
    assert "# Ours" in (folder / "src/exam_forecast/features.py").read_text()
    assert "<<<<<<<" not in git(folder, "diff")
    run_in(folder, "ruff", "check", ".")
    run_in(folder, "pytest", "-q", "-p", "no:cacheprovider")


def test_the_changelog_begins_with_this_version():
    changelog = (TEMPLATE / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\S+)", changelog, re.MULTILINE)[1] == VERSION
