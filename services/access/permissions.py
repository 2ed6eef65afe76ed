"""The one table of who may do what. Pages name a permission and never a role; deploy/README.md draws it.

A role that holds for a region or an organisation opens only what is of that region or organisation: the page
checks it. Whoever comes by a link is not in this table: a link is for one person and one alert.
"""

from enum import Enum, StrEnum

from contracts.events.register import Role

NATIONAL = (Role.NATIONAL_AUTHOR, Role.NATIONAL_APPROVER)
#: Whoever has a page of their own organisation.
ANSWERS = (Role.SPECIALIST, Role.DEPUTY, Role.SHARED_MAILBOX, Role.EXECUTIVE_LEAD, Role.ICB_LEAD)


class Permission(Enum):
    """What somebody who has signed in may do, and in which roles."""

    WRITE_ALERTS = ("see the desk, write and issue alerts", NATIONAL)
    APPROVE_ALERTS = ("approve and return what a colleague wrote", (Role.NATIONAL_APPROVER,))
    ANSWER_QUESTIONS = ("read questions, answer and publish them", NATIONAL)
    READ_REGISTER = ("read the register", (*NATIONAL, Role.REGISTER_KEEPER, Role.OPERATOR, Role.AUDITOR))
    KEEP_REGISTER = ("change the register", (*NATIONAL, Role.REGISTER_KEEPER, Role.OPERATOR))
    WATCH_SENDING = ("see what happened to each mail", (*NATIONAL, Role.OPERATOR, Role.AUDITOR))
    STEER_SENDING = ("pause, resume and cancel mails", (Role.NATIONAL_APPROVER, Role.OPERATOR))
    WATCH_NATION = ("watch the whole country", (*NATIONAL, Role.AUDITOR))
    WATCH_REGION = ("watch a region", (Role.REGIONAL_LEAD, *NATIONAL, Role.AUDITOR))
    SEE_ORGANISATION = (
        "see how an organisation stands, with its evidence",
        (*ANSWERS, Role.REGIONAL_LEAD, *NATIONAL, Role.AUDITOR),
    )
    OPEN_OWN_ALERTS = ("open the alerts of their organisation", (*ANSWERS, Role.PARTNER))
    REGISTER_PARTNERS = ("register partners of their organisation", (Role.SPECIALIST,))
    READ_AUDIT = ("read the audit, check it and take it away", (Role.OPERATOR, Role.AUDITOR))
    KEEP_KEYS = ("make and end keys of programs", (Role.OPERATOR,))
    SEE_OWN_SESSIONS = ("see and end their own sessions", tuple(Role))

    def __init__(self, words: str, roles: tuple[Role, ...]) -> None:
        """`words` go on with "may"."""
        self.words, self.roles = words, roles


class KeyScope(StrEnum):
    """What a program may do, by its key."""

    ALERTS_ISSUE = "alerts:issue"
    ALERTS_READ = "alerts:read"
    DRAFTS_WRITE = "drafts:write"
    REGISTER_WRITE = "register:write"
    REGISTER_READ = "register:read"
    DELIVERIES_READ = "deliveries:read"
    SENDING_STEER = "sending:steer"
    RESPONSES_READ = "responses:read"
    QUESTIONS_READ = "questions:read"
    QUESTIONS_ANSWER = "questions:answer"
