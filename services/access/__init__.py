"""Who may do what: permissions and their roles, scopes of keys; and hearing who may no longer."""

from services.access.permissions import KeyScope, Permission

__all__ = ["KeyScope", "Permission"]
