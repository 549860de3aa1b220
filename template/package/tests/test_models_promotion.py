from __future__ import annotations

import dataclasses

import mlflow
import pytest
from model_world import Seer, championed, compared, registered

from marvin import models, testing, tracking
from marvin.context import Context
from marvin.errors import ModelError

pytestmark = pytest.mark.usefixtures("no_lineage")

NAME = "ml_dev.churn.churn"


def aliases() -> dict[str, str]:
    return {alias: str(version) for alias, version in mlflow.MlflowClient().get_registered_model(NAME).aliases.items()}


def tags(version: int) -> dict[str, str]:
    return mlflow.MlflowClient().get_model_version(NAME, str(version)).tags


def three_champions(config) -> None:
    for sight in (0.3, 0.5, 1.0):
        championed(config, Seer(sight))


def test_the_first_and_the_next(tmp_path):
    config = testing.config(tmp_path, context=Context(local=True, user="ada@example.com"))
    first = championed(config, Seer(0.5))
    assert "champion" in first.aliases
    assert aliases() == {"champion": "1"}
    assert tags(1)["marvin_champion_before"] == "none"
    version = registered(config, Seer(1.0))
    found = compared(config, version)
    with tracking.run(config, autolog=False) as run:
        models.promote(config, found)
    assert aliases() == {"champion": "2", "previous": "1"}
    promoted = tags(2)
    assert promoted["marvin_promoted_run"] == run.info.run_id
    assert promoted["marvin_promoted_by"] == "ada@example.com"
    assert promoted["marvin_promoted_because"].startswith("better by ")
    assert promoted["marvin_promoted_at"] > found.compared_at
    assert models.champion(config).version == version.version


def test_a_rerun_changes_nothing(config):
    championed(config, Seer(0.5))
    found = compared(config, registered(config, Seer(1.0)))
    models.promote(config, found)
    before = tags(2)
    models.promote(config, found)
    assert aliases() == {"champion": "2", "previous": "1"}
    assert tags(2) == before


def test_a_comparison_that_does_not_hold(config):
    championed(config, Seer(1.0))
    found = compared(config, registered(config, Seer(0.5)))
    with pytest.raises(ModelError, match="version 2 of ml_dev.churn.churn was not promoted: worse than the champion"):
        models.promote(config, found)
    assert aliases() == {"champion": "1"}


def test_the_champion_was_moved_meanwhile(config):
    first = compared(config, registered(config, Seer(0.9)))
    championed(config, Seer(0.5))
    with pytest.raises(ModelError, match="was compared with no champion, and now there is champion 2. Compare again"):
        models.promote(config, first)
    found = compared(config, registered(config, Seer(1.0)))
    mlflow.MlflowClient().set_registered_model_alias(NAME, "champion", "1")
    with pytest.raises(ModelError, match="was compared with champion 2, and now there is champion 1. Compare again"):
        models.promote(config, found)
    assert aliases()["champion"] == "1"


def test_a_comparison_of_another_environment(config):
    found = dataclasses.replace(compared(config, registered(config, Seer(1.0))), model="ml_stage.churn.churn")
    with pytest.raises(ModelError, match="is of ml_stage.churn.churn, and this environment's model is ml_dev"):
        models.promote(config, found)


def test_rolling_back_goes_one_champion_back_each_time(config):
    three_champions(config)
    assert aliases() == {"champion": "3", "previous": "2"}
    assert int(models.rollback(config, "scores are all zero").version) == 2
    assert aliases() == {"champion": "2", "previous": "1"}
    assert tags(3)["marvin_rolled_back_because"] == "scores are all zero"
    assert "marvin_rolled_back_run" not in tags(3)
    with tracking.run(config, autolog=False) as run:
        assert int(models.rollback(config, "it was the data").version) == 1
    assert tags(2)["marvin_rolled_back_run"] == run.info.run_id
    assert aliases() == {"champion": "1"}
    with pytest.raises(ModelError, match="cannot be rolled back: there is no earlier champion"):
        models.rollback(config, "again")
    assert aliases() == {"champion": "1"}


def test_what_was_rolled_back_does_not_return_by_itself(config):
    championed(config, Seer(0.5))
    found = compared(config, registered(config, Seer(1.0)))
    models.promote(config, found)
    models.rollback(config, "complaints")
    # The job that promoted it runs again: with the same evidence, then with new evidence.
    with pytest.raises(ModelError, match=r"it was rolled back at .* \(complaints\), after it was compared"):
        models.promote(config, found)
    again = compared(config, 2)
    assert not again.accepted
    assert "was rolled back at" in again.reasons[0]
    # It was innocent.
    mlflow.MlflowClient().delete_model_version_tag(NAME, "2", "marvin_rolled_back_at")
    models.promote(config, compared(config, 2))
    assert aliases() == {"champion": "2", "previous": "1"}


def test_the_next_champion_after_a_roll_back(config):
    three_champions(config)
    models.rollback(config, "complaints")
    mlflow.MlflowClient().delete_registered_model_alias(NAME, "previous")
    championed(config, Seer(0.95))
    assert aliases() == {"champion": "4", "previous": "2"}


def test_a_crash_between_the_two_aliases(config, monkeypatch):
    three_champions(config)
    client = mlflow.MlflowClient
    move = client.set_registered_model_alias

    def crash(self, name, alias, version):
        if alias == "previous":
            raise ConnectionError
        return move(self, name, alias, version)

    with monkeypatch.context() as patched:
        patched.setattr(client, "set_registered_model_alias", crash)
        with pytest.raises(ConnectionError):
            models.rollback(config, "complaints")
    # The champion is back; the next roll back knows where to go, although `previous` was not moved.
    assert aliases() == {"champion": "2", "previous": "2"}
    models.rollback(config, "more complaints")
    assert aliases() == {"champion": "1"}


def test_a_deleted_version_is_no_place_to_return_to(config):
    three_champions(config)
    mlflow.MlflowClient().delete_model_version(NAME, "1")
    models.rollback(config, "complaints")
    assert aliases() == {"champion": "2"}


def test_a_roll_back_needs_a_champion_and_a_reason(config):
    with pytest.raises(ModelError, match="cannot be rolled back: there is no champion"):
        models.rollback(config, "complaints")
    with pytest.raises(ModelError, match="was not rolled back: say why"):
        models.rollback(config, " ")
    with pytest.raises(ModelError, match="was not rolled back: say why"):
        models.rollback(config, None)
