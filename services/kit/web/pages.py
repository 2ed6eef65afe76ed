"""Rendering a page in the frame all pages share."""

from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

import templates
from services.kit.web import access, forms


def page(request: Request, name: str, *, status_code: int = HTTPStatus.OK, **context: Any) -> HTMLResponse:
    """Render `templates/pages/<name>`; the frame's own context is added here."""
    visitor = access.visitor_of(request)
    navigation = getattr(request.app.state, "navigation", None)
    frame = {
        "banner": request.app.state.settings.banner,
        "signed_in_as": visitor.name if visitor else "",
        "navigation": navigation(visitor, request.url.path) if navigation else [],
        "csrf_token": forms.token_for(request, visitor),
    }
    html = templates.pages.get_template(name).render(frame | context)
    return HTMLResponse(html, status_code)


def see_other(address: str) -> RedirectResponse:
    """After a form was saved: show a page that may be loaded again without sending the form twice."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
