"""What Prometheus can ask; labels are names of services, servers, topics and outcomes, never of people."""

from prometheus_client import Counter, Enum, Gauge

HEARD = Counter("cascade_events_heard", "Events dealt with.", ["service", "topic", "hearing"])
SAID = Counter("cascade_events_said", "Events carried to Kafka.", ["service", "topic"])
DEAD = Counter("cascade_events_parked", "Messages parked in a dead-letter topic.", ["topic"])
MAILS = Counter("cascade_mails", "Mails by what the mail server said.", ["outcome", "route"])
BOUNCES = Counter("cascade_bounces", "What came back about mails, by what it means.", ["verdict"])
MAILS_PASSED_ON = Counter("cascade_mails_passed_on", "Mails that a route gave to another.", ["route"])
MAIL_ROUTE = Enum(
    "cascade_mail_route_state",
    "Whether a route carries mails: closed does, open failed, half_open is tried.",
    ["route"],
    states=["closed", "open", "half_open"],
)
MAILS_FOUND = Counter("cascade_mails_found", "Mails that waited in no queue, and were put back.")
JOB_FAILURES = Counter("cascade_job_failures", "Ticks that raised.", ["job"])
HEARTBEAT_LATE = Gauge("cascade_heartbeat_late", "1 while no heartbeat came through for too long.")
HEARTBEAT_LOST = Gauge(
    "cascade_heartbeat_lost", "1 while that is so although a mail server takes them: they do not arrive."
)
HEARTBEAT_TAKEN = Gauge(
    "cascade_heartbeat_taken_seconds", "When a mail server last took a heartbeat, Unix time; 0 for never."
)
HEARTBEAT_THROUGH = Gauge(
    "cascade_heartbeat_through_seconds",
    "When one last came through, Unix time: arrived where a mailbox is set, else was taken; 0 for never.",
)
LAST_PROGRESS = Gauge("cascade_last_progress_seconds", "When a consumer last got on, Unix time.", ["topic"])
