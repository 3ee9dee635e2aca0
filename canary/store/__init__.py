"""The registry in SQLite: rows in, rows out, one transaction an entry."""

from canary.store.database import SCHEMA, Database
from canary.store.registry import Registry
from canary.store.rows import Copy, NewCopy
from canary.store.transaction import Transaction

__all__ = ["SCHEMA", "Copy", "Database", "NewCopy", "Registry", "Transaction"]
