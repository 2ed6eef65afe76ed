"""What a person's own link says; signed by distribution, read by responses, actions and oversight."""

import json
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.events.alerts import Reference
from contracts.wording import Code


class LinkPurpose(StrEnum):
    """What a link is for; a door takes only those of its own purpose."""

    #: To answer for an organisation; `person_id` is a registration.
    ANSWER = "answer"
    #: To work on one action; `person_id` is the assignment.
    ACT = "act"
    #: To sign an organisation's response off; `person_id` is the request.
    SIGN = "sign"


class LinkClaims(BaseModel):
    """Whose link it is, for which organisation and which version of which alert.

    Names are short because they stand in an address that a person may have to type.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    person_id: Annotated[UUID, Field(alias="p")]
    ods_code: Annotated[Code, Field(alias="o")]
    reference: Annotated[Reference, Field(alias="r")]
    version: Annotated[int, Field(alias="v", ge=1)]
    purpose: Annotated[LinkPurpose, Field(alias="u")] = LinkPurpose.ANSWER

    def packed(self) -> bytes:
        """As they are signed; the same claims always give the same bytes."""
        return packed(self.person_id, self.ods_code, self.reference, self.version, self.purpose)

    @classmethod
    def unpacked(cls, claims: bytes) -> Self:
        """The reverse of `packed`. Raises ValidationError."""
        return cls.model_validate_json(claims)


def packed(person_id: UUID, ods_code: str, reference: str, version: int, purpose: LinkPurpose) -> bytes:
    """The claims as they are signed, for whoever signs thousands of known good ones."""
    return b'{"p":"%b",%b' % (str(person_id).encode(), _shared(ods_code, reference, version, purpose))


@lru_cache(maxsize=1024)
def _shared(ods_code: str, reference: str, version: int, purpose: LinkPurpose) -> bytes:
    """What the links of a whole organisation have in common."""
    claims = {"o": ods_code, "r": reference, "v": version, "u": purpose.value}
    return json.dumps(claims, separators=(",", ":"), ensure_ascii=False).encode()[1:]
