"""One pool, one role and one schema for each service; a transaction opens at the door and nowhere else."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from itertools import starmap
from typing import Any

from asyncpg import InterfaceError, PostgresConnectionError, PostgresError
from sqlalchemy import (
    Column,
    ColumnElement,
    Executable,
    MetaData,
    Row,
    Table,
    TableValuedAlias,
    Text,
    bindparam,
    column,
    func,
    literal,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert
from sqlalchemy.engine import CursorResult, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.types import TypeEngine

from services.kit.clock import Clock, utc_now


@dataclass(frozen=True, kw_only=True)
class Transaction:
    """One message, request or tick. `now` is its one instant, in UTC."""

    connection: AsyncConnection
    service: str
    metadata: MetaData
    now: datetime
    #: The trace this work belongs to, handed on to the events it says.
    traceparent: str | None = None
    #: What is done last of all, so that its locks are held for a moment only; None where nothing is changed.
    last: list[Callable[["Transaction"], Awaitable[None]]] | None = field(default_factory=list)

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run one statement; a list of parameters runs it for each."""
        return await self.connection.execute(statement, parameters)

    async def put(self, table: Table, *rows: Mapping[str, Any], newest_by: str = "") -> None:
        """Write rows as they are now, or just their columns where the key is there; all have the same ones.

        With `newest_by`, a row that is older by that column changes nothing.
        """
        if rows:
            put = _putting(table, tuple(rows[0]), newest_by)
            await self.execute(put, dict(rows[0]) if len(rows) == 1 else [*map(dict, rows)])

    async def copy(self, columns: Sequence[Column[Any]], rows: Iterable[Sequence[Any]]) -> int:
        """Write rows of one table by COPY, nearly twice as quickly as a statement does; tells how many.

        Values are such as Postgres' driver takes them: nothing turns them into what the column's type would.
        What is refused leaves nothing of them behind, raises as it would of a statement, and more can follow.
        """
        table = columns[0].table
        names = [column.name for column in columns]
        # The savepoint begins the transaction, too, if nothing did before.
        async with self.connection.begin_nested():
            driver: Any = (await self.connection.get_raw_connection()).driver_connection
            try:
                said: str = await driver.copy_records_to_table(
                    table.name, schema_name=table.schema, columns=names, records=rows
                )
            except PostgresError as error:
                # As of a statement: without its details, for values stand in them.
                bare = type(error)(error.args[0])
                raise DBAPIError(f"COPY {table.fullname}", None, bare, hide_parameters=True) from None
        return int(said.removeprefix("COPY "))


class Database:
    """A service's own database: its role can reach its own schema only."""

    def __init__(
        self, address: str, metadata: MetaData, *, connections: int = 12, clock: Clock = utc_now
    ) -> None:
        """Open nothing yet; `metadata.schema` is the service's name."""
        self.service = str(metadata.schema)
        self.metadata = metadata
        self.clock = clock
        self.engine: AsyncEngine = engine_for(address, connections)

    @asynccontextmanager
    async def transaction(self, *, traceparent: str | None = None) -> AsyncIterator[Transaction]:
        """Commit at the end, roll back on any error."""
        async with self.engine.begin() as connection:
            tx = self._transaction(connection, traceparent)
            yield tx
            for do in tx.last or ():
                await do(tx)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """A transaction in which Postgres itself refuses to change anything."""
        async with self.engine.begin() as connection:
            await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            yield replace(self._transaction(connection, None), last=None)

    async def glance(self, statement: Executable) -> Sequence[Row[Any]]:
        """The rows of one statement in no transaction: for what is asked with each request."""
        async with self.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            return (await connection.execute(statement)).all()

    async def is_reachable(self) -> bool:
        """Whether a statement can be run now; readiness asks this."""
        try:
            async with self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except Exception:  # noqa: BLE001 — every reason means the same: not ready
            return False
        return True

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()

    def _transaction(self, connection: AsyncConnection, traceparent: str | None) -> Transaction:
        return Transaction(
            connection=connection,
            service=self.service,
            metadata=self.metadata,
            now=self.clock(),
            traceparent=traceparent,
        )


def engine_for(address: str, connections: int) -> AsyncEngine:
    """An asyncpg pool. Statements that outlive a minute are stopped: no request should wait for them."""
    url = make_url(address).set(drivername="postgresql+asyncpg")
    return create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        # Values stand in errors otherwise, and errors in logs: people's names and addresses among them.
        hide_parameters=True,
        connect_args={"server_settings": {"timezone": "UTC", "statement_timeout": "60s"}},
    )


# What is heard is put somewhere, and to build the statement takes as long as to run it.
@cache
def _putting(table: Table, names: tuple[str, ...], newest_by: str) -> Insert:
    put, keys = insert(table), table.primary_key.columns
    return put.on_conflict_do_update(
        index_elements=list(keys),
        set_={name: put.excluded[name] for name in names if name not in keys},
        where=table.c[newest_by] <= put.excluded[newest_by] if newest_by else None,
    )


def arrays_as_rows(columns: Mapping[str, TypeEngine[Any]], before: str = "") -> TableValuedAlias:
    """Lists bound by the names of columns, one list for each, as the rows of a table `new`.

    Many rows go to Postgres in one statement that is always the same; values row by row take much longer.
    What is put `before` the names keeps them apart from columns of tables that the statement updates: a
    value bound by the name of such a column is written there.
    """
    # A list in a list is a value, of JSON say, and not another dimension.
    arrays = (bindparam(before + name, type_=ARRAY(kind, dimensions=1)) for name, kind in columns.items())
    return func.unnest(*arrays).table_valued(*starmap(column, columns.items()), name="new").render_derived()


def is_one_of(value: ColumnElement[Any], texts: Iterable[str]) -> ColumnElement[bool]:
    """As `in_`, of a few fixed texts, for what is asked with each batch of mails.

    SQLAlchemy writes the values of `in_` into a statement's text anew each time it runs.
    """
    return value == func.any(literal([str(text) for text in texts], ARRAY(Text())))


#: Postgres' classes of errors that lie in the statement and its values: the same again fails again.
HOPELESS_STATES = ("22", "23", "42")
#: Of those, what a migration or a grant on its way will mend: no table, no schema, no right.
MENDED_MEANWHILE = ("42P01", "3F000", "42501")


def may_pass(error: BaseException) -> bool:
    """Whether the same work may well succeed later: the outside world failed, and not what was asked of it.

    In doubt it may: waiting too long is seen and mended, a message parked by an outage is not sent.
    """
    if isinstance(error, DBAPIError):
        state = str(getattr(error.orig, "sqlstate", "") or "")
        return state in MENDED_MEANWHILE or not state.startswith(HOPELESS_STATES)
    return isinstance(error, OSError | PoolTimeout | InterfaceError | PostgresConnectionError)
