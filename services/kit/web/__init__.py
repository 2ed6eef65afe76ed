"""Pages and API: the frame around them, who may use them, how errors are told."""

from services.kit.web.access import Grant, Visitor, allowed, visitor_of
from services.kit.web.api_keys import scoped
from services.kit.web.forms import FormTokens, csrf_checked, form_tokens
from services.kit.web.looks import actor_of, looked
from services.kit.web.pages import page, see_other
from services.kit.web.refusals import Refused
from services.kit.web.requests import Reading, SettingsOf, Writing, now_of
from services.kit.web.ways_in import claims_behind, session_token

__all__ = [
    "FormTokens",
    "Grant",
    "Reading",
    "Refused",
    "SettingsOf",
    "Visitor",
    "Writing",
    "actor_of",
    "allowed",
    "claims_behind",
    "csrf_checked",
    "form_tokens",
    "looked",
    "now_of",
    "page",
    "scoped",
    "see_other",
    "session_token",
    "visitor_of",
]
