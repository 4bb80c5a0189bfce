"""What happens to accounts: the names of the facts that this module records."""

OPENED = "access.account_opened"
CLOSED = "access.account_closed"
PASSWORD_SET = "access.password_set"
ROLE_GRANTED = "access.role_granted"
ROLE_TAKEN = "access.role_taken"
LOCKED = "access.locked"
SIGNED_IN = "access.signed_in"
SIGNED_OUT = "access.signed_out"
SESSION_ENDED = "access.session_ended"
FACTOR_SET = "access.factor_set"
FACTOR_REMOVED = "access.factor_removed"
RECOVERY_USED = "access.recovery_used"
IDENTITY_LINKED = "access.identity_linked"
IDENTITY_UNLINKED = "access.identity_unlinked"

ROLES = {
    "administrator": "系统管理员",
    "office": "安委办人员",
    "recorder": "记录员",
    "decider": "决定人",
    "security": "安全管理员",
    "auditor": "审计员",
}
"""What an account may do beside what its posts say."""

THREE = ("administrator", "security", "auditor")
"""三员: who runs the system and opens accounts, who gives rights, who looks at what both did. Nobody is two of them."""

WORDS = {
    OPENED: "开户",
    CLOSED: "销户",
    PASSWORD_SET: "设置口令",
    ROLE_GRANTED: "授予角色",
    ROLE_TAKEN: "收回角色",
    LOCKED: "锁定",
    SIGNED_IN: "登录",
    SIGNED_OUT: "退出",
    SESSION_ENDED: "结束登录",
    FACTOR_SET: "启用动态码",
    FACTOR_REMOVED: "取消动态码",
    RECOVERY_USED: "用了备用码",
    IDENTITY_LINKED: "绑定统一认证",
    IDENTITY_UNLINKED: "解除统一认证",
}
"""The facts of accounts in Chinese."""
