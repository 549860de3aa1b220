from __future__ import annotations

import mlflow
import pandas as pd
import pytest
from model_world import Fixed, Seer, compared, log, registered
from sklearn.linear_model import LogisticRegression

from marvin import data, ledger, models, testing, tracking
from marvin.context import Context
from marvin.errors import ModelError
from marvin.models import registry

pytestmark = pytest.mark.usefixtures("no_lineage")


def test_a_version_carries_what_traces_it_back(tmp_path):
    context = Context(local=True, commit="c" * 40, release="v1.2.0")
    config = testing.config(tmp_path, context=context)
    with tracking.run(config, autolog=False) as run:
        ledger.current().read(ledger.Touch("churn.features", 7))
        ledger.current().read(ledger.Touch("ml_raw__churn.`my-events`", 3))
        info = log(config, Seer(1.0))
        version = models.register(config, info, tags={"team": "growth"})
    assert version.name == "ml_dev.churn.churn"
    assert models.newest(config).tags == {
        "team": "growth",
        "marvin_model": info.model_uuid,
        "marvin_environment": "dev",
        "marvin_run": run.info.run_id,
        "marvin_commit": "c" * 40,
        "marvin_release": "v1.2.0",
        "marvin_reads": "churn.features@7, ml_raw__churn.my-events@3",
    }


def test_registering_again_makes_no_second_version(config):
    with tracking.run(config, autolog=False) as run:
        ledger.current().read(ledger.Touch("churn.features", 7))
        info = log(config, Seer(1.0))
        first = models.register(config, info)
        other = models.register(config, log(config, Seer(0.5), name="other"))
    # After the run, by its address, in the words of MLflow 2 and of MLflow 3.
    again = [models.register(config, uri) for uri in (info.model_uri, f"runs:/{run.info.run_id}/model")]
    assert [int(version.version) for version in (first, other, *again)] == [1, 2, 1, 1]
    assert models.newest(config).tags["marvin_reads"] == "churn.features@7"


def test_a_run_that_has_ended_tells_what_it_read(config):
    with tracking.run(config, autolog=False):
        ledger.current().read(ledger.Touch("churn.features", 7))
        info = log(config, Seer(1.0))
    ledger.begin()
    assert models.register(config, info.model_uri).tags["marvin_reads"] == "churn.features@7"


def test_the_target_is_a_column_of_the_frame(tmp_path):
    rows = pd.DataFrame({"id": [1], "outcome": [1]})
    config = testing.config(tmp_path, model={"name": "churn", "target": "outcom"})
    with pytest.raises(ModelError) as caught:
        models.target(config, rows)
    assert str(caught.value) == (
        "the frame has no column outcom (did you mean outcome?), which `model.target` in conf/base.yml names: add it "
        "to the frame, or correct the name. The frame has id, outcome"
    )
    assert models.target(testing.config(tmp_path, model={"name": "churn", "target": "outcome"}), rows) == "outcome"


def test_what_is_no_model(config):
    with pytest.raises(ModelError, match=r"a NoneType is no recorded model: give what tracking.log_model returned"):
        models.register(config, None)


def test_signature_and_example_are_asked_for(config):
    rows = pd.DataFrame({"a": [0.0, 1.0]})
    with tracking.run(config, autolog=False):
        bare = mlflow.sklearn.log_model(
            LogisticRegression().fit(rows, [0, 1]),
            name="bare",
            serialization_format="cloudpickle",
            pip_requirements=["mlflow"],
        )
    with pytest.raises(ModelError, match="has no signature and no input example. Record it by tracking.log_model"):
        models.register(config, bare)
    with pytest.raises(ModelError, match="has no signature and no input example"):
        models.register(config, bare.model_uri)
    with pytest.raises(ModelError, match="there is no model at runs:/nowhere/model"):
        models.register(config, "runs:/nowhere/model")
    with pytest.raises(ModelError, match="has no versions yet"):
        models.newest(config)


@pytest.mark.parametrize("key", ["a.b", "a-b", "marvin_run", ""])
def test_tags_that_unity_catalog_refuses(config, key):
    with (
        tracking.run(config, autolog=False),
        pytest.raises(ModelError, match="Unity Catalog keeps no tag"),
    ):
        models.register(config, log(config, Fixed(0.5)), tags={key: "x"})


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("churn", "ml_dev.churn.churn"),
        ("risk.churn", "ml_dev.risk.churn"),
        ("ml_dev.shared.churn", "ml_dev.shared.churn"),
        ("ML_DEV.shared.churn", "ml_dev.shared.churn"),
        ("ml_shared.risk.churn", "ml_shared.risk.churn"),
    ],
)
def test_names(tmp_path, name, full):
    assert models.full_name(testing.config(tmp_path, model={"name": name})) == full


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("ml_prod.churn.churn", "is in catalog ml_prod, and dev's is ml_dev: write `name: churn`"),
        ("ML_PROD.risk.churn", "is in catalog ML_PROD, and dev's is ml_dev: write `name: risk.churn`"),
        ("a.b.c.d", "use `model`, `schema.model` or `catalog.schema.model`"),
        ("a..b", "use `model`, `schema.model` or `catalog.schema.model`"),
        ("a b", "use `model`, `schema.model` or `catalog.schema.model`"),
        ("a\n", "use `model`, `schema.model` or `catalog.schema.model`"),
    ],
)
def test_wrong_names(tmp_path, name, says):
    with pytest.raises(ModelError, match=says):
        models.full_name(testing.config(tmp_path, model={"name": name}))


def test_a_trial_has_a_model_of_its_own(tmp_path):
    trial = {"schema": "pr_12_churn", "arguments": {data.TRIAL: "pr_12_churn"}}
    assert models.full_name(testing.config(tmp_path, **trial)) == "ml_dev.pr_12_churn.churn"
    assert registry.own_name(testing.config(tmp_path, **trial)) == "ml_dev.pr_12_churn.churn"
    # To score, a trial reads what others have made; it writes nothing there.
    others = testing.config(tmp_path, **trial, model={"name": "ml_dev.churn.churn"})
    assert models.full_name(others) == "ml_dev.churn.churn"
    with pytest.raises(ModelError, match="may not be written in a trial"):
        registry.own_name(others)
    with pytest.raises(ModelError, match="has no model: add"):
        models.full_name(testing.config(tmp_path, model=None))


def test_a_model_of_a_shared_catalog_is_read_and_never_written(config):
    shared = config.model_copy(update={"model": config.model.model_copy(update={"name": "ml_shared.risk.churn"})})
    with tracking.run(shared, autolog=False):
        info = log(shared, Fixed(0.5))
        # Somebody else registers it, by means of their own.
        mlflow.register_model(info.model_uri, "ml_shared.risk.churn")
        mlflow.MlflowClient().set_registered_model_alias("ml_shared.risk.churn", "champion", "1")
        assert models.champion(shared).version == models.newest(shared).version
        for write in (
            lambda: models.register(shared, info),
            lambda: models.rollback(shared, "why not"),
            lambda: registry.tag(shared, "1", {"compared_at": "now"}),
            lambda: models.compare(shared, 1, pd.DataFrame()),
        ):
            with pytest.raises(ModelError, match="may only be read from dev: catalog ml_shared is no environment's"):
                write()


def test_versions(config):
    assert models.champion(config) is None
    registered(config, Fixed(0.5))
    assert models.champion(config) is None
    assert registry.version_of(config, 1).version == registry.version_of(config, "1").version
    with pytest.raises(ModelError, match="ml_dev.churn.churn has no version 9"):
        compared(config, 9)


def test_more_versions_than_a_page_holds(config, monkeypatch):
    for _ in range(3):
        registered(config, Fixed(0.5))
    search = mlflow.MlflowClient.search_model_versions
    monkeypatch.setattr(
        mlflow.MlflowClient,
        "search_model_versions",
        lambda self, text, page_token=None: search(self, text, max_results=1, page_token=page_token),
    )
    assert int(models.newest(config).version) == 3


def test_long_values_are_cut(config):
    registered(config, Fixed(0.5))
    registry.tag(config, "1", {"reasons": "x" * 2000})
    assert len(models.newest(config).tags["marvin_reasons"]) == 1000
