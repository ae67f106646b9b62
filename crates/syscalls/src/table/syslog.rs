//! Actions of syslog(2).

use super::*;

/// By `type`.
pub(super) const VARIANTS: &[Variant] = variants! {
    { type: Flags(&flags::SYSLOG) }
    0 SYSLOG_ACTION_CLOSE ();
    1 SYSLOG_ACTION_OPEN ();
    2 SYSLOG_ACTION_READ (buf: Buf(Out, Len::Ret), len: Int);
    3 SYSLOG_ACTION_READ_ALL (buf: Buf(Out, Len::Ret), len: Int);
    4 SYSLOG_ACTION_READ_CLEAR (buf: Buf(Out, Len::Ret), len: Int);
    5 SYSLOG_ACTION_CLEAR ();
    6 SYSLOG_ACTION_CONSOLE_OFF ();
    7 SYSLOG_ACTION_CONSOLE_ON ();
    8 SYSLOG_ACTION_CONSOLE_LEVEL (buf: Hex, len: Flags(&flags::LOGLEVEL));
    9 SYSLOG_ACTION_SIZE_UNREAD ();
    10 SYSLOG_ACTION_SIZE_BUFFER ();
};
