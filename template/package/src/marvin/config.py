"""The project's configuration: `conf/base.yml`, then `conf/ENVIRONMENT.yml`, then parameters of job or notebook."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import UnionType
from typing import Any, Self, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from marvin import context as contexts
from marvin import leaks, strict
from marvin.context import Context
from marvin.errors import ConfigError
from marvin.settings.models import ModelSettings
from marvin.settings.monitoring import MonitoringSettings
from marvin.settings.stage import StageTests
from marvin.settings.validation import ValidationSettings

ENVIRONMENTS = ("dev", "stage", "prod")

IDENTIFIER = r"^[A-Za-z_][A-Za-z0-9_-]*$"


class Config(BaseModel):
    """One project in one environment. Subclass it to give `parameters` types of your own."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    project: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    """Name of the project, which is also the repository's."""
    environment: str
    """Where this runs: `dev`, `stage` or `prod`."""
    catalogs: dict[str, str]
    """Unity Catalog catalog of each environment."""
    schema_name: str = Field(alias="schema", pattern=IDENTIFIER)
    """The project's schema, the same in each catalog."""
    hosts: dict[str, str] = Field(default_factory=dict)
    """Address of each environment's workspace."""
    experiment: str | None = None
    """Path of the MLflow experiment in the workspace; None where the project trains nothing."""
    tables: dict[str, str] = Field(default_factory=dict)
    """Short names of tables: `table` in the project's schema, `schema.table`, or `catalog.schema.table`."""
    model: ModelSettings | None = None
    """The project's model; None where there is none."""
    validation: ValidationSettings = Field(default_factory=ValidationSettings)
    monitoring: MonitoringSettings = Field(default_factory=MonitoringSettings)
    stage_tests: StageTests = Field(default_factory=StageTests)
    parameters: Any = Field(default_factory=dict)
    """The project's own values: a mapping, or the model that a subclass declares."""

    arguments: dict[str, str] = Field(default_factory=dict)
    """Parameters of the job or notebook that are no key of the configuration. Set by `load`."""
    context: Context
    """Where the code runs. Set by `load`."""
    root: Path
    """The project's folder. Set by `load`."""

    @property
    def catalog(self) -> str:
        """This environment's catalog."""
        return self.catalogs[self.environment]

    @property
    def local(self) -> bool:
        """Whether tables, runs and models are kept in the folder `.local` instead of on Databricks."""
        return self.context.local

    @model_validator(mode="after")
    def _environment_has_a_catalog(self) -> Self:
        if self.environment not in self.catalogs:
            known = ", ".join(self.catalogs) or "none"
            raise ValueError(f"catalogs has no catalog for {self.environment} (it has: {known})")
        # Unity Catalog ignores case.
        if len({catalog.casefold() for catalog in self.catalogs.values()}) < len(self.catalogs):
            raise ValueError("catalogs: each environment needs a catalog of its own")
        return self


ConfigT = TypeVar("ConfigT", bound=Config)

_SET_BY_LOAD = ("environment", "arguments", "context", "root")


def load(
    kind: type[ConfigT] | None = None,
    *,
    root: Path | str | None = None,
    environment: str | None = None,
    **overrides: Any,
) -> ConfigT:
    """Reads the configuration for where the code runs.

    Later ones win: `conf/base.yml`, `conf/ENVIRONMENT.yml`, the job's parameters or the notebook's widgets whose names
    are keys (`schema`, `parameters.learning_rate`; their text is read as YAML, except where the key holds text), then
    `overrides`. Other parameters are in `config.arguments`; so is one that has a section's name and no keys for it,
    such as a text `model`. Mappings are merged key by key; anything else is replaced.

    Args:
        kind: a subclass of `Config`. Default: `Config`.
        root: the project's folder. Default: the nearest one, from the working folder upwards, with `conf/base.yml`.
        environment: `dev`, `stage` or `prod`. Default: the parameter `environment`, else the variable
            MARVIN_ENVIRONMENT, else the environment whose workspace this is, else, outside Databricks, `dev`.
        **overrides: keys of the configuration.

    Raises:
        ConfigError: with every fault of the files and parameters; also for what looks like a secret.
    """
    wanted: type[Any] = Config if kind is None else kind
    folder = find_root() if root is None else Path(root)
    if folder.is_file():
        raise ConfigError("the configuration", [f"root= is the file {folder}: give the project's folder"])
    base = _read(folder / "conf" / "base.yml")
    context = contexts.find(folder)
    given = contexts.widgets()
    name = environment or given.pop("environment", None) or _environment(base, context)
    if name not in ENVIRONMENTS:
        raise ConfigError("conf", [f"environment: must be dev, stage or prod, and is {name!r}: correct it"])
    values = merge(base, _read(folder / "conf" / f"{name}.yml"))
    reserved = [f"{key}: is set by marvin.load(): remove it" for key in _SET_BY_LOAD if key in values]
    if reserved:
        raise ConfigError(f"conf/base.yml with conf/{name}.yml", reserved)
    values, arguments = _with_parameters(values, given, wanted)
    values = merge(values, overrides)
    told = [*leaks.faults(values, "parameters"), *leaks.faults(arguments)]
    if told:
        raise ConfigError(f"conf/base.yml with conf/{name}.yml", told)
    own = {
        "environment": name,
        "arguments": arguments,
        "context": context,
        "root": folder.resolve(),
    }
    try:
        return wanted(**{**values, **own})  # type: ignore[no-any-return]
    except ValidationError as error:
        raise ConfigError(f"conf/base.yml with conf/{name}.yml", _faults(error, wanted)) from None


def find_root(start: Path | None = None) -> Path:
    """The nearest folder with `conf/base.yml`, from `start` (default: the working folder) upwards.

    Raises:
        ConfigError: if there is none.
    """
    begin = (start or Path.cwd()).resolve()
    for folder in (begin, *begin.parents):
        if (folder / "conf" / "base.yml").is_file():
            return folder
    raise ConfigError(
        "the configuration",
        [f"no conf/base.yml in {begin} or above it: run inside the project, or give root="],
    )


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with the values of `over`: mappings key by key, anything else replaced. Neither is changed."""
    merged = dict(base)
    for key, value in over.items():
        before = merged.get(key)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        merged[key] = merge(before, value) if both else value  # type: ignore[arg-type]
    return merged


def _read(file: Path) -> dict[str, Any]:
    name = f"conf/{file.name}"
    try:
        found, faults = strict.parse(file.read_bytes())
    except FileNotFoundError:
        raise ConfigError(name, ["the file is missing: restore it"]) from None
    if faults:
        raise ConfigError(name, faults)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ConfigError(name, [f"must hold keys with values, and is a {type(found).__name__}"])
    odd = [f"{key}: is no key of the configuration, which are text: remove it" for key in found if type(key) is not str]
    if odd:
        raise ConfigError(name, odd)
    return found


def _environment(base: Mapping[str, Any], context: Context) -> str:
    named = os.environ.get("MARVIN_ENVIRONMENT")
    if named:
        return named
    if context.local:
        return "dev"
    hosts = base.get("hosts")
    here = [
        environment
        for environment, host in (hosts.items() if isinstance(hosts, dict) else ())
        if context.host and str(host).rstrip("/") == context.host
    ]
    if len(here) == 1:
        return str(here[0])
    reason = "are several environments" if here else "is none of `hosts` in conf/base.yml"
    raise ConfigError(
        "the environment",
        [f"workspace {context.host} {reason}: give the job or notebook a parameter `environment`"],
    )


def _with_parameters(
    values: dict[str, Any], given: Mapping[str, str], kind: type[Config]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values with those parameters that name a key, and the parameters that do not."""
    fields = {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
    keys = fields.keys() - {*_SET_BY_LOAD}
    arguments: dict[str, str] = {}
    for name, text in given.items():
        path = name.split(".")
        if path[0] not in keys:
            arguments[name] = text
            continue
        try:
            value: Any = yaml.safe_load(text)
        except yaml.YAMLError:
            value = text
        if value is not None and not isinstance(value, str) and _is_text(_annotation(kind, path)):
            value = text
        if len(path) == 1 and not isinstance(value, dict) and _is_section(name, fields[name]):
            arguments[name] = text
            continue
        for key in reversed(path):
            value = {key: value}
        values = merge(values, value)
    return values, arguments


def _is_section(name: str, annotation: Any) -> bool:
    """Whether a key holds keys of its own, and no text."""
    kinds = [get_origin(kind) or kind for kind in _alternatives(annotation)]
    holds_keys = any(isinstance(kind, type) and issubclass(kind, dict | BaseModel) for kind in kinds)
    # `parameters` may be declared as anything, and is a section all the same.
    return str not in kinds and (holds_keys or name == "parameters")


def _is_text(annotation: Any) -> bool:
    """Whether a key holds text alone, so that 12345 and on are text there too."""
    return {kind for kind in _alternatives(annotation) if kind is not type(None)} == {str}


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _annotation(kind: Any, path: Sequence[str]) -> Any:
    """What is declared for the key at `path` of a model; None where nothing is."""
    for key in path:
        known = {}
        for one in _alternatives(kind):
            if isinstance(one, type) and issubclass(one, BaseModel):
                known = {field.alias or name: field.annotation for name, field in one.model_fields.items()}
            elif get_origin(one) is dict:
                known = {key: get_args(one)[1]}
        kind = known.get(key)
    return kind


def _faults(error: ValidationError, kind: type[Config]) -> list[str]:
    return [
        f"{'.'.join(map(str, fault['loc'])) or 'keys'}: "
        + _words(fault["type"], fault["msg"], _near(kind, [str(part) for part in fault["loc"]]))
        for fault in error.errors(include_url=False)
    ]


def _near(kind: type[Config], path: Sequence[str]) -> str | None:
    """The key that may be meant by the last one of `path`."""
    for one in _alternatives(_annotation(kind, path[:-1])) if path else ():
        if isinstance(one, type) and issubclass(one, BaseModel):
            known = [field.alias or name for name, field in one.model_fields.items()]
            return next(iter(difflib.get_close_matches(path[-1], known, n=1)), None)
    return None


def _words(kind: str, message: str, near: str | None) -> str:
    if kind == "extra_forbidden" and near:
        return f"is no key of the configuration: did you mean {near}?"
    if kind == "extra_forbidden":
        return "is no key of the configuration: correct or remove it"
    if kind == "missing":
        return "is missing: add it"
    return message.removeprefix("Value error, ")
