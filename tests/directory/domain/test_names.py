import pytest

from services.directory.domain.names import readable


@pytest.mark.parametrize(
    ("ods", "shown"),
    [
        ("GUY'S AND ST THOMAS' NHS FOUNDATION TRUST", "Guy's and St Thomas' NHS Foundation Trust"),
        ("THE ONLINE NHS TRUST", "The Online NHS Trust"),
        ("NHS KENT AND MEDWAY ICB", "NHS Kent and Medway ICB"),
        ("STOKE-ON-TRENT NHS TRUST", "Stoke-on-Trent NHS Trust"),
        ("A.B. (NORTH) NHS TRUST", "A.B. (North) NHS Trust"),
        ("Somerset nhs trust", "Somerset nhs trust"),
    ],
)
def test_capitals_become_readable_and_short_names_stay(ods: str, shown: str) -> None:
    assert readable(ods) == shown
