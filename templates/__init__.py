"""Everything a reader sees: `mail` for mails, `pages` for web pages, both built from this folder.

How to use and extend them is in README.md beside this file.
"""

from pathlib import Path

import css_inline
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    select_autoescape,
)

from templates.wording import FILTERS

__all__ = ["inline", "mail", "pages", "static_dir"]

_FOLDER = Path(__file__).parent
# The few rules for phones and printers cannot stand in a style attribute, so they are kept as they are.
_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def mail_environment() -> Environment:
    """Strict: a mail with a hole in it is never sent."""
    return _with_filters(
        Environment(
            loader=FileSystemLoader(_FOLDER / "email"),
            undefined=StrictUndefined,
            autoescape=select_autoescape(enabled_extensions=("html",), default=False),
            trim_blocks=True,
            lstrip_blocks=True,
        ),
    )


def pages_environment() -> Environment:
    """Lenient about what is missing, because the design system's macros are written that way."""
    return _with_filters(
        Environment(
            loader=ChoiceLoader([FileSystemLoader(_FOLDER / "pages"), PackageLoader("nhsuk_frontend_jinja")]),
            undefined=ChainableUndefined,
            autoescape=True,
            # A page asks for hundreds of macros, and each would look at the disk whether it has changed.
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        ),
    )


def inline(html: str) -> str:
    """Move a mail's style sheet into its elements, because many mail programs drop style sheets."""
    return _INLINER.inline(html)


def static_dir() -> Path:
    """What is served under /static."""
    return _FOLDER / "static"


def _with_filters(environment: Environment) -> Environment:
    environment.filters.update(FILTERS)
    return environment


mail = mail_environment()
pages = pages_environment()
