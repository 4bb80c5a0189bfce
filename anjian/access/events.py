"""What happens to accounts: the names of the facts that this module records."""

OPENED = "access.account_opened"
CLOSED = "access.account_closed"
PASSWORD_SET = "access.password_set"
ROLE_GRANTED = "access.role_granted"
ROLE_TAKEN = "access.role_taken"
LOCKED = "access.locked"

ROLES = {
    "administrator": "系统管理员",
    "office": "安委办人员",
    "recorder": "记录员",
    "decider": "决定人",
    "auditor": "审计员",
}
"""What an account may do beside what its posts say."""
