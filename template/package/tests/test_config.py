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


@pytest.mark.parametrize("text", ["", "depth=5", "xgboost", "[1, 2]", "{"])
def test_a_parameter_with_the_name_of_a_section_is_an_argument(root, on_databricks, text):
    names = ("parameters", "model", "tables", "monitoring")
    on_databricks("https://dev.example.com", **dict.fromkeys(names, text))
    config = marvin.load(root=root)
    assert config.arguments == dict.fromkeys(names, text)
    assert config.parameters == {"rate": 0.1, "depth": 3}
    assert marvin.load(Settings, root=root).parameters.depth == 3


def test_a_parameter_with_keys_for_a_section_is_merged(root, on_databricks):
    on_databricks("https://dev.example.com", parameters="{rate: 0.5}")
    assert marvin.load(root=root).parameters == {"rate": 0.5, "depth": 3}


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


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("metric: roc_acu", "model.metric: there is no metric 'roc_acu': did you mean roc_auc[?] Known are roc_auc"),
        ("metric: rmse", "model.metric: rmse is for regression, and `task` is classification: use roc_auc, accuracy"),
        ("{task: sorting, metric: ROC}", r"model.task: .*\n  model.metric: there is no metric 'ROC'"),
    ],
)
def test_an_unknown_metric_is_found_before_training(root, model, message):
    (root / "conf" / "dev.yml").write_text(f"model: {{name: a, {model.strip('{}')}}}\n")
    with pytest.raises(ConfigError, match=message):
        marvin.load(root=root)


def test_regression_without_a_metric_loads(root):
    """A project that only scores compares nothing, and needs none."""
    assert marvin.load(root=root, model={"name": "a", "task": "regression"}).model.task == "regression"


def test_two_environments_may_not_share_a_catalog(root):
    with pytest.raises(ConfigError, match="each environment needs a catalog of its own"):
        marvin.load(root=root, catalogs={"prod": "ml_dev"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", "conf/prod.yml cannot be used:\n  must hold keys with values, and is a list"),
        ("a: [\n", "conf/prod.yml cannot be used:\n  while parsing"),
        (
            "model: {name: a}\nschema: b\nmodel:\n  target: x\n",
            r"prod.yml cannot be used:\n  model: stands in line 1 and again in line 3: keep one",
        ),
        ("parameters: {a: 1, a: 2, deep: [{a: 1,\na: 1}]}\n", r"parameters.a: .*\n  parameters.deep\[1\].a: .*"),
        ("parameters:\n\trate: 1\n", "in line 2: indent by spaces"),
        ("schema: 2024-13-01\n", "month must be in 1..12"),
        ("context: {}\n", "context: is set by marvin.load\\(\\): remove it"),
    ],
)
def test_a_file_that_cannot_be_read(root, text, message):
    (root / "conf" / "prod.yml").write_text(text)
    with pytest.raises(ConfigError, match=message):
        marvin.load(root=root, environment="prod")


def test_a_file_in_another_encoding(root):
    (root / "conf" / "prod.yml").write_bytes("schema: zähler\n".encode("latin-1"))
    with pytest.raises(
        ConfigError, match="conf/prod.yml cannot be used:\n.*character 9 cannot be read, .*: save it as UTF-8"
    ):
        marvin.load(root=root, environment="prod")


def test_keys_that_yaml_takes_over_do_not_repeat(root):
    (root / "conf" / "prod.yml").write_text(
        "parameters: &all {rate: 0.2}\nmonitoring: {}\nstage_tests: {}\n"
        "validation: {<<: {sample: 1}, sample: 2}\ntables: {a: t, b: t}\n"
    )
    config = marvin.load(root=root, environment="prod")
    assert (config.validation.sample, config.parameters["rate"]) == (2, 0.2)


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


@pytest.mark.parametrize("text", ["{oops", "[1]", "1"])
def test_the_variable_with_parameters_must_be_an_object(root, monkeypatch, text):
    monkeypatch.setenv(context.LOCAL_PARAMETERS, text)
    with pytest.raises(ConfigError, match="MARVIN_PARAMETERS cannot be used:\n  must hold a JSON object"):
        marvin.load(root=root)


def test_values_of_parameters_need_not_be_text(root, monkeypatch):
    monkeypatch.setenv(context.LOCAL_PARAMETERS, '{"parameters.rate": 0.5, "limit": true}')
    config = marvin.load(root=root)
    assert (config.parameters["rate"], config.arguments) == (0.5, {"limit": "true"})


def test_text_stays_text_where_the_key_holds_text(root, on_databricks):
    texts = {
        "schema": "on",
        "experiment": "12345",
        "tables.features": "2024",
        "model.name": "1_0",
        "model.target": "no",
    }
    on_databricks("https://dev.example.com", **texts, **{"parameters.depth": "7"})
    config = marvin.load(root=root)
    assert (config.schema_name, config.experiment, config.tables["features"]) == ("on", "12345", "2024")
    assert (config.model.name, config.model.target, config.parameters["depth"]) == ("1_0", "no", 7)


def test_a_mistyped_key_is_told_the_right_one(root):
    (root / "conf" / "dev.yml").write_text("schem: x\nmodel: {name: a, metrc: f1}\nzzz: 1\n")
    with pytest.raises(ConfigError) as caught:
        marvin.load(root=root)
    assert caught.value.faults == (
        "model.metrc: is no key of the configuration: did you mean metric?",
        "schem: is no key of the configuration: did you mean schema?",
        "zzz: is no key of the configuration: correct or remove it",
    )


def test_a_key_that_is_no_text(root):
    (root / "conf" / "dev.yml").write_text("1: x\nno: y\n")
    with pytest.raises(ConfigError, match="dev.yml cannot be used:\n  1: is no key .*\n  False: is no key"):
        marvin.load(root=root)


def test_a_file_for_a_folder(root):
    with pytest.raises(ConfigError, match="root= is the file .*: give the project's folder"):
        marvin.load(root=root / "conf" / "base.yml")


def test_catalogs_differ_by_more_than_case(root):
    with pytest.raises(ConfigError, match="each environment needs a catalog of its own"):
        marvin.load(root=root, catalogs={"prod": "ML_DEV"})


SECRET = "dapi" + "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (f"parameters: {{key: {SECRET}}}", "parameters.key"),
        (f"parameters: {{deep: [{{url: 'https://user:{SECRET}@example.com'}}]}}", "parameters.deep[1].url"),
        (f"experiment: {SECRET}", "experiment"),
        (f"zzz: {SECRET}", "zzz"),
        ("parameters: {password: hunter2}", "parameters.password"),
        ("parameters: {db: {DB-Password: 12345}}", "parameters.db.DB-Password"),
        *((f"parameters: {{{key}: hunter2}}", f"parameters.{key}") for key in ("token", "api_key", "client_secret")),
    ],
)
def test_secrets_are_refused_and_not_told(root, text, path):
    (root / "conf" / "dev.yml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        marvin.load(root=root)
    (fault,) = caught.value.faults
    assert fault.startswith(f"{path}: looks like a secret: remove it, keep it in the project's secret scope")
    assert all(value not in str(caught.value) for value in (SECRET, "hunter2", "12345"))


def test_what_only_sounds_like_a_secret(root):
    values = "parameters: {max_tokens: 512, pad_token: '[PAD]', token: null, secret: {scope: a, key: b}}"
    (root / "conf" / "dev.yml").write_text(f"{values}\ntables: {{token: tokens}}\n")
    assert marvin.load(root=root).parameters["max_tokens"] == 512
