"""What directory does by the clock."""

from services.directory import handlers
from services.directory.config import Settings
from services.directory.handlers import verify_mail
from services.kit.database import Database
from services.kit.jobs import Job
from services.kit.mail import SmtpPool

#: Days change at midnight in London; within the quarter of an hour every organisation stands as it should.
EVERY_SECONDS = 900.0
VERIFY_SECONDS = 20.0


def follow_the_calendar(database: Database) -> Job:
    """Organisations open and close on their days."""

    async def tick() -> bool:
        async with database.transaction() as tx:
            await handlers.follow_the_calendar(tx)
        return False

    return Job(name="directory.follow_the_calendar", every=EVERY_SECONDS, tick=tick)


def verify_addresses(database: Database, settings: Settings) -> Job:
    """People are asked whether mail reaches them. No transaction is open while the mail server talks."""

    async def tick() -> bool:
        async with database.transaction() as tx:
            questions = await handlers.questions_due(tx, settings.verify_days)
            now = tx.now
        pool = SmtpPool(settings)
        try:
            left = [one for one in questions if not await verify_mail.send(pool, settings, one, now)]
        finally:
            await pool.close()
        async with database.transaction() as tx:
            await handlers.ask_later(tx, left)
        return False

    return Job(name="directory.verify_addresses", every=VERIFY_SECONDS, tick=tick)
