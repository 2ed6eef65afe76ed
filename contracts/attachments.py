"""Documents that come with an alert: they stay where they are, and what is said of them travels."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, UrlConstraints, field_validator

from contracts.wording import Line

#: What may be attached, and how people call it; nothing that a computer would run.
MEDIA_TYPES = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel workbook",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint slides",
    "text/csv": "CSV table",
    "image/png": "PNG image",
    "image/jpeg": "JPEG image",
}
MOST = 10
#: 25 MB: what a phone on a ward still loads.
MOST_BYTES = 25_000_000

Secure = Annotated[HttpUrl, UrlConstraints(allowed_schemes=["https"], max_length=2083)]


class Attachment(BaseModel):
    """One document, where it is, and how to tell that it is the one that was meant."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: Annotated[Line, Field(max_length=120)]
    media_type: Annotated[str, Field(json_schema_extra={"enum": [*MEDIA_TYPES]})]
    #: In bytes.
    size: Annotated[int, Field(ge=1, le=MOST_BYTES)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    address: Secure

    @field_validator("media_type")
    @classmethod
    def _may_be_attached(cls, said: str) -> str:
        if said not in MEDIA_TYPES:
            raise ValueError(f"must be one of {', '.join(MEDIA_TYPES)}")
        return said

    @field_validator("address")
    @classmethod
    def _names_no_user(cls, said: HttpUrl) -> HttpUrl:
        if said.username or said.password:
            raise ValueError("leave out the user name, which can pass for another site's address")
        return said

    @property
    def kind(self) -> str:
        """Its type, as people call it."""
        return MEDIA_TYPES[self.media_type]


def troubles(attachments: Sequence[Attachment]) -> Iterator[str]:
    """What is wrong with several beside each other."""
    names = [one.name for one in attachments]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        yield f"attachments are called alike: {', '.join(repeated)}"
