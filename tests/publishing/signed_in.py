"""Visitors of the desk, and what they see."""

from datetime import timedelta

import html5lib
from httpx import AsyncClient, Response
from itsdangerous import URLSafeSerializer

from contracts.events.register import Role
from services.kit.web.access import COOKIE, Grant, Visitor
from tests.builders import NOW, person_id


def registration(who: str, role: Role) -> str:
    return str(person_id(f"{who} as {role}"))


def sign_in(client: AsyncClient, *roles: Role, who: str = "Nadia Author", was: str = "") -> None:
    """Each role is a registration of its own; `was` is the name under which they were registered."""
    registered = [registration(was or who, role) for role in roles]
    visitor = Visitor(
        person_id=registered[0],
        name=who,
        grants=tuple(
            Grant(role=role, ods_code=None, person_id=one)
            for role, one in zip(roles, registered, strict=True)
        ),
        signed_in_at=NOW,
        # Some tests wait for a set time, during which they are at other pages.
        seen_at=NOW + timedelta(hours=2),
    )
    cookie = URLSafeSerializer("a-key-for-tests-only", salt="session").dumps(visitor.model_dump(mode="json"))
    client.cookies.set(COOKIE, str(cookie))


class Seen:
    """A page: its HTML is valid, and its forms can be filled in and sent."""

    def __init__(self, answer: Response) -> None:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.page = parser.parse(answer.text)
        self.status = answer.status_code
        self.words = " ".join("".join(self.page.find("body").itertext()).split())

    def links(self) -> set[str]:
        return {link.get("href", "") for link in self.page.iter("a")}

    def hidden(self, name: str) -> str:
        """The last field of this name: the form to sign out stands before the others."""
        fields = [field for field in self.page.iter("input") if field.get("name") == name]
        return str(fields[-1].get("value"))

    def value(self, name: str) -> str:
        """What stands in a field."""
        (field,) = [
            field
            for tag in ("input", "textarea")
            for field in self.page.iter(tag)
            if field.get("name") == name
        ]
        return str(field.get("value") or field.text or "")

    def filled(self) -> dict[str, list[str]]:
        """Every box and choice of the page as it stands, to be sent again."""
        found: dict[str, list[str]] = {}
        for tag in ("input", "textarea"):
            for field in self.page.iter(tag):
                is_choice = field.get("type") in ("radio", "checkbox")
                if (
                    field.get("name")
                    and field.get("type") != "hidden"
                    and not (is_choice and "checked" not in field.attrib)
                ):
                    found.setdefault(field.get("name"), []).append(field.get("value") or field.text or "")
        return found

    def errors(self) -> dict[str, str]:
        """The error summary: what is told, by the field it leads to."""
        links = (link for link in self.page.iter("a") if link.get("href", "").startswith("#"))
        ids = {element.get("id") for element in self.page.iter()}
        told = {link.get("href")[1:]: "".join(link.itertext()).strip() for link in links}
        del told["maincontent"]
        assert set(told) <= ids
        return told
