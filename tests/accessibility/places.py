"""Every page of the product: who opens it, where it is, and what is done there before it is looked at."""

from dataclasses import dataclass

from contracts.events.register import Role
from tests.accessibility.steps import (
    Step,
    asks_to_close,
    asks_to_correct,
    asks_whom_it_goes_to,
    chooses_done,
    enters_a_wrong_code,
    follow,
    follows_a_fault,
    follows_an_unknown_code,
    imports_bad_rows,
    makes_a_key,
    mistaken,
    opens_a_person,
    opens_the_checklist,
    pastes_an_alert,
    pastes_nothing_good,
    press,
    reads,
    shows_mistakes,
)


@dataclass(frozen=True)
class Place:
    """`role` is None for whoever comes by; `steps` lead from the address to what is looked at."""

    name: str
    address: str
    role: Role | None = None
    steps: tuple[Step, ...] = ()
    #: Specialists come by their link, unless said.
    signed_in: bool = False
    #: The template, by which it is known that none is left out; see looking.py.
    shows: str = ""


SPECIALIST = Role.SPECIALIST
LEAD = Role.REGIONAL_LEAD
AUTHOR = Role.NATIONAL_AUTHOR
APPROVER = Role.NATIONAL_APPROVER
OPERATOR = Role.OPERATOR
AUDITOR = Role.AUDITOR
ACKNOWLEDGE = press("Acknowledge for my organisation")
SAVE = press("Save and look at it")
ANSWER_FIRST = press("Save the answer to action 1")

ORGANISATION = "/register/organisations/{ods_code}"

PLACES = (
    Place("home", "/", shows="directory/home.html"),
    Place("sign-in", "/sign-in", shows="directory/sign-in.html"),
    Place("sign-in with a mistake", "/sign-in", None, mistaken(press("Mail me a code"))),
    Place("code", "/sign-in/code", shows="directory/code.html"),
    Place("code with a mistake", "/sign-in", None, mistaken(enters_a_wrong_code)),
    Place("mailbox", "/mailbox"),
    Place("mailbox of one address", "/mailbox?to=nobody@nowhere.example"),
    Place("mail in the mailbox", "/mailbox/1"),
    Place("no such page", "/nowhere"),
    Place("broken link to answer", "/answer/broken"),
    Place("broken link to actions", "/actions/broken"),
    Place("answer", "{answer}", SPECIALIST, shows="responses/alert.html"),
    Place("answer, nothing chosen", "{answer}", SPECIALIST, mistaken(reads, ACKNOWLEDGE)),
    Place("not me", "{answer}/not-me", SPECIALIST, shows="responses/not_me.html"),
    Place(
        "not me, nothing chosen", "{answer}/not-me", SPECIALIST, mistaken(reads, press("Tell the register"))
    ),
    Place("nothing to take back", "{answer}/take-back", SPECIALIST, shows="responses/take_back.html"),
    Place("my alerts", "/mine", SPECIALIST, signed_in=True, shows="responses/mine.html"),
    Place("my alerts, no reference", "/mine?reference=", SPECIALIST, (shows_mistakes,), signed_in=True),
    Place("my alert", "/mine/{reference}", SPECIALIST, signed_in=True),
    Place("no alert of mine", "/mine/NatPSA/1999/001/MHRA", SPECIALIST, signed_in=True),
    Place("actions", "{actions}", SPECIALIST, shows="actions/actions.html"),
    Place("who does an action", "{actions}/1/people", SPECIALIST, shows="actions/people.html"),
    Place("nobody to do an action", "{actions}/1/people", SPECIALIST, mistaken(reads, press("Ask them"))),
    Place("actions, done by nobody", "{actions}", SPECIALIST, mistaken(reads, chooses_done, ANSWER_FIRST)),
    Place("partner's alert", "/mine/{reference}", Role.PARTNER, shows="responses/partner.html"),
    Place("decision", "{actions}/decision", SPECIALIST, shows="actions/decision.html"),
    Place(
        "decision, nothing chosen",
        "{actions}/decision",
        SPECIALIST,
        mistaken(reads, press("Save the decision")),
    ),
    Place("sign-off, not yet", "{actions}/sign-off", SPECIALIST, shows="actions/sign-off.html"),
    Place("answer on CAS", "{actions}/cas", SPECIALIST, shows="actions/cas.html"),
    Place("region", "/regions/{region}", LEAD, shows="oversight/region.html"),
    Place(
        "region's alert", "/regions/{region}/alerts/{reference}", LEAD, shows="oversight/region-alert.html"
    ),
    Place("not a lead's page", "/nation", LEAD),
    Place("desk", "/desk", AUTHOR, shows="publishing/desk.html"),
    Place("desk's alert", "/desk/alerts/{reference}", AUTHOR, shows="publishing/alert.html"),
    Place("new alert", "/desk/alerts/new", AUTHOR, shows="publishing/write.html"),
    Place("draft with mistakes", "/desk/alerts/new", AUTHOR, (SAVE,)),
    Place("edited draft with mistakes", "/desk/alerts/new", AUTHOR, mistaken(SAVE, follows_a_fault)),
    Place("new alert from a bad file", "/desk/alerts/new", AUTHOR, mistaken(pastes_nothing_good)),
    Place("draft", "/desk/alerts/new", AUTHOR, (pastes_an_alert,), shows="publishing/draft.html"),
    Place(
        "checklist",
        "/desk/alerts/new",
        AUTHOR,
        (pastes_an_alert, opens_the_checklist),
        shows="publishing/checklist.html",
    ),
    Place(
        "end of an alert, not chosen",
        "/desk/alerts/{reference}/end",
        AUTHOR,
        mistaken(SAVE),
        shows="publishing/ending.html",
    ),
    Place("request to close", "/desk/alerts/{reference}/end", AUTHOR, (asks_to_close,)),
    Place(
        "correction of an audience",
        "/desk/alerts/{reference}/audience",
        AUTHOR,
        shows="publishing/correcting.html",
    ),
    Place(
        "correction of an audience with mistakes",
        "/desk/alerts/{reference}/audience",
        AUTHOR,
        (asks_to_correct, follows_an_unknown_code),
    ),
    Place("nation", "/nation", AUTHOR, shows="oversight/nation.html"),
    Place("nation's alert", "/nation/alerts/{reference}", AUTHOR, shows="oversight/nation-alert.html"),
    Place("unknown alert", "/nation/alerts/NatPSA/1999/001/MHRA", AUTHOR),
    Place("deliveries", "/deliveries/{reference}", AUTHOR, shows="distribution/deliveries.html"),
    Place("questions", "/questions", AUTHOR, shows="responses/questions.html"),
    Place("all questions", "/questions?state=all&blocking=yes", AUTHOR),
    Place(
        "questions from briefings",
        "/questions/from-briefing",
        AUTHOR,
        shows="responses/from_briefing.html",
    ),
    Place("experiences", "/questions/experiences", AUTHOR, shows="responses/experiences.html"),
    Place("register", "/register", AUTHOR, shows="directory/register.html"),
    Place("organisation", "/register/organisations/{ods_code}", AUTHOR, shows="directory/organisation.html"),
    Place("organisation's alerts", "/organisations/{ods_code}", AUTHOR, shows="oversight/organisation.html"),
    Place("organisation's alerts, none found", "/organisations/{ods_code}?q=nothing", AUTHOR),
    Place(
        "evidence",
        "/organisations/{ods_code}/alerts/{reference}/evidence",
        AUTHOR,
        shows="oversight/evidence.html",
    ),
    Place("broken link to an organisation", "/organisation/broken"),
    Place("gaps", "/register/gaps", AUTHOR, shows="directory/gaps.html"),
    Place("import", "/register/import", AUTHOR, shows="directory/import.html"),
    Place("import without a file", "/register/import", AUTHOR, mistaken(press("Show what it would do"))),
    Place(
        "import of bad rows",
        "/register/import",
        AUTHOR,
        (imports_bad_rows,),
        shows="directory/import-preview.html",
    ),
    Place("import that was taken", "/register/imports/1", AUTHOR, shows="directory/import-taken.html"),
    Place("somebody registered", ORGANISATION, AUTHOR, (opens_a_person,), shows="directory/person.html"),
    Place("absence, no days", ORGANISATION, AUTHOR, mistaken(opens_a_person, press("Add this absence"))),
    Place(
        "correction of a registration",
        ORGANISATION,
        AUTHOR,
        (opens_a_person, follow("Correct or end this registration")),
        shows="directory/person-change.html",
    ),
    Place("registration", f"{ORGANISATION}/people/new", AUTHOR, shows="directory/person-new.html"),
    Place("move of nobody", f"{ORGANISATION}/move", AUTHOR, shows="directory/move.html"),
    Place("partners", "/partners", SPECIALIST, signed_in=True, shows="directory/partners.html"),
    Place("no partner", "/partners", SPECIALIST, mistaken(press("Register")), signed_in=True),
    Place("sessions", "/sessions", AUTHOR, shows="directory/sessions.html"),
    Place("keys", "/keys", OPERATOR, mistaken(press("Make the key")), shows="directory/keys.html"),
    Place("new key", "/keys", OPERATOR, (makes_a_key,)),
    Place("sending", "/sending", APPROVER, shows="distribution/sending.html"),
    Place("order without a reason", "/sending", APPROVER, mistaken(press("Do this"))),
    Place("plan", "/deliveries/{reference}/plan", AUTHOR, shows="distribution/plan.html"),
    Place("plan of a draft", "/deliveries/plan?complete_by=2030-01-31", AUTHOR),
    Place(
        "audience",
        "/desk/alerts/new",
        AUTHOR,
        (pastes_an_alert, asks_whom_it_goes_to),
        shows="distribution/audience.html",
    ),
    Place("audit", "/audit", AUDITOR, shows="access/audit.html"),
    Place("looks in the audit", "/audit/oversight?kind=looks", AUDITOR),
    Place("audit of no day", "/audit/publishing?since=never", AUDITOR, (shows_mistakes,)),
)
