"""MLflow runs of the project: in its experiment, tagged with what it takes to trace them back."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import packages_distributions, version
from typing import TYPE_CHECKING, Any

from marvin import frames, ledger
from marvin.errors import TrackingError

if TYPE_CHECKING:
    from mlflow import ActiveRun
    from mlflow.models.model import ModelInfo

    from marvin.config import Config

# Keyword by which the flavour's `log_model` takes the model; where it is not named, it is the first argument.
_MODEL_KEYWORD = {"pyfunc": "python_model"}

# What MLflow takes in no name of a model.
_REFUSED = frozenset("/:.%\"'")

# Newer MLflow refuses by default to save what only pickle can, forests among it; every version knows this format.
_FLAVOR_DEFAULTS: dict[str, dict[str, Any]] = {"sklearn": {"serialization_format": "cloudpickle"}}


def connect(config: Config) -> None:
    """Points MLflow to where this environment keeps runs and models, and to the project's experiment.

    On Databricks that is the workspace and Unity Catalog; outside it, a SQLite file and a folder under `.local`.

    Raises:
        TrackingError: if the configuration names no experiment, or one that cannot be used.
    """
    import mlflow
    from mlflow.exceptions import MlflowException

    if config.experiment is None:
        raise TrackingError("the configuration names no experiment: add `experiment: /path/of/it` to conf/base.yml")
    if not config.local:
        mlflow.set_tracking_uri("databricks")
        mlflow.set_registry_uri("databricks-uc")
    else:
        folder = config.root / ".local"
        folder.mkdir(parents=True, exist_ok=True)
        store = f"sqlite:///{folder / 'mlflow.db'}"
        mlflow.set_tracking_uri(store)
        mlflow.set_registry_uri(store)
        if mlflow.get_experiment_by_name(config.experiment) is None:
            mlflow.create_experiment(config.experiment, artifact_location=(folder / "artifacts").as_uri())
    try:
        mlflow.set_experiment(config.experiment)
    except MlflowException as error:
        said = str(error).partition("\n")[0]
        raise TrackingError(
            f"experiment {config.experiment} cannot be used: {said}. Where it was deleted, restore it, or name another "
            "as `experiment` in conf/base.yml"
        ) from None


@contextmanager
def run(config: Config, name: str | None = None, *, autolog: bool = True) -> Iterator[ActiveRun]:
    """Opens a run of the project's experiment.

    What was read since the notebook began counts as read by the run; what was written, used or made counts for the run
    that was open then alone. When the run ends, well or not, it has a tag for each table that was read or written, with
    its version, and one row of lineage. Its status says how it ended, also where the code in it ended it by itself.

    Args:
        name: name of the run. Default: MLflow makes one up.
        autolog: whether MLflow records parameters and metrics of training by itself. Models are not recorded so: they
            need `log_model`, which asks for what makes them usable.

    Raises:
        TrackingError: if a run is open already.
    """
    import mlflow

    from marvin import lineage

    connect(config)
    if mlflow.active_run() is not None:
        raise TrackingError("a run is open already: end it with mlflow.end_run(), or leave its `with`")
    if autolog:
        mlflow.autolog(log_models=False, silent=True)
    before = ledger.current().mark()
    status = "FAILED"
    try:
        active = mlflow.start_run(run_name=name, tags=tags(config))
        try:
            yield active
            status = "FINISHED"
        finally:
            try:
                touched = ledger.current().since(before)
                _tag(active.info.run_id, _data_tags(touched))
                lineage.record(config, active.info.run_id, active.info.run_name, status, touched)
            finally:
                _end(active.info.run_id, status)
    finally:
        if autolog:
            mlflow.autolog(disable=True, silent=True)


def _tag(run_id: str, found: dict[str, str]) -> None:
    """Sets tags of this run: `mlflow.set_tags` would open another one, where the code has ended it."""
    import mlflow
    from mlflow.entities import RunTag

    mlflow.MlflowClient().log_batch(run_id, tags=[RunTag(key, value) for key, value in found.items()])


def _end(run_id: str, status: str) -> None:
    """Ends this run and what is left open within it, and no other."""
    import mlflow

    while (open_run := mlflow.active_run()) is not None:
        if open_run.info.run_id != run_id and open_run.data.tags.get("mlflow.parentRunId") != run_id:
            break
        mlflow.end_run(status)
        if open_run.info.run_id == run_id:
            return
    mlflow.MlflowClient().set_terminated(run_id, status)


def tags(config: Config) -> dict[str, str]:
    """Tags of every run: what is known of project, environment, commit, release, job and person."""
    context = config.context
    known = {
        "project": config.project,
        "environment": config.environment,
        "commit": context.commit,
        "release": context.release,
        "dirty": "true" if context.dirty else None,
        "job_id": context.job_id,
        "job_run_id": context.job_run_id,
        "task_run_id": context.task_run_id,
        "user": context.user,
    }
    return {f"marvin.{key}": value for key, value in known.items() if value is not None}


def _data_tags(touched: ledger.Ledger) -> dict[str, str]:
    read = {read_tag(touch.table): str(touch.version) for touch in touched.reads}
    wrote = {f"marvin.wrote.{_key(touch.table)}": str(touch.version) for touch in touched.writes}
    return {**read, **wrote}


def read_tag(table: str) -> str:
    """The tag of a run that holds at which version it read a table, named in full."""
    return f"marvin.read.{_key(table)}"


def _key(table: str) -> str:
    return table.replace("`", "")


def log_model(
    config: Config,
    model: Any,
    *,
    flavor: str,
    sample: Any,
    predict: Callable[[Any], Any] | None = None,
    name: str = "model",
    libraries: Sequence[str] = (),
    **options: Any,
) -> ModelInfo:
    """Records a model of any flavour in the open run, with signature and input example.

    Args:
        model: the model, as the flavour takes it.
        flavor: module of MLflow: `sklearn`, `xgboost`, `pytorch`, `pyfunc`, ...
        sample: some rows of input, as a pandas frame: the input example, and with the predictions for it the signature.
        predict: computes predictions for `sample`. Default: `model.predict`.
        name: name of the model within the run.
        libraries: what the model imports to predict, e.g. `["sklearn"]`: the versions that are installed here become
            its requirements. Default: MLflow finds out, by loading the model in a process of its own.
        **options: more arguments of the flavour's `log_model`.

    Raises:
        TrackingError: if no run is open, the name or the flavour cannot be used, `sample` has no rows or the model
            fails on it, or a library is not installed.
    """
    import mlflow
    from mlflow.models import infer_signature

    if mlflow.active_run() is None:
        raise TrackingError("a model is recorded in a run: open one by `with tracking.run(config):`")
    if not name or set(name) & _REFUSED:
        raise TrackingError(f"{name!r} is no name of a model: leave out {' '.join(sorted(_REFUSED))}")
    if frames.is_spark(sample):
        raise TrackingError(f"model {name} needs a sample in pandas: give sample=frame.limit(5).toPandas()")
    if sample is None or len(sample) == 0:
        raise TrackingError(
            f"model {name} needs a sample of its input, at least one row: others must see what it takes"
        )
    try:
        log: Callable[..., ModelInfo] = importlib.import_module(f"mlflow.{flavor}").log_model
    except (ImportError, AttributeError):
        raise TrackingError(f"MLflow has no flavour {flavor!r}, or its library is not installed") from None
    predictions = _predictions(model, flavor, sample, predict)
    settings: dict[str, Any] = {
        "name": name,
        "signature": infer_signature(sample, predictions),
        "input_example": sample,
        **_FLAVOR_DEFAULTS.get(flavor, {}),
        **({"pip_requirements": requirements(libraries)} if libraries else {}),
        **options,
    }
    keyword = _MODEL_KEYWORD.get(flavor)
    return log(**settings, **{keyword: model}) if keyword is not None else log(model, **settings)


def requirements(libraries: Sequence[str]) -> list[str]:
    """Installed versions of what is imported by these names: `["sklearn"]` -> `["scikit-learn==1.6.1"]`.

    Raises:
        TrackingError: if one is not installed; it names all that are not.
    """
    known = packages_distributions()
    missing = [library for library in libraries if library not in known]
    if missing:
        raise TrackingError(
            f"libraries of the model that are not installed: {', '.join(missing)}. Give the names that `import` takes"
        )
    # One import may come in parts: `mlflow` brings `mlflow-skinny` along.
    found = [min(known[library], key=len) for library in libraries]
    return [f"{distribution}=={version(distribution)}" for distribution in found]


def _predictions(model: Any, flavor: str, sample: Any, predict: Callable[[Any], Any] | None) -> Any:
    if predict is None and not hasattr(model, "predict"):
        raise TrackingError("the model has no `predict`: give predict=, a function of `sample`")
    try:
        if predict is not None:
            return predict(sample)
        # A PythonModel's first argument is MLflow's context of its artifacts.
        return model.predict(None, sample) if flavor == "pyfunc" else model.predict(sample)
    except Exception as error:  # the model's own code: anything
        raise TrackingError(
            f"the model fails on its sample, a {type(sample).__name__}: {type(error).__name__}: {error}. Give rows as "
            "it takes them, as a pandas frame"
        ) from error
