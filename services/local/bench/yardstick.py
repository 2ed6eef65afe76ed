"""Postfix's own load generator beside ours: a C program that keeps no ledger and fills nothing in."""

import asyncio
import shutil
import time
from dataclasses import dataclass

from services.local.errors import LocalError

TOOL = "smtp-source"
LONGEST_SECONDS = 600


@dataclass(frozen=True, kw_only=True)
class Load:
    """The same mails as ours: so many, so long, over so many connections."""

    messages: int
    length: int
    smtp: str
    connections: int


def is_here() -> bool:
    """Whether the tool is installed; it comes with Postfix, which need not run."""
    return shutil.which(TOOL) is not None


async def messages_per_second(load: Load) -> float:
    """How fast the tool is just now. Raises LocalError when it is missing, or fails."""
    tool = shutil.which(TOOL)
    if tool is None:
        raise LocalError(f"{TOOL} is not on the path; it comes with Postfix, which need not run.")
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(tool, "-s", str(load.connections), "-m", str(load.messages), "-l", str(load.length)),
        *("-f", "from@bench.example", "-t", "to@bench.example", load.smtp),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(LONGEST_SECONDS):
        _, said = await process.communicate()
    if process.returncode:
        raise LocalError(f"{TOOL} failed: {said.decode(errors='replace').strip()[:300]}")
    return load.messages / (time.perf_counter() - began)
