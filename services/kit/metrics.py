"""What Prometheus can ask; labels are names of services, topics and outcomes, never of people."""

from prometheus_client import Counter, Gauge

HEARD = Counter("cascade_events_heard", "Events dealt with.", ["service", "topic", "hearing"])
SAID = Counter("cascade_events_said", "Events carried to Kafka.", ["service", "topic"])
DEAD = Counter("cascade_events_parked", "Messages parked in a dead-letter topic.", ["topic"])
MAILS = Counter("cascade_mails", "Mails by what the mail server said.", ["outcome"])
BOUNCES = Counter("cascade_bounces", "What came back about mails, by what it means.", ["verdict"])
JOB_FAILURES = Counter("cascade_job_failures", "Ticks that raised.", ["job"])
LAST_PROGRESS = Gauge("cascade_last_progress_seconds", "When a consumer last got on, Unix time.", ["topic"])
