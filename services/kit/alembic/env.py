"""Alembic's door: runs one service's migrations inside its own schema."""

from alembic import context
from sqlalchemy import Connection, MetaData

configuration = context.config
connection: Connection = configuration.attributes["connection"]
metadata: MetaData = configuration.attributes["metadata"]


def _is_ours(name: str | None, kind: str, _: object) -> bool:
    """The role's own schema is its default one, which Alembic calls None and does not know for ours."""
    if kind == "schema":
        return (name or connection.dialect.default_schema_name) == metadata.schema
    return kind != "table" or name != "alembic_version"


context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table_schema=metadata.schema,
    include_schemas=True,
    include_name=_is_ours,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
