"""`publish`: puts a release's wheels into the project's volume, once and for all."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import AlreadyExists, NotFound, PermissionDenied
from databricks.sdk.errors.base import DatabricksError

from marvin.errors import MarvinError
from marvin.workflows.words import words

VOLUME = "packages"


class NotPublished(MarvinError):  # noqa: N818
    """A wheel is not in the volume as it was built."""


def publish(client: WorkspaceClient, *, catalog: str, schema: str, folder: Path) -> list[str]:
    """Uploads every wheel of a folder to `/Volumes/CATALOG/SCHEMA/packages/`.

    A wheel that is there already, byte for byte, is left: so the command can be run again. A release is never
    overwritten.

    Returns:
        The wheels' paths in the volume.

    Raises:
        NotPublished: There is no wheel, another file has its name, or the service refuses.
    """
    wheels = sorted(folder.glob("*.whl"))
    if not wheels:
        raise NotPublished(f"{folder} holds no wheel: build it first, by `python -m build --wheel`")
    root = f"/Volumes/{catalog}/{schema}/{VOLUME}"
    return [_publish(client, wheel, f"{root}/{wheel.name}", schema) for wheel in wheels]


def _publish(client: WorkspaceClient, wheel: Path, path: str, schema: str) -> str:
    content = wheel.read_bytes()
    try:
        there = _read(client, path)
        if there is None:
            client.files.upload(path, BytesIO(content), overwrite=False)
            print(f"Published {path} (sha256 {_hash(content)})")
            return path
    except AlreadyExists as error:
        raise NotPublished(f"{path} appeared while it was being published: run the job again") from error
    except NotFound as error:
        raise NotPublished(
            f"{path} could not be written: {words(error)}. The project needs the volume `{VOLUME}`: add "
            f"`data.volumes.{VOLUME}: {{}}` to its file in the platform's repository"
        ) from error
    except PermissionDenied as error:
        raise NotPublished(
            f"{path} could not be written: {words(error)}. The project's service principal needs WRITE VOLUME in "
            f"{schema}"
        ) from error
    except DatabricksError as error:
        raise NotPublished(f"{path} could not be written: {words(error)}") from error
    if there != content:
        raise NotPublished(
            f"{path} is there already, with other content (sha256 {_hash(there)}, built now {_hash(content)}): a "
            "release is never overwritten. Raise the version in pyproject.toml and make a new release"
        )
    print(f"{path} is there already, the same")
    return path


def _read(client: WorkspaceClient, path: str) -> bytes | None:
    try:
        found = client.files.download(path).contents
    except NotFound:
        return None
    return found.read() if found is not None else b""


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
