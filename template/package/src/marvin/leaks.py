"""Secrets where they do not belong: in a configuration, which is kept in Git and shown in runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

# How tokens begin that are known by their form.
_TOKEN = re.compile(
    r"\b(?:dapi|dose)[0-9a-f]{32}"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22}|\bglpat-[\w-]{20}"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{35}|\bxox[abeprs]-[\w-]{10}|\bsk-[\w-]{20}"
    r"|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
# `pad_token` and `max_tokens` are none.
_KEY = re.compile(
    r"(?:.*_)?(?:password|passwd|secret|api_?key|access_key|secret_key|private_key)|(?:(?:access|auth)_)?token"
)


def faults(values: Mapping[Any, Any], named: str = "") -> list[str]:
    """A fault for each value that has a token's form, and for each below the key `named` whose key names a secret.

    The values themselves are not told.
    """
    return [
        f"{path}: looks like a secret: remove it, keep it in the project's secret scope, and read it there by "
        "dbutils.secrets.get"
        for path, key, value in _scalars(values, "", "")
        if _TOKEN.search(str(value)) or (named and path.startswith(f"{named}.") and _names_a_secret(key, value))
    ]


def _names_a_secret(key: str, value: Any) -> bool:
    there = value not in (None, "") and not isinstance(value, bool)
    return there and _KEY.fullmatch(key.replace("-", "_").lower()) is not None


def _scalars(value: Any, path: str, key: str) -> Iterator[tuple[str, str, Any]]:
    """Path, last key and value of all that is neither a mapping nor a list."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _scalars(part, f"{path}.{name}" if path else str(name), str(name))
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value, 1):
            yield from _scalars(part, f"{path}[{place}]", key)
    else:
        yield path, key, value
