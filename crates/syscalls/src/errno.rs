//! Error numbers (errno(3), include/uapi/asm-generic/errno.h, include/linux/errno.h).

/// The symbol of a positive error number, restart codes 512–516 included (`ENOENT`, `ERESTARTSYS`).
pub fn name(errno: i32) -> Option<&'static str> {
    let _ = errno;
    None
}

/// What strace prints in parentheses after the symbol (`No such file or directory`).
pub fn message(errno: i32) -> Option<&'static str> {
    let _ = errno;
    None
}
