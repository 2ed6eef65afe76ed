"""What commands share: which running system they speak to, and how they end."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
import uvloop
from pydantic import SecretStr
from rich.console import Console

from services.kit.config import Reach
from services.local.errors import LocalError
from services.local.site import SiteError

T = TypeVar("T")
said = Console(stderr=True, highlight=False)

Site = Annotated[str, typer.Option(help="Address of the running system; else CASCADE_SITE.")]
ApiKey = Annotated[str, typer.Option(help="Key of its API; else CASCADE_API_KEY.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as one JSON document.")]


def reach_of(site: str, api_key: str) -> Reach:
    """What was given, else the settings."""
    given = {"site": site, "api_key": SecretStr(api_key)}
    return Reach().model_copy(update={name: value for name, value in given.items() if value})


def content_of(file: Path) -> bytes:
    """The file, or the end of the command."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise ended(f"{file} cannot be read: {error.strerror}.") from error


def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """A trouble that was foreseen ends the command with its words and no traceback."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work)
    except (LocalError, SiteError) as error:
        raise ended(str(error)) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def ended(reason: str) -> typer.Exit:
    """To be raised: the command failed for this reason."""
    said.print(reason, style="red", markup=False)
    return typer.Exit(1)
