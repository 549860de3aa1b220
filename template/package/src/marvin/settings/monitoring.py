"""Section `monitoring` of the configuration."""

from __future__ import annotations

from marvin.settings.section import Section


class MonitoringSettings(Section):
    """Settings of `marvin.monitoring`."""
