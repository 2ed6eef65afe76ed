"""Who may do what: permissions, roles and scopes; hearing who may no longer; noting and reading who did."""

from services.access.permissions import KeyScope, Permission

__all__ = ["KeyScope", "Permission"]
