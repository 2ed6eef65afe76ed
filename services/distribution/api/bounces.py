"""What a mail provider tells of our mails where it takes their reports itself."""

from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from contracts.envelope import in_words
from services.distribution.config import Settings
from services.distribution.domain.bounces import Report, code_in, enhanced_of, told
from services.distribution.handlers.bounces import Returned, Taken, return_path_of, take
from services.kit import metrics
from services.kit.web import Refused, SettingsOf, Writing
from services.kit.web.errors import problem
from services.kit.web.signed import SignedCall, signed_call

AGAIN_AFTER_SECONDS = 30
router = APIRouter(prefix="/api/v1", tags=["deliveries"])


class BounceTold(BaseModel):
    """What became of one mail; it is named by the token of its return path, or by its Message-ID."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    #: What stands behind `bounces+` in the return path.
    token: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    #: With or without its angle brackets.
    message_id: Annotated[str, Field(min_length=3, max_length=250)] | None = None
    kind: Literal["hard", "soft", "complaint"]
    #: The enhanced status code, such as 5.1.1.
    status: Annotated[str, Field(max_length=20)] | None = None
    #: The mail server's own words.
    diagnostic: Annotated[str, Field(max_length=5000)] = ""
    at: AwareDatetime

    def report(self) -> Report:
        words = " ".join(self.diagnostic.split())
        return Report(
            told(self.kind, self.status, words),
            code_in(words),
            enhanced_of(self.status, words),
            words,
            message_id=f"<{self.message_id.strip('<> ')}>" if self.message_id else None,
        )


class BounceTaken(BaseModel):
    taken: Literal["recorded", "known", "nothing_follows"]


AS_SIGNED: dict[str, Any] = {
    "response_model": BounceTaken,
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": BounceTold.model_json_schema()}},
        },
        "parameters": [
            {"in": "header", "name": name, "required": True, "schema": {"type": "string"}}
            for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
        ],
    },
    "responses": {
        401: {"description": "The signature does not fit, or is older than five minutes"},
        404: {"description": "No such mail"},
        422: {"description": "The body cannot be read"},
        503: {"description": "The mail is still being sent; send the same again after Retry-After"},
    },
}


@router.post("/bounces", **AS_SIGNED)
async def bounce_told(
    call: Annotated[SignedCall, Depends(signed_call)], tx: Writing, settings: Annotated[Settings, SettingsOf]
) -> Response:
    """Signed as standardwebhooks.com says; sending the same `webhook-id` again changes nothing."""
    said = _read(call)
    path = return_path_of(settings)
    ledger_id = path.mail_of(said.token) if path and said.token else None
    if said.token and ledger_id is None:
        raise _no_such_mail()
    report = said.report()
    taken = await take(tx, Returned(f"webhook/{call.id}", report, ledger_id, said.at), settings)
    if taken is Taken.TOO_EARLY:
        return _too_early()
    if taken is Taken.NOT_OURS:
        raise _no_such_mail()
    metrics.BOUNCES.labels(verdict=report.verdict.value).inc()
    return JSONResponse({"taken": taken.value})


def _read(call: SignedCall) -> BounceTold:
    try:
        said = BounceTold.model_validate_json(call.body)
    except ValidationError as error:
        raise _unreadable(in_words(error)) from None
    if not (said.token or said.message_id):
        raise _unreadable("token: says which mail it is about, unless message_id does")
    return said


def _unreadable(trouble: str) -> Refused:
    title, mend = "What was sent cannot be read", "Mend what is listed and send it again."
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, title, what_to_do=mend, troubles=(trouble,))


def _no_such_mail() -> Refused:
    return Refused(
        HTTPStatus.NOT_FOUND, "We sent no such mail", what_to_do="Check the token or the Message-ID."
    )


def _too_early() -> Response:
    title = "This mail is still being sent"
    mend = f"Send the same again in {AGAIN_AFTER_SECONDS} seconds."
    answer = problem(Refused(HTTPStatus.SERVICE_UNAVAILABLE, title, what_to_do=mend))
    answer.headers["retry-after"] = str(AGAIN_AFTER_SECONDS)
    return answer
