//! Commands of ioctl(2) whose argument is more than an opaque pointer. All others have their names in
//! [`flags::IOCTL`]; their memory is not read, for it may hold anything.

use super::*;

/// By `cmd`.
pub(super) const VARIANTS: &[Variant] = variants! {
    { fd: Fd, cmd: Flags(&flags::IOCTL) }
    // Files.
    0x1 FIBMAP (arg: IntPtr(InOut));
    0x2 FIGETBSZ (arg: IntPtr(Out));
    // Block devices.
    0x125d BLKROSET (arg: IntPtr(In));
    0x125e BLKROGET (arg: IntPtr(Out));
    0x125f BLKRRPART ();
    0x1260 BLKGETSIZE (arg: LongPtr(Out));
    0x1261 BLKFLSBUF ();
    0x1262 BLKRASET (arg: Ulong);
    0x1263 BLKRAGET (arg: LongPtr(Out));
    0x1264 BLKFRASET (arg: Ulong);
    0x1265 BLKFRAGET (arg: LongPtr(Out));
    0x1268 BLKSSZGET (arg: IntPtr(Out));
    0x1277 BLKDISCARD (arg: Array(&structs::U64, In, Len::Const(2)));
    0x1278 BLKIOMIN (arg: IntPtr(Out));
    0x1279 BLKIOOPT (arg: IntPtr(Out));
    0x127a BLKALIGNOFF (arg: IntPtr(Out));
    0x127b BLKPBSZGET (arg: IntPtr(Out));
    0x127c BLKDISCARDZEROES (arg: IntPtr(Out));
    0x127d BLKSECDISCARD (arg: Array(&structs::U64, In, Len::Const(2)));
    0x127f BLKZEROOUT (arg: Array(&structs::U64, In, Len::Const(2)));
    // Performance counters.
    0x2400 PERF_EVENT_IOC_ENABLE (arg: Int);
    0x2401 PERF_EVENT_IOC_DISABLE (arg: Int);
    0x2402 PERF_EVENT_IOC_REFRESH (arg: Int);
    0x2403 PERF_EVENT_IOC_RESET (arg: Int);
    0x2405 PERF_EVENT_IOC_SET_OUTPUT (arg: Fd2);
    // Loop devices.
    0x4c00 LOOP_SET_FD (arg: Fd2);
    0x4c01 LOOP_CLR_FD ();
    0x4c06 LOOP_CHANGE_FD (arg: Fd2);
    0x4c80 LOOP_CTL_ADD (arg: Int);
    0x4c81 LOOP_CTL_REMOVE (arg: Int);
    0x4c82 LOOP_CTL_GET_FREE ();
    // Terminals.
    0x5401 TCGETS (arg: Struct(&structs::TERMIOS, Out));
    0x5402 TCSETS (arg: Struct(&structs::TERMIOS, In));
    0x5403 TCSETSW (arg: Struct(&structs::TERMIOS, In));
    0x5404 TCSETSF (arg: Struct(&structs::TERMIOS, In));
    0x5409 TCSBRK (arg: Int);
    0x540a TCXONC (arg: Flags(&flags::TCXONC));
    0x540b TCFLSH (arg: Flags(&flags::TCFLSH));
    0x540c TIOCEXCL ();
    0x540d TIOCNXCL ();
    0x540e TIOCSCTTY (arg: Int);
    0x540f TIOCGPGRP (arg: IntPtr(Out));
    0x5410 TIOCSPGRP (arg: IntPtr(In));
    0x5411 TIOCOUTQ (arg: IntPtr(Out));
    0x5413 TIOCGWINSZ (arg: Struct(&structs::WINSIZE, Out));
    0x5414 TIOCSWINSZ (arg: Struct(&structs::WINSIZE, In));
    0x5415 TIOCMGET (arg: Struct(&structs::MODEM_PTR, Out));
    0x5416 TIOCMBIS (arg: Struct(&structs::MODEM_PTR, In));
    0x5417 TIOCMBIC (arg: Struct(&structs::MODEM_PTR, In));
    0x5418 TIOCMSET (arg: Struct(&structs::MODEM_PTR, In));
    0x5419 TIOCGSOFTCAR (arg: IntPtr(Out));
    0x541a TIOCSSOFTCAR (arg: IntPtr(In));
    0x541b FIONREAD (arg: IntPtr(Out));
    0x541d TIOCCONS ();
    0x5420 TIOCPKT (arg: IntPtr(In));
    0x5421 FIONBIO (arg: IntPtr(In));
    0x5422 TIOCNOTTY ();
    0x5423 TIOCSETD (arg: IntPtr(In));
    0x5424 TIOCGETD (arg: IntPtr(Out));
    0x5425 TCSBRKP (arg: Int);
    0x5427 TIOCSBRK ();
    0x5428 TIOCCBRK ();
    0x5429 TIOCGSID (arg: IntPtr(Out));
    0x5437 TIOCVHANGUP ();
    0x5441 TIOCGPTPEER (arg: Flags(&flags::OPEN)) -> Fd, effect Make(Char, o_cloexec(2));
    0x5450 FIONCLEX (), effect Cloexec(false);
    0x5451 FIOCLEX (), effect Cloexec(true);
    0x5452 FIOASYNC (arg: IntPtr(In));
    0x5460 FIOQSIZE (arg: U64Ptr(Out));
    // Sockets.
    0x8901 FIOSETOWN (arg: IntPtr(In));
    0x8902 SIOCSPGRP (arg: IntPtr(In));
    0x8903 FIOGETOWN (arg: IntPtr(Out));
    0x8904 SIOCGPGRP (arg: IntPtr(Out));
    0x8905 SIOCATMARK (arg: IntPtr(Out));
    0x8906 SIOCGSTAMP_OLD (arg: Struct(&structs::TIMEVAL, Out));
    0x8907 SIOCGSTAMPNS_OLD (arg: Struct(&structs::TIMESPEC, Out));
    0x894b SIOCOUTQNSD (arg: IntPtr(Out));
    // Userfault, KVM, namespaces.
    0xaa00 USERFAULTFD_IOC_NEW (arg: Flags(&flags::USERFAULTFD)) -> Fd, effect Make(Other, o_cloexec(2));
    0xae00 KVM_GET_API_VERSION (arg: Hex);
    0xae01 KVM_CREATE_VM (arg: Hex) -> Fd, effect Make(Other, Cloexec::Yes);
    0xae03 KVM_CHECK_EXTENSION (arg: Hex);
    0xae04 KVM_GET_VCPU_MMAP_SIZE (arg: Hex);
    0xae41 KVM_CREATE_VCPU (arg: Uint) -> Fd, effect Make(Other, Cloexec::Yes);
    0xae80 KVM_RUN (arg: Hex);
    0xb701 NS_GET_USERNS () -> Fd, effect Make(Other, Cloexec::Yes);
    0xb702 NS_GET_PARENT () -> Fd, effect Make(Other, Cloexec::Yes);
    0xb703 NS_GET_NSTYPE () -> Named(&flags::SETNS);
    0xb704 NS_GET_OWNER_UID (arg: IntPtr(Out));
    0xff01 PIDFD_GET_CGROUP_NAMESPACE (arg: Int) -> Fd, effect Make(Other, Cloexec::Yes);
    0xff02 PIDFD_GET_IPC_NAMESPACE (arg: Int) -> Fd, effect Make(Other, Cloexec::Yes);
    0xff03 PIDFD_GET_MNT_NAMESPACE (arg: Int) -> Fd, effect Make(Other, Cloexec::Yes);
    0xff04 PIDFD_GET_NET_NAMESPACE (arg: Int) -> Fd, effect Make(Other, Cloexec::Yes);
    0xff05 PIDFD_GET_PID_NAMESPACE (arg: Int) -> Fd, effect Make(Other, Cloexec::Yes);
    0xff06 PIDFD_GET_PID_FOR_CHILDREN_NAMESPACE (arg: Int) -> Fd, effect Make(Other, Cloexec::Yes);
    0xff07 PIDFD_GET_TIME_NAMESPACE (arg: Int) -> Fd, effect Make(Other, Cloexec::Yes);
    0xff08 PIDFD_GET_TIME_FOR_CHILDREN_NAMESPACE (arg: Int) -> Fd, effect Make(Other, Cloexec::Yes);
    0xff09 PIDFD_GET_USER_NAMESPACE (arg: Int) -> Fd, effect Make(Other, Cloexec::Yes);
    0xff0a PIDFD_GET_UTS_NAMESPACE (arg: Int) -> Fd, effect Make(Other, Cloexec::Yes);
    // With their size and direction in the code.
    0x40042408 PERF_EVENT_IOC_SET_BPF (arg: Fd2);
    0x40045431 TIOCSPTLCK (arg: IntPtr(In));
    0x40049409 FICLONE (arg: Fd2);
    0x40081271 BLKBSZSET (arg: IntPtr(In));
    0x40086602 FS_IOC_SETFLAGS (arg: Struct(&structs::INODE_FLAGS_PTR, In));
    0x40087602 FS_IOC_SETVERSION (arg: IntPtr(In));
    0x4020940d FICLONERANGE (arg: Struct(&structs::FILE_CLONE_RANGE, In));
    0x80045200 RNDGETENTCNT (arg: IntPtr(Out));
    0x80045430 TIOCGPTN (arg: IntPtr(Out));
    0x80045432 TIOCGDEV (arg: IntPtr(Out));
    0x80045438 TIOCGPKT (arg: IntPtr(Out));
    0x80045439 TIOCGPTLCK (arg: IntPtr(Out));
    0x80045440 TIOCGEXCL (arg: IntPtr(Out));
    0x80081270 BLKBSZGET (arg: IntPtr(Out));
    0x80081272 BLKGETSIZE64 (arg: U64Ptr(Out));
    0x80082407 PERF_EVENT_IOC_ID (arg: U64Ptr(Out));
    0x80086601 FS_IOC_GETFLAGS (arg: Struct(&structs::INODE_FLAGS_PTR, Out));
    0x80087601 FS_IOC_GETVERSION (arg: IntPtr(Out));
    0xc0045877 FIFREEZE ();
    0xc0045878 FITHAW ();
};
