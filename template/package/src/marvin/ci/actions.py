"""GitHub Actions around a command: what it is told by variables, and how it shows results."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from marvin.errors import MarvinError


class NotInActions(MarvinError):  # noqa: N818
    """A variable that GitHub Actions or Marvin sets is missing."""


@dataclass(frozen=True)
class Actions:
    """The run of a GitHub workflow that this is part of."""

    variables: Mapping[str, str]

    @staticmethod
    def here() -> Actions:
        """From this process's environment."""
        return Actions(os.environ)

    def need(self, name: str, why: str) -> str:
        """The value of a variable.

        Raises:
            NotInActions: It is not set, with why it should be.
        """
        value = self.variables.get(name, "")
        if not value:
            raise NotInActions(f"the variable {name} is not set: {why}")
        return value

    @property
    def repository(self) -> str:
        """`OWNER/NAME`."""
        return self.need("GITHUB_REPOSITORY", "GitHub Actions sets it; elsewhere give OWNER/NAME")

    @property
    def token(self) -> str:
        """The workflow's own token."""
        return self.need("GITHUB_TOKEN", "pass `GITHUB_TOKEN: ${{ github.token }}` in the step's env")

    @property
    def api(self) -> str:
        """Address of GitHub's REST API."""
        return self.variables.get("GITHUB_API_URL", "https://api.github.com").rstrip("/")

    @property
    def run_number(self) -> int:
        """Number by which GitHub knows this run of the workflow."""
        return int(self.need("GITHUB_RUN_ID", "GitHub Actions sets it; elsewhere give any number"))

    @property
    def run_url(self) -> str:
        """Page of this run."""
        server = self.variables.get("GITHUB_SERVER_URL", "https://github.com")
        return f"{server}/{self.repository}/actions/runs/{self.run_number}"

    def summarise(self, markdown: str) -> None:
        """Shows Markdown on the run's page; elsewhere in the terminal."""
        path = self.variables.get("GITHUB_STEP_SUMMARY")
        if not path:
            print(markdown)
            return
        with open(path, "a", encoding="utf-8") as summary:
            summary.write(markdown + "\n")

    def annotate(self, level: str, title: str, text: str) -> None:
        """Shows a `notice`, `warning` or `error` at the top of the run's page; elsewhere in the terminal."""
        if self.variables.get("GITHUB_ACTIONS") != "true":
            print(f"{title}: {text}")
            return
        print(f"::{level} title={_property(title)}::{_data(text)}")


def _data(text: str) -> str:
    """https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
