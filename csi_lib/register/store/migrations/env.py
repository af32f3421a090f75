"""Run by Alembic: the migrations go through the connection, and so into the transaction, of who asks for them."""

from alembic import context

_given = context.config.attributes
context.configure(
    connection=_given["connection"],
    version_table_schema=_given["schema"],
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
