"""A notebook's source on this machine: what of it does not run here, and what Databricks would have given it."""

from __future__ import annotations

import ast
import re
import runpy
import sys
import traceback
from collections.abc import Iterator
from os.path import relpath
from pathlib import Path
from typing import Any, NoReturn

from marvin import session
from marvin.errors import LocalError
from marvin.frames import is_spark

# Cells that are not Python are comments to Python, which would leave them out in silence.
_MAGIC = re.compile(r"# MAGIC\s+(%+[\w-]+|!)(.*)")
_CELL = "# COMMAND ----------"

_HARMLESS = ("restart_python", "load_ext", "reload_ext", "autoreload", "matplotlib", "config")
_INSTALLS = ("pip", "conda", "uv")
_FOR_DATABRICKS = "requirements-databricks.txt"
_TEXTS = ("md", "md-sandbox")

_INSTEAD_OF_MAGIC = {
    "sql": 'write display(spark.sql("...")) in Python',
    "run": "move what that notebook defines to a module in src/ and import it, or make it a task of its own",
    "sh": "write it in Python, e.g. by `subprocess`",
    "!": "write it in Python, e.g. by `subprocess`",
    "fs": "use data.read and data.write for tables, and `pathlib` for files",
}

_INSTEAD_OF_DBUTILS = {
    "widgets": "parameters come by marvin.load(): read config.parameters.NAME or config.arguments['NAME'], and set it "
    "by --set NAME=VALUE",
    "secrets": "read a variable of the environment where config.local is true: os.environ['NAME']",
    "fs": "use data.read and data.write for tables, and `pathlib` for files",
    "notebook": "make the other notebook a task of the workflow, or move its functions to a module in src/",
    "jobs": "use marvin.context.set_task_value, which does nothing here",
    "library": "leave it out: `# MAGIC %restart_python` does the same, and is passed over here",
}

_PACKAGE = Path(__file__).resolve().parent


def faults(file: Path, root: Path) -> list[str]:
    """Cells of a notebook that are not Python and would be missed, each with file, line and what to do instead.

    Cells that say what is installed on Databricks are passed over, with a note where the project does not know of it.
    """
    found: list[str] = []
    inside = False
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        inside = inside and not line.startswith(_CELL)
        magic = _MAGIC.match(line)
        # The first line of a cell says its language; the others are in it.
        if inside or magic is None:
            continue
        name, rest = magic[1].lstrip("%") or magic[1], magic[2]
        where = f"{relpath(file, root)}, line {number}: {magic[1]}"
        if name in _INSTALLS and _FOR_DATABRICKS not in rest:
            print(f"{where}{rest} is passed over here: add what it installs to pyproject.toml", file=sys.stderr)
        if name in (*_INSTALLS, *_HARMLESS):
            continue
        inside = True
        if name not in _TEXTS:
            found.append(f"{where} runs on Databricks alone: {_INSTEAD_OF_MAGIC.get(name, 'write it in Python')}")
    return found


def run(file: Path, root: Path) -> None:
    """Runs a notebook with `spark`, `display`, `displayHTML` and `dbutils`, as far as they are to be had here.

    Args:
        file: absolute path of its source.
        root: the project's folder, with the local tables.

    Raises:
        Exception: what the notebook raises, with notes that say where in the project that was.
    """
    try:
        given: dict[str, Any] = {"display": display, "displayHTML": print, "dbutils": _Dbutils()}
        names = (node.id for node in ast.walk(ast.parse(file.read_bytes(), str(file))) if isinstance(node, ast.Name))
        # A session takes seconds: only for a notebook that speaks of it.
        if "spark" in names:
            given["spark"] = session.local(root)
        runpy.run_path(str(file), init_globals=given, run_name="__main__")
    except Exception as error:
        for place in list(_places(error, root)) or [relpath(file, root)]:
            error.add_note(f"  in {place}")
        raise


def display(*shown: Any, **_options: Any) -> None:
    """Prints what Databricks would draw; of a Spark frame the first 20 rows."""
    for one in shown:
        if is_spark(one) and hasattr(one, "show"):
            one.show()
        else:
            print(one)


class _Dbutils:
    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):  # Python asks whether an object can be copied, and such
            raise AttributeError(name)
        instead = _INSTEAD_OF_DBUTILS.get(name, "leave it out, or ask `config.local` first")
        raise LocalError(f"dbutils.{name} is there on Databricks alone: {instead}")


def _places(error: Exception, root: Path) -> Iterator[str]:
    """Lines of the project's own code that led to an error, from the notebook inwards."""
    for frame in traceback.extract_tb(error.__traceback__):
        file = Path(frame.filename).resolve()
        foreign = file.is_relative_to(_PACKAGE) or "site-packages" in file.parts
        if file.is_file() and file.is_relative_to(root) and not foreign:
            yield f"{file.relative_to(root)}, line {frame.lineno}: {frame.line}"
