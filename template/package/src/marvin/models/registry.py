"""The registered model of the project in this environment: its versions, their tags and aliases.

In Unity Catalog on Databricks, in SQLite outside it. There are no stages: aliases say what a version is for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from marvin import ledger, tracking
from marvin.data import TRIAL
from marvin.errors import ModelError
from marvin.models.rows import target_in

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion
    from mlflow.models.model import ModelInfo

    from marvin.config import Config
    from marvin.settings.models import ModelSettings

CHAMPION = "champion"
PREVIOUS = "previous"

# Unity Catalog keeps no longer values, and refuses keys with . , - = / and :
_LONGEST = 1000
_KEY = re.compile(r"[A-Za-z0-9_]{1,255}")
_PART = re.compile(r"[A-Za-z0-9_-]+")


def settings(config: Config) -> ModelSettings:
    """Section `model` of the configuration.

    Raises:
        ModelError: if there is none.
    """
    if config.model is None:
        raise ModelError("the configuration has no model: add `model: {name: ...}` to conf/base.yml")
    return config.model


def target(config: Config, frame: Any) -> str:
    """Name of the column that `model.target` says, which the frame has.

    Args:
        frame: the Spark or pandas frame to train on.

    Raises:
        ModelError: if there is no model or target in the configuration, or the frame has no such column.
    """
    return target_in(frame, settings(config))


def full_name(config: Config) -> str:
    """Name of the registered model, `catalog.schema.model`, to read it.

    `model.name` is `model` in the project's schema, `schema.model` in this environment's catalog, or
    `catalog.schema.model`, where the catalog may also be one that no environment owns.

    Raises:
        ModelError: if it is no such name, or belongs to another environment.
    """
    return ".".join(_parts(config))


def own_name(config: Config) -> str:
    """Name of the registered model, `catalog.schema.model`, to write it: to register, tag or move its aliases.

    Raises:
        ModelError: as `full_name`; and if it is in a catalog that is not this environment's or, in a trial, in another
            schema.
    """
    catalog, schema, model = _parts(config)
    name = f"{catalog}.{schema}.{model}"
    if catalog != config.catalog:
        raise ModelError(
            f"model {name} may only be read from {config.environment}: catalog {catalog} is no environment's. To make "
            f"a model of your own, write `name: {model}` in conf/base.yml"
        )
    trial = config.arguments.get(TRIAL)
    if trial is not None and schema.casefold() != trial.casefold():
        raise ModelError(
            f"model {name} may not be written in a trial, which has the schema {trial} to itself: write "
            f"`name: {model}` in conf/base.yml"
        )
    return name


def _parts(config: Config) -> tuple[str, str, str]:
    name = settings(config).name
    parts = name.split(".")
    if len(parts) > 3 or not all(_PART.fullmatch(part) for part in parts):
        raise ModelError(
            f"`model.name` in conf/base.yml is {name!r}: use `model`, `schema.model` or `catalog.schema.model`, of "
            "letters, digits, _ and -"
        )
    model, schema, catalog = [*reversed(parts), *(None, None)][:3]
    # Unity Catalog ignores case.
    owners = {owned.casefold(): environment for environment, owned in config.catalogs.items()}
    owner = config.environment if catalog is None else owners.get(catalog.casefold())
    if owner == config.environment or catalog is None:
        return config.catalog, schema or config.schema_name, str(model)
    if owner is not None:
        raise ModelError(
            f"model {name} is in catalog {catalog}, and {config.environment}'s is {config.catalog}: write "
            f"`name: {'' if schema == config.schema_name else f'{schema}.'}{model}` in conf/base.yml, which each "
            "environment takes from its own catalog"
        )
    return catalog, str(schema), str(model)


def client(config: Config) -> MlflowClient:
    """MLflow's client of this environment."""
    import mlflow

    tracking.connect(config)
    return mlflow.MlflowClient()


def register(config: Config, model: ModelInfo | str, *, tags: Mapping[str, str] | None = None) -> ModelVersion:
    """Makes a recorded model a version of the registered one, tagged with where it comes from.

    A model that is registered already keeps its version: a rerun makes no second one.

    Args:
        model: what `tracking.log_model` returned, or the model's URI (`models:/m-...`, `runs:/RUN/NAME`).
        tags: more tags of the version; keys of letters, digits and _.

    Raises:
        ModelError: if there is no such model, it may not be written from here (see `own_name`), has no signature or no
            input example, or a tag cannot be kept.
    """
    import mlflow

    name, registry = own_name(config), client(config)
    info = _info(model)
    lacks = [
        *(["signature"] if info.signature is None or info.signature.outputs is None else []),
        *(["input example"] if info.saved_input_example_info is None else []),
    ]
    if lacks:
        raise ModelError(
            f"{info.model_uri} was not registered as {name}: it has no {' and no '.join(lacks)}. Record it by "
            "tracking.log_model(config, model, flavor=..., sample=...)"
        )
    wrong = [key for key in tags or {} if not _KEY.fullmatch(key) or key.startswith("marvin_")]
    if wrong:
        raise ModelError(
            f"{name} was not registered: Unity Catalog keeps no tag {', '.join(wrong)}. Use letters, digits and _, "
            "and no key that begins with marvin_"
        )
    for version in _versions(registry, name):
        # What a search finds has no tags in Unity Catalog.
        if version.run_id in (info.run_id, "", None):
            known = registry.get_model_version(name, str(version.version))
            if known.tags.get("marvin_model") == info.model_uuid:
                return known
    kept = {key: _short(str(value)) for key, value in {**(tags or {}), **_origin(config, registry, info)}.items()}
    made = mlflow.register_model(info.model_uri, name, tags=kept)
    ledger.current().registered(ledger.Model(made.name, str(made.version)))
    return made


def champion(config: Config) -> ModelVersion | None:
    """The version with the alias `champion`; None if there is none yet."""
    return aliased(config, CHAMPION)


def aliased(config: Config, alias: str) -> ModelVersion | None:
    """The version with an alias; None if there is none."""
    from mlflow.exceptions import MlflowException

    name, registry = full_name(config), client(config)
    try:
        version = registry.get_registered_model(name).aliases.get(alias)
    except MlflowException as error:
        if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "NOT_FOUND"):
            return None
        raise
    return None if version is None else registry.get_model_version(name, str(version))


def newest(config: Config) -> ModelVersion:
    """The version that was registered last.

    Raises:
        ModelError: if there is none.
    """
    name, registry = full_name(config), client(config)
    versions = _versions(registry, name)
    if not versions:
        raise ModelError(f"{name} has no versions yet: run the notebook that trains and registers first")
    return registry.get_model_version(name, str(versions[0].version))


def version_of(config: Config, version: ModelVersion | int | str) -> ModelVersion:
    """The version with this number, as it is now.

    Raises:
        ModelError: if there is no such version.
    """
    from mlflow.exceptions import MlflowException

    name, registry = full_name(config), client(config)
    number = str(getattr(version, "version", version))
    of = getattr(version, "name", name)
    if of != name:
        raise ModelError(f"version {number} is of {of}, and this project's model here is {name}: give one of its own")
    try:
        return registry.get_model_version(name, number)
    except MlflowException as error:
        raise ModelError(f"{name} has no version {number}: {error.message}") from None


def tag(config: Config, version: str, tags: Mapping[str, Any]) -> None:
    """Sets tags of a version; their keys begin with `marvin_`."""
    name, registry = own_name(config), client(config)
    for key, value in tags.items():
        registry.set_model_version_tag(name, version, f"marvin_{key}", _short(str(value)))


def now() -> str:
    """This moment in UTC, to the millisecond, as ISO 8601: sorts as it reads."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _versions(registry: MlflowClient, name: str) -> list[ModelVersion]:
    """All versions, the newest first."""
    found: list[ModelVersion] = []
    token = None
    while True:
        page = registry.search_model_versions(f"name='{name}'", page_token=token)
        found.extend(page)
        token = page.token
        if not token:
            return sorted(found, key=lambda version: int(version.version), reverse=True)


def _info(model: ModelInfo | str) -> ModelInfo:
    import mlflow

    if not isinstance(model, str):
        if not hasattr(model, "model_uri"):
            raise ModelError(
                f"a {type(model).__name__} is no recorded model: give what tracking.log_model returned, or its URI"
            )
        return model
    try:
        return mlflow.models.get_model_info(model)
    except Exception as error:  # noqa: BLE001 - whatever the store behind the URI raises
        raise ModelError(f"there is no model at {model}: {error}") from None


def _origin(config: Config, registry: MlflowClient, info: ModelInfo) -> dict[str, str]:
    """What traces the version back. The run's own tags say more, for as long as the run is kept."""
    import mlflow

    origin = {"marvin_model": info.model_uuid, "marvin_environment": config.environment}
    if not info.run_id:
        return origin
    run = registry.get_run(info.run_id)
    active = mlflow.active_run()
    # The run gets its tags of data when it ends.
    touched = (
        {touch.table.replace("`", ""): touch.version for touch in ledger.current().reads}
        if active is not None and active.info.run_id == info.run_id
        else {
            key.removeprefix("marvin.read."): value
            for key, value in run.data.tags.items()
            if key.startswith("marvin.read.")
        }
    )
    known = {
        "marvin_run": info.run_id,
        "marvin_commit": run.data.tags.get("marvin.commit"),
        "marvin_release": run.data.tags.get("marvin.release"),
        "marvin_dirty": run.data.tags.get("marvin.dirty"),
        "marvin_reads": ", ".join(f"{table}@{version}" for table, version in touched.items()) or None,
    }
    return {**origin, **{key: value for key, value in known.items() if value is not None}}


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 3]}..."
