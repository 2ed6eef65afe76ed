import pytest
from pydantic import ValidationError

from contracts.links import LinkClaims, LinkPurpose
from tests.builders import REFERENCE, person_id

CLAIMS = LinkClaims(person_id=person_id("Asha Verma"), ods_code="RH5", reference=REFERENCE, version=2)


def test_what_is_packed_comes_back() -> None:
    assert LinkClaims.unpacked(CLAIMS.packed()) == CLAIMS
    assert CLAIMS.purpose is LinkPurpose.ANSWER


def test_the_same_claims_give_the_same_bytes_for_ever() -> None:
    """Links in mails of years ago are checked against these."""
    said = f'{{"p":"{person_id("Asha Verma")}","o":"RH5","r":"{REFERENCE}","v":2,"u":"answer"}}'

    assert CLAIMS.packed() == said.encode()


def test_what_a_later_version_adds_is_ignored() -> None:
    assert LinkClaims.unpacked(CLAIMS.packed()[:-1] + b',"x":1}') == CLAIMS


@pytest.mark.parametrize(
    ("was", "said"),
    [
        (b'"v":2', b'"v":0'),
        (b'"u":"answer"', b'"u":"steal"'),
        (b'"o":"RH5"', b'"o":""'),
        (b"NatPSA", b"Other"),
    ],
)
def test_claims_that_make_no_sense_are_refused(was: bytes, said: bytes) -> None:
    with pytest.raises(ValidationError):
        LinkClaims.unpacked(CLAIMS.packed().replace(was, said))
