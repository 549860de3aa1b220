"""Section `validation` of the configuration."""

from __future__ import annotations

from marvin.settings.section import Section


class ValidationSettings(Section):
    """Settings of `marvin.validation`."""
