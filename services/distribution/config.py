"""Settings of distribution, `CASCADE_DISTRIBUTION_…`."""

from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from services.distribution.domain.chasing import Pace
from services.distribution.domain.return_path import LOCAL_PART
from services.kit.config import KitSettings

WorkingDays = Annotated[int, Field(ge=1, le=60)]


class Settings(KitSettings):
    """Those of every service, and these."""

    model_config = SettingsConfigDict(env_prefix="CASCADE_DISTRIBUTION_", frozen=True, extra="ignore")

    #: Working days to acknowledge when the issuer states no day; the day of issue is not counted.
    acknowledge_working_days: Annotated[int, Field(ge=0, le=60)] = 2
    #: Mails one sender claims at once. (Senders + 1) x batch is the most that a kill can leave in doubt.
    batch: Annotated[int, Field(ge=1, le=1000)] = 250
    #: Batches that are on their way at the same time, beside the one that is kept for what is urgent.
    senders: Annotated[int, Field(ge=1, le=32)] = 3
    #: How long a claim holds unless it is renewed; after that the sender is taken for dead.
    lease_seconds: Annotated[float, Field(ge=5, le=3600)] = 120
    #: The hour in London, on working days, at which published questions are mailed.
    digest_hour: Annotated[int, Field(ge=0, le=23)] = 7
    #: Whether organisations that have not answered are reminded, and told of to those above them.
    chase: bool = True
    #: The hour in London at which reminders and escalations are planned, once a day.
    chase_hour: Annotated[int, Field(ge=0, le=23)] = 8
    #: The first reminder, in working days before work must be under way or complete.
    chase_early: WorkingDays = 5
    #: Working days after a deadline until specialists, deputies and the shared mailbox are told.
    chase_staff_after: WorkingDays = 1
    #: As above, the executive lead.
    chase_executive_after: WorkingDays = 2
    #: As above, the regional lead.
    chase_region_after: WorkingDays = 3
    #: For how many weeks staff and executive lead are asked once a week after that.
    chase_weeks: Annotated[int, Field(ge=0, le=52)] = 4
    #: Where answers to a mail go; empty for the sender itself.
    reply_to: str = ""
    #: Domain whose mail comes to us: each mail then has a return path of its own there; empty for the sender.
    bounce_domain: Annotated[str, Field(pattern=r"^([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)?$")] = ""
    #: HOST:PORT where mail for that domain is taken; empty where nothing listens here.
    bounce_listen: Annotated[str, Field(pattern=r"^(.+:\d{1,5})?$")] = ""
    #: Signs what a mail provider tells by the webhook; empty turns it off.
    webhook_key: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        if not self.chase_staff_after <= self.chase_executive_after <= self.chase_region_after:
            raise ValueError("chase_staff_after, …_executive_after and …_region_after must not go down")
        return self

    @property
    def pace(self) -> Pace:
        return Pace(
            hour=self.chase_hour,
            early=self.chase_early,
            staff_after=self.chase_staff_after,
            executive_after=self.chase_executive_after,
            region_after=self.chase_region_after,
            weeks=self.chase_weeks,
        )

    @model_validator(mode="after")
    def _listens_for_something(self) -> Self:
        if self.bounce_listen and not self.bounce_domain:
            raise ValueError("CASCADE_DISTRIBUTION_BOUNCE_LISTEN needs CASCADE_DISTRIBUTION_BOUNCE_DOMAIN")
        return self

    @model_validator(mode="after")
    def _takes_heartbeats_itself(self) -> Self:
        if not self.heartbeat_mailbox:
            return self
        if not self.bounce_listen:
            raise ValueError(
                "CASCADE_HEARTBEAT_MAILBOX needs CASCADE_DISTRIBUTION_BOUNCE_DOMAIN and …_BOUNCE_LISTEN: "
                "without them nothing takes mail here; leave it empty where a mail server's word is enough"
            )
        name, _, domain = self.heartbeat_mailbox.lower().rpartition("@")
        if domain != self.bounce_domain.lower() or name.partition("+")[0] == LOCAL_PART:
            raise ValueError(
                "CASCADE_HEARTBEAT_MAILBOX must be an address at CASCADE_DISTRIBUTION_BOUNCE_DOMAIN, "
                f"such as heartbeat@ that domain, and not {LOCAL_PART}@, where reports come to"
            )
        return self
