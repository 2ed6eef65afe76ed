"""Structured log lines; ids only, never a name, an address or a text that somebody wrote."""

import logging
import sys

import structlog

log: structlog.stdlib.BoundLogger = structlog.get_logger("cascade")


def configure(*, level: str = "INFO", as_json: bool = True, libraries: str = "WARNING") -> None:
    """Send every log line, the libraries' too, to standard error in one form.

    `libraries` is the level from which the talkative ones are heard.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_handler(shared, as_json=as_json)], level=level.upper(), force=True)
    for chatty in ("aiokafka", "faststream", "faststream_outbox", "uvicorn.access", "httpx"):
        logging.getLogger(chatty).setLevel(libraries)
    # aiosmtpd repeats what strangers say to it, and that may be people's addresses.
    logging.getLogger("mail.log").setLevel(logging.ERROR)


def _handler(shared: list[structlog.typing.Processor], *, as_json: bool) -> logging.Handler:
    # The console's own traceback shows local variables, and with them people's names and addresses.
    plain = structlog.dev.plain_traceback
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(exception_formatter=plain)
    )
    last = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    steps: list[structlog.typing.Processor] = [last, renderer]
    if as_json:
        steps.insert(1, structlog.processors.format_exc_info)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=steps))
    return handler
