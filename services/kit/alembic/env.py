"""Alembic's door: runs one service's migrations inside its own schema."""

from alembic import context
from sqlalchemy import Connection, MetaData

configuration = context.config
connection: Connection = configuration.attributes["connection"]
metadata: MetaData = configuration.attributes["metadata"]

context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table_schema=metadata.schema,
    include_schemas=True,
    include_name=lambda name, kind, _: kind != "schema" or name == metadata.schema,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
