"""What Databricks says of an error, without what its SDK adds."""

from __future__ import annotations


def words(error: BaseException) -> str:
    """The service's message, without its last stop.

    The SDK adds its own configuration to refusals, which helps nobody who reads them.
    """
    return str(error).split(". Config: ")[0].strip().rstrip(".") or type(error).__name__
