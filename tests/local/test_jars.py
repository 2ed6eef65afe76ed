from pathlib import Path

import jgo
import pytest

from services.local.errors import DownloadError
from services.local.jars import class_path


def _quietly(_text: str) -> None:
    """Nobody watches the progress."""


class FakeRegistry:
    """Stands for the network: makes the jars, or is unreachable."""

    def __init__(self, *, reachable: bool = True) -> None:
        self.reachable = reachable
        self.asked = 0

    def build(self, _parts: str, cache_dir: Path) -> "FakeRegistry":
        self.asked += 1
        if not self.reachable:
            raise ConnectionError("the network is unreachable")
        self.path = cache_dir / "envs"
        for name in ("jars/kafka.jar", "modules/clients.jar"):
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).touch()
        return self


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> FakeRegistry:
    fake = FakeRegistry()
    monkeypatch.setattr(jgo, "build", fake.build)
    return fake


def test_jars_are_downloaded_once_and_then_found_without_asking(
    tmp_path: Path, registry: FakeRegistry
) -> None:
    told: list[str] = []
    first = class_path(tmp_path, told.append)
    assert class_path(tmp_path, told.append) == first
    assert [jar.name for jar in first] == ["kafka.jar", "clients.jar"]
    assert registry.asked == 1
    assert told == ["Downloading Apache Kafka (45 MB, once)"]


def test_a_missing_jar_is_brought_in_again(tmp_path: Path, registry: FakeRegistry) -> None:
    class_path(tmp_path, _quietly)[0].unlink()
    assert all(jar.exists() for jar in class_path(tmp_path, _quietly))
    assert registry.asked == 2


def test_a_cache_that_was_moved_still_serves(tmp_path: Path, registry: FakeRegistry) -> None:
    class_path(tmp_path / "a", _quietly)
    (tmp_path / "a").rename(tmp_path / "b")
    assert class_path(tmp_path / "b", _quietly)[0].exists()
    assert registry.asked == 1


def test_a_failed_download_says_so_and_the_next_start_tries_again(
    tmp_path: Path, registry: FakeRegistry
) -> None:
    registry.reachable = False
    with pytest.raises(DownloadError, match=r"network is unreachable(?s:.*)Check the network"):
        class_path(tmp_path, _quietly)
    registry.reachable = True
    assert class_path(tmp_path, _quietly)
