"""Answering a page that asks again every second: mostly with "nothing has changed"."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import Request, Response

from services.kit.database import Transaction
from services.oversight.storage import views


async def unless_known(
    request: Request, tx: Transaction, show: Callable[[], Awaitable[Response]], reference: str | None = None
) -> Response:
    """304 as long as no fact has changed what is shown; deadlines pass on full minutes, so one is enough."""
    minute = int(tx.now.timestamp()) // 60
    tag = f'"{await views.revision_of(tx, reference)}-{minute}"'
    known = request.headers.get("if-none-match", "")
    answer = Response(status_code=HTTPStatus.NOT_MODIFIED) if tag in known else await show()
    answer.headers["etag"] = tag
    return answer
