from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

import marvin
from marvin import context
from marvin.context import Context
from marvin.errors import ConfigError

BASE = """
project: churn
schema: churn
catalogs: {dev: ml_dev, stage: ml_stage, prod: ml_prod}
hosts: {dev: https://dev.example.com, stage: https://both.example.com, prod: https://both.example.com}
tables: {features: features_v2}
parameters: {rate: 0.1, depth: 3}
"""


@pytest.fixture
def root(tmp_path) -> Path:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "base.yml").write_text(BASE)
    for name in ("dev", "stage"):
        (tmp_path / "conf" / f"{name}.yml").write_text("")
    (tmp_path / "conf" / "prod.yml").write_text("parameters: {rate: 0.01}\n")
    return tmp_path


@pytest.fixture
def on_databricks(monkeypatch):
    def arrange(host: str, **parameters: str) -> None:
        monkeypatch.setattr(context, "find", lambda _root: Context(local=False, host=host))
        monkeypatch.setattr(context, "widgets", lambda: dict(parameters))

    return arrange


def test_environment_overrides_base_key_by_key(root):
    config = marvin.load(root=root, environment="prod")
    assert config.catalog == "ml_prod"
    assert config.parameters == {"rate": 0.01, "depth": 3}


def test_is_dev_outside_databricks(root):
    assert marvin.load(root=root).environment == "dev"


def test_the_variable_names_the_environment(root, monkeypatch):
    monkeypatch.setenv("MARVIN_ENVIRONMENT", "stage")
    assert marvin.load(root=root).environment == "stage"


def test_the_workspace_names_the_environment(root, on_databricks):
    on_databricks("https://dev.example.com")
    assert marvin.load(root=root).environment == "dev"


def test_a_shared_workspace_asks_for_a_parameter(root, on_databricks):
    on_databricks("https://both.example.com")
    with pytest.raises(ConfigError, match="several environments: give the job or notebook a parameter"):
        marvin.load(root=root)
    on_databricks("https://both.example.com", environment="stage")
    assert marvin.load(root=root).environment == "stage"


def test_an_unknown_workspace_is_no_environment(root, on_databricks):
    on_databricks("https://elsewhere.example.com")
    with pytest.raises(ConfigError, match="none of `hosts` in conf/base.yml"):
        marvin.load(root=root)


def test_parameters_override_keys_and_others_are_arguments(root, on_databricks):
    on_databricks(
        "https://dev.example.com",
        schema="pr_12_churn",
        **{"parameters.rate": "0.5", "faculty": "law"},
    )
    config = marvin.load(root=root)
    assert config.schema_name == "pr_12_churn"
    assert config.parameters == {"rate": 0.5, "depth": 3}
    assert config.arguments == {"faculty": "law"}


def test_overrides_win(root):
    assert marvin.load(root=root, schema="other").schema_name == "other"


class Parameters(BaseModel):
    rate: float
    depth: int


class Settings(marvin.Config):
    parameters: Parameters


def test_a_subclass_types_the_parameters(root):
    assert marvin.load(Settings, root=root).parameters.rate == 0.1


def test_all_faults_at_once(root):
    (root / "conf" / "prod.yml").write_text(
        "parameters: {rate: fast}\ntabels: {}\ncatalogs: {prod: ml_dev}\nschema: '1 2'\n"
    )
    with pytest.raises(ConfigError) as caught:
        marvin.load(Settings, root=root, environment="prod")
    assert str(caught.value).startswith("conf/base.yml with conf/prod.yml cannot be used:")
    assert [fault.split(":")[0] for fault in caught.value.faults] == [
        "schema",
        "parameters.rate",
        "tabels",
    ]


def test_two_environments_may_not_share_a_catalog(root):
    with pytest.raises(ConfigError, match="each environment needs a catalog of its own"):
        marvin.load(root=root, catalogs={"prod": "ml_dev"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", "conf/prod.yml cannot be used:\n  must hold keys with values, and is a list"),
        ("a: [\n", "conf/prod.yml cannot be used:\n  while parsing"),
        ("context: {}\n", "context: is set by marvin.load\\(\\): remove it"),
    ],
)
def test_a_file_that_cannot_be_read(root, text, message):
    (root / "conf" / "prod.yml").write_text(text)
    with pytest.raises(ConfigError, match=message):
        marvin.load(root=root, environment="prod")


def test_outside_a_project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="no conf/base.yml in .* or above it"):
        marvin.load()


def test_an_unknown_environment(root):
    with pytest.raises(ConfigError, match="must be dev, stage or prod, and is 'test'"):
        marvin.load(root=root, environment="test")


def test_importing_marvin_loads_nothing_heavy():
    code = "import sys, marvin, marvin.config; print(sorted({'mlflow', 'pyspark', 'pandas', 'numpy'} & {*sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
