"""`cascade demo --check`: the whole story, played through the doors that people and programs use."""

from pathlib import Path

ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."


async def play(data_dir: Path | None, port: int | None, smtp: str) -> None:
    """Play the story on a fresh folder. Raises CheckFailed with what did not hold."""
    raise NotImplementedError
