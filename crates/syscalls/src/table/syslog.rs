//! Actions of syslog(2).

use super::*;

/// By `type`: those without a buffer.
pub(super) const VARIANTS: &[Variant] = variants! {
    { type: Flags(&flags::SYSLOG) }
    0 SYSLOG_ACTION_CLOSE ();
    1 SYSLOG_ACTION_OPEN ();
    5 SYSLOG_ACTION_CLEAR ();
    6 SYSLOG_ACTION_CONSOLE_OFF ();
    7 SYSLOG_ACTION_CONSOLE_ON ();
    9 SYSLOG_ACTION_SIZE_UNREAD ();
    10 SYSLOG_ACTION_SIZE_BUFFER ();
};
