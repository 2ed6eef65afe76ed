"""The map: which topic carries which events, who says them, who hears them."""

from contracts.envelope import EventData, Topic
from contracts.events.actions import (
    ActionAssigned,
    ActionRecorded,
    AssignmentEnded,
    CasRecorded,
    DecisionRecorded,
    OrganisationProgressed,
    SignOffRequested,
    SignOffSettled,
)
from contracts.events.alerts import AlertEnded, AlertIssued, AudienceCorrected
from contracts.events.distribution import (
    AddressBounced,
    AudienceFrozen,
    AudienceWidened,
    DeliveriesCounted,
    HeartbeatArrived,
)
from contracts.events.register import ApiKeyRecorded, OrganisationRecorded, PersonRecorded, SessionsEnded
from contracts.events.responses import (
    AcknowledgementDoubted,
    AcknowledgementWithdrawn,
    AlertAcknowledged,
    BriefingAttendanceNoted,
    PartnerCommented,
    QuestionAnswered,
    QuestionAsked,
    QuestionClosed,
    QuestionPublished,
    RecipientDisowned,
)

ALERTS = Topic(
    name="national-patient-safety-alerts",
    speaker="publishing",
    hearers=("publishing", "distribution", "responses", "actions", "oversight"),
    events=(AlertIssued, AlertEnded, AudienceCorrected),
    purpose="The front door: every alert. What arrives here is untrusted.",
)
REGISTER = Topic(
    name="register",
    speaker="directory",
    hearers=("publishing", "distribution", "responses", "actions", "oversight"),
    events=(OrganisationRecorded, PersonRecorded, SessionsEnded, ApiKeyRecorded),
    compacted=True,
    purpose="Organisations, people and keys, each as it stands now; and whose sessions have ended.",
)
DELIVERIES = Topic(
    name="deliveries",
    speaker="distribution",
    hearers=("directory", "responses", "actions", "oversight"),
    events=(AudienceFrozen, AudienceWidened, DeliveriesCounted, AddressBounced, HeartbeatArrived),
    purpose="Whom an alert is for, how its mails fared, which addresses are bad, which heartbeats arrived.",
)
RESPONSES = Topic(
    name="responses",
    speaker="responses",
    hearers=("directory", "distribution", "actions", "oversight"),
    events=(
        AlertAcknowledged,
        AcknowledgementDoubted,
        AcknowledgementWithdrawn,
        QuestionAsked,
        QuestionAnswered,
        QuestionPublished,
        QuestionClosed,
        PartnerCommented,
        RecipientDisowned,
        BriefingAttendanceNoted,
    ),
    purpose="What people answered and asked.",
)
ACTIONS = Topic(
    name="actions",
    speaker="actions",
    hearers=("distribution", "responses", "oversight"),
    events=(
        DecisionRecorded,
        ActionAssigned,
        AssignmentEnded,
        ActionRecorded,
        SignOffRequested,
        SignOffSettled,
        CasRecorded,
        OrganisationProgressed,
    ),
    purpose="What each organisation decided, did about each action, and had signed off.",
)

TOPICS = (ALERTS, REGISTER, DELIVERIES, RESPONSES, ACTIONS)
EVENTS: tuple[type[EventData], ...] = tuple(data for topic in TOPICS for data in topic.events)
