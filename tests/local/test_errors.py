from pathlib import Path

import pytest

from services.local.errors import LocalError, NoSpaceError, PortInUseError, StartError, explain


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("FATAL: could not write: No space left on device", NoSpaceError),
        ("java.net.BindException: Address already in use", PortInUseError),
        ("Error occurred during initialization of VM", StartError),
    ],
)
def test_the_end_of_a_log_decides_which_error_it_is(
    tmp_path: Path, said: str, kind: type[LocalError]
) -> None:
    log = tmp_path / "log"
    log.write_text(f"starting\n{said}\n")
    assert type(explain("PostgreSQL", log)) is kind


def test_an_unknown_failure_shows_the_end_of_the_log_and_where_it_is(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("\n".join(f"line {number}" for number in range(100)))
    text = str(explain("PostgreSQL", log))
    assert str(log) in text
    assert "line 99" in text
    assert "line 50" not in text
