"""Pages and API: the frame around them, who may use them, how errors are told."""

from services.kit.web.access import Grant, KeyHolder, Visitor, allowed, visitor_of
from services.kit.web.forms import FormTokens, csrf_checked, form_tokens
from services.kit.web.pages import page, see_other
from services.kit.web.refusals import Refused
from services.kit.web.requests import Reading, SettingsOf, Writing, now_of

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
    "csrf_checked",
    "form_tokens",
    "now_of",
    "page",
    "see_other",
    "visitor_of",
]
