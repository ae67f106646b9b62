//! Commands of reboot(2).

use super::*;

/// By `cmd`: one has an argument.
pub(super) const VARIANTS: &[Variant] = variants! {
    { magic1: Flags(&flags::REBOOT_MAGIC1), magic2: Flags(&flags::REBOOT_MAGIC2), cmd: Flags(&flags::REBOOT_CMD) }
    0xa1b2_c3d4 LINUX_REBOOT_CMD_RESTART2 (arg: Str);
};
