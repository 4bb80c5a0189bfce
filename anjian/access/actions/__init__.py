"""Changes of accounts, and signing in. Accounts and roles are facts; a wrong password is not, a lock-out is."""

from anjian.access.actions.accounts import (
    SAMPLE,
    close_account,
    grant,
    import_accounts,
    open_account,
    set_password,
    take,
    undo,
)
from anjian.access.actions.saying import SHORTEST, account_id, read_login, strong
from anjian.access.actions.signing import FAILURES, LOCKED_FOR, sign_in

__all__ = [
    "FAILURES",
    "LOCKED_FOR",
    "SAMPLE",
    "SHORTEST",
    "account_id",
    "close_account",
    "grant",
    "import_accounts",
    "open_account",
    "read_login",
    "set_password",
    "sign_in",
    "strong",
    "take",
    "undo",
]
