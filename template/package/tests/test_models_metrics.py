from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as known

from marvin.errors import ModelError
from marvin.models import METRICS, own_metric
from marvin.models.bootstrap import paired
from marvin.models.metrics import find
from marvin.settings.models import TASKS

RANDOM = np.random.default_rng(7)
TRUTH = RANDOM.integers(0, 2, 200).astype(float)
# Rounded, so that scores repeat.
SCORE = np.round(np.clip(0.4 * TRUTH + RANDOM.uniform(0, 0.6, 200), 0.01, 0.99), 1)
LABEL = (SCORE > 0.5).astype(float)
NUMBER = RANDOM.normal(100, 5, 200)
GUESS = NUMBER + RANDOM.normal(0, 2, 200)

PEERS = {
    "roc_auc": (TRUTH, SCORE, known.roc_auc_score),
    "accuracy": (TRUTH, LABEL, known.accuracy_score),
    "f1": (TRUTH, LABEL, known.f1_score),
    "log_loss": (TRUTH, SCORE, known.log_loss),
    "brier": (TRUTH, SCORE, known.brier_score_loss),
    "rmse": (NUMBER, GUESS, known.root_mean_squared_error),
    "mae": (NUMBER, GUESS, known.mean_absolute_error),
    "r2": (NUMBER, GUESS, known.r2_score),
}


def settings(**changed):
    return {"resamples": 500, "confidence": 0.95, "seed": 0, **changed}


@pytest.mark.parametrize("name", list(METRICS))
def test_as_scikit_learn_on_all_rows_and_on_resamples(name):
    truth, predicted, peer = PEERS[name]
    assert METRICS[name].value(truth, predicted) == pytest.approx(peer(truth, predicted))
    weights = np.array([np.bincount(RANDOM.integers(0, 200, 200), minlength=200) for _ in range(5)]).astype(float)
    expected = [peer(np.repeat(truth, drawn.astype(int)), np.repeat(predicted, drawn.astype(int))) for drawn in weights]
    assert METRICS[name].weighted(truth, predicted, weights) == pytest.approx(expected)


def test_without_a_value():
    ones = np.ones(4)
    assert np.isnan(METRICS["roc_auc"].value(ones, SCORE[:4]))
    assert np.isnan(METRICS["r2"].value(ones, SCORE[:4]))
    assert np.isnan(METRICS["f1"].value(0 * ones, 0 * ones))
    assert METRICS["roc_auc"].undefined(ones) == "the rows are all of one class"
    assert METRICS["r2"].undefined(ones) == "the target is the same in all rows"
    assert METRICS["f1"].undefined(0 * ones) == "no row is of the positive class"
    assert METRICS["log_loss"].value(ones, 0 * ones) == pytest.approx(-np.log(1e-15))


def test_unknown_metrics():
    with pytest.raises(ModelError, match="there is no metric 'ROC_AUK': did you mean roc_auc"):
        find("ROC_AUK", "classification")
    with pytest.raises(ModelError, match="metric rmse is for regression.*For classification there are roc_auc, acc"):
        find("rmse", "classification")
    with pytest.raises(ModelError, match=r"metric=models.own_metric\(function, greater_is_better"):
        find(known.f1_score, "classification")  # type: ignore[arg-type]


def test_the_configuration_knows_the_same_metrics():
    assert {name: metric.task for name, metric in METRICS.items()} == TASKS


def test_a_metric_of_ones_own():
    cost = own_metric(
        lambda truth, label: float(np.sum((truth == 1) & (label == 0))), greater_is_better=False, name="missed"
    )
    assert cost.value(TRUTH, LABEL) == np.sum((TRUTH == 1) & (LABEL == 0))
    assert cost.gain(2.0, 5.0) == 3.0
    assert find(cost, "classification") is cost
    peer = own_metric(known.roc_auc_score, greater_is_better=True, needs="probabilities")
    assert peer.name == "roc_auc_score"
    same = [
        paired(metric, TRUTH[:12], SCORE[:12], 1 - SCORE[:12], **settings(resamples=200))
        for metric in (peer, METRICS["roc_auc"])
    ]
    assert same[0].better == same[1].better
    assert same[0].used == same[1].used


def test_a_metric_of_ones_own_that_fails():
    def own(function):
        return own_metric(function, greater_is_better=True, name="mine").value(TRUTH, LABEL)

    assert np.isnan(own(lambda truth, label: 1 / 0))
    with pytest.raises(ModelError, match="metric mine fails: KeyError: 'cost'. Correct its function"):
        own(lambda truth, label: {}["cost"])
    with pytest.raises(ModelError, match="metric mine gives a NoneType: its function must return a number"):
        own(lambda truth, label: None)


@pytest.mark.parametrize("name", list(METRICS))
@pytest.mark.parametrize("seed", range(5))
def test_identical_predictions_never_win(name, seed):
    truth, predicted, _ = PEERS[name]
    drawn = paired(METRICS[name], truth, predicted, predicted.copy(), **settings(seed=seed))
    assert (drawn.better, drawn.low, drawn.high) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("name", list(METRICS))
def test_the_better_one_nearly_always_wins_and_the_worse_one_nearly_never(name):
    worse = {"accuracy": 1 - TRUTH, "f1": 1 - TRUTH, "rmse": NUMBER + 9, "mae": NUMBER + 9, "r2": NUMBER + 9}
    truth, predicted, _ = PEERS[name]
    other = worse.get(name, 1 - SCORE)
    forth = paired(METRICS[name], truth, predicted, other, **settings())
    back = paired(METRICS[name], truth, other, predicted, **settings())
    assert forth.better > 0.99
    assert back.better < 0.01
    assert 0 < forth.low < forth.high
    assert back.low == pytest.approx(-forth.high)


def test_as_good_wins_about_as_often_as_not():
    """Of two models that are equally good, neither is found the better one more often than chance would have it."""
    wins = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        truth = random.normal(size=150)
        one, other = (truth + random.normal(size=150) for _ in range(2))
        wins += paired(METRICS["mae"], truth, one, other, **settings(seed=seed, resamples=300)).better >= 0.95
    # 3 of 60 are expected; 11 or more have a chance below one in ten thousand.
    assert wins < 11


def test_the_seed_decides_and_memory_does_not(monkeypatch):
    first = paired(METRICS["roc_auc"], TRUTH, SCORE, NUMBER, **settings())
    assert first == paired(METRICS["roc_auc"], TRUTH, SCORE, NUMBER, **settings())
    assert first != paired(METRICS["roc_auc"], TRUTH, SCORE, NUMBER, **settings(seed=1))
    monkeypatch.setattr("marvin.models.bootstrap._AT_ONCE", 1000)
    few = paired(METRICS["roc_auc"], TRUTH, SCORE, NUMBER, **settings())
    assert few == first


def test_resamples_of_one_class_do_not_count():
    truth = np.array([1.0, 0.0, 0.0])
    drawn = paired(METRICS["roc_auc"], truth, np.array([0.9, 0.1, 0.1]), np.array([0.1, 0.9, 0.9]), **settings())
    assert 0 < drawn.used < 500
    assert drawn.better == 1.0
    none = paired(METRICS["roc_auc"], np.ones(3), np.ones(3), np.zeros(3), **settings())
    assert (none.better, none.used) == (0.0, 0)
