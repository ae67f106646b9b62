//! Landlock(7).

use super::*;

/// landlock_create_ruleset(2) by `flags`: with one it answers a question and makes no descriptor.
pub(super) const CREATE: &[Variant] = variants! {
    { attr: Addr, size: Ulong, flags: Flags(&flags::LANDLOCK_CREATE) }
    1 LANDLOCK_CREATE_RULESET_VERSION ();
    2 LANDLOCK_CREATE_RULESET_ERRATA () -> Hex;
};

/// landlock_add_rule(2) by `rule_type`.
pub(super) const ADD_RULE: &[Variant] = variants! {
    { ruleset_fd: Fd, rule_type: Flags(&flags::LANDLOCK_RULE) }
    1 LANDLOCK_RULE_PATH_BENEATH (rule_attr: Struct(&structs::LANDLOCK_PATH_BENEATH, In), flags: HexInt);
    2 LANDLOCK_RULE_NET_PORT (rule_attr: Struct(&structs::LANDLOCK_NET_PORT, In), flags: HexInt);
};
