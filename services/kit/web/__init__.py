"""Pages and API: the frame around them, who may use them, how errors are told."""

from services.kit.web.access import Grant, KeyHolder, Visitor, allowed, visitor_of
from services.kit.web.forms import FormTokens, csrf_checked, form_tokens
from services.kit.web.pages import page, see_other
from services.kit.web.refusals import Refused
from services.kit.web.requests import Reading, SettingsOf, Writing, now_of
from services.kit.web.ways_in import claims_behind, session_token

__all__ = [
    "FormTokens",
    "Grant",
    "KeyHolder",
    "Reading",
    "Refused",
    "SettingsOf",
    "Visitor",
    "Writing",
    "allowed",
    "claims_behind",
    "csrf_checked",
    "form_tokens",
    "now_of",
    "page",
    "see_other",
    "session_token",
    "visitor_of",
]
