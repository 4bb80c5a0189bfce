"""Changes of accounts, and signing in. Accounts and roles are facts; a wrong password is not, a lock-out is."""

from anjian.access.actions.accounts import (
    SAMPLE,
    close_account,
    grant,
    import_accounts,
    open_account,
    set_password,
    take,
    take_now,
    undo,
)
from anjian.access.actions.factors import (
    address,
    check_code,
    new_secret,
    remove_factor,
    second_step,
    set_factor,
)
from anjian.access.actions.identities import link, signed_in_by, unlink
from anjian.access.actions.saying import SHORTEST, account_id, read_login, strong
from anjian.access.actions.sessions import SEEN_EVERY, begin, end_session, seen, sign_out, sweep
from anjian.access.actions.signing import FAILURES, LOCKED_FOR, confirm, sign_in

__all__ = [
    "FAILURES",
    "LOCKED_FOR",
    "SAMPLE",
    "SEEN_EVERY",
    "SHORTEST",
    "account_id",
    "address",
    "begin",
    "check_code",
    "close_account",
    "confirm",
    "end_session",
    "grant",
    "import_accounts",
    "link",
    "new_secret",
    "open_account",
    "read_login",
    "remove_factor",
    "second_step",
    "seen",
    "set_factor",
    "set_password",
    "sign_in",
    "sign_out",
    "signed_in_by",
    "strong",
    "sweep",
    "take",
    "take_now",
    "undo",
    "unlink",
]
