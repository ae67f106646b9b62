//! Readiness and notification: epoll, poll, inotify, fanotify, io_uring.

use super::FlagSet;

/// Operation of epoll_ctl(2).
pub static EPOLL_CTL: FlagSet =
    FlagSet::values("EPOLL_CTL_???", &[(1, "EPOLL_CTL_ADD"), (2, "EPOLL_CTL_DEL"), (3, "EPOLL_CTL_MOD")]);

/// Flags of epoll_create1(2).
pub static EPOLL_CREATE: FlagSet = FlagSet::bits("EPOLL_???", &[(0x80000, "EPOLL_CLOEXEC")]);

/// Events of `struct epoll_event`.
pub static EPOLL_EVENTS: FlagSet = FlagSet::bits(
    "EPOLL???",
    &[
        (1, "EPOLLIN"),
        (2, "EPOLLPRI"),
        (4, "EPOLLOUT"),
        (8, "EPOLLERR"),
        (0x10, "EPOLLHUP"),
        (0x20, "EPOLLNVAL"),
        (0x40, "EPOLLRDNORM"),
        (0x80, "EPOLLRDBAND"),
        (0x100, "EPOLLWRNORM"),
        (0x200, "EPOLLWRBAND"),
        (0x400, "EPOLLMSG"),
        (0x2000, "EPOLLRDHUP"),
        (0x10000000, "EPOLLEXCLUSIVE"),
        (0x20000000, "EPOLLWAKEUP"),
        (0x40000000, "EPOLLONESHOT"),
        (0x80000000, "EPOLLET"),
    ],
);

/// Events of `struct pollfd`.
pub static POLL_EVENTS: FlagSet = FlagSet::bits(
    "POLL???",
    &[
        (1, "POLLIN"),
        (2, "POLLPRI"),
        (4, "POLLOUT"),
        (8, "POLLERR"),
        (0x10, "POLLHUP"),
        (0x20, "POLLNVAL"),
        (0x40, "POLLRDNORM"),
        (0x80, "POLLRDBAND"),
        (0x100, "POLLWRNORM"),
        (0x200, "POLLWRBAND"),
        (0x400, "POLLMSG"),
        (0x1000, "POLLREMOVE"),
        (0x2000, "POLLRDHUP"),
        (0x8000, "POLL_BUSY_LOOP"),
    ],
);

/// Flags of eventfd2(2).
pub static EVENTFD: FlagSet =
    FlagSet::bits("EFD_???", &[(1, "EFD_SEMAPHORE"), (0x80000, "EFD_CLOEXEC"), (0x800, "EFD_NONBLOCK")]);

/// Flags of timerfd_create(2), timerfd_settime(2).
pub static TIMERFD: FlagSet = FlagSet::bits(
    "TFD_???",
    &[(1, "TFD_TIMER_ABSTIME"), (2, "TFD_TIMER_CANCEL_ON_SET"), (0x80000, "TFD_CLOEXEC"), (0x800, "TFD_NONBLOCK")],
);

/// Flags of inotify_init1(2).
pub static INOTIFY_INIT: FlagSet = FlagSet::bits("IN_???", &[(0x800, "IN_NONBLOCK"), (0x80000, "IN_CLOEXEC")]);

/// Events of inotify_add_watch(2).
pub static INOTIFY_MASK: FlagSet = FlagSet::bits(
    "IN_???",
    &[
        (1, "IN_ACCESS"),
        (2, "IN_MODIFY"),
        (4, "IN_ATTRIB"),
        (8, "IN_CLOSE_WRITE"),
        (0x10, "IN_CLOSE_NOWRITE"),
        (0x20, "IN_OPEN"),
        (0x40, "IN_MOVED_FROM"),
        (0x80, "IN_MOVED_TO"),
        (0x100, "IN_CREATE"),
        (0x200, "IN_DELETE"),
        (0x400, "IN_DELETE_SELF"),
        (0x800, "IN_MOVE_SELF"),
        (0x2000, "IN_UNMOUNT"),
        (0x4000, "IN_Q_OVERFLOW"),
        (0x8000, "IN_IGNORED"),
        (0x1000000, "IN_ONLYDIR"),
        (0x2000000, "IN_DONT_FOLLOW"),
        (0x4000000, "IN_EXCL_UNLINK"),
        (0x10000000, "IN_MASK_CREATE"),
        (0x20000000, "IN_MASK_ADD"),
        (0x40000000, "IN_ISDIR"),
        (0x80000000, "IN_ONESHOT"),
    ],
);

/// Class and flags of fanotify_init(2).
pub static FANOTIFY_INIT: FlagSet = FlagSet::mixed(
    "FAN_???",
    0xc,
    &[(0, "FAN_CLASS_NOTIF"), (4, "FAN_CLASS_CONTENT"), (8, "FAN_CLASS_PRE_CONTENT")],
    &[
        (1, "FAN_CLOEXEC"),
        (2, "FAN_NONBLOCK"),
        (0x10, "FAN_UNLIMITED_QUEUE"),
        (0x20, "FAN_UNLIMITED_MARKS"),
        (0x40, "FAN_ENABLE_AUDIT"),
        (0x80, "FAN_REPORT_PIDFD"),
        (0x100, "FAN_REPORT_TID"),
        (0x200, "FAN_REPORT_FID"),
        (0x400, "FAN_REPORT_DIR_FID"),
        (0x800, "FAN_REPORT_NAME"),
        (0x1000, "FAN_REPORT_TARGET_FID"),
        (0x2000, "FAN_REPORT_FD_ERROR"),
        (0x4000, "FAN_REPORT_MNT"),
    ],
)
.apart("FAN_CLASS_???");

/// Flags of fanotify_mark(2).
pub static FANOTIFY_MARK: FlagSet = FlagSet::bits(
    "FAN_MARK_???",
    &[
        (1, "FAN_MARK_ADD"),
        (2, "FAN_MARK_REMOVE"),
        (4, "FAN_MARK_DONT_FOLLOW"),
        (8, "FAN_MARK_ONLYDIR"),
        (0x10, "FAN_MARK_MOUNT"),
        (0x20, "FAN_MARK_IGNORED_MASK"),
        (0x40, "FAN_MARK_IGNORED_SURV_MODIFY"),
        (0x80, "FAN_MARK_FLUSH"),
        (0x100, "FAN_MARK_FILESYSTEM"),
        (0x200, "FAN_MARK_EVICTABLE"),
        (0x400, "FAN_MARK_IGNORE"),
    ],
);

/// Events of fanotify_mark(2).
pub static FANOTIFY_EVENTS: FlagSet = FlagSet::bits(
    "FAN_???",
    &[
        (1, "FAN_ACCESS"),
        (2, "FAN_MODIFY"),
        (4, "FAN_ATTRIB"),
        (8, "FAN_CLOSE_WRITE"),
        (0x10, "FAN_CLOSE_NOWRITE"),
        (0x20, "FAN_OPEN"),
        (0x40, "FAN_MOVED_FROM"),
        (0x80, "FAN_MOVED_TO"),
        (0x100, "FAN_CREATE"),
        (0x200, "FAN_DELETE"),
        (0x400, "FAN_DELETE_SELF"),
        (0x800, "FAN_MOVE_SELF"),
        (0x1000, "FAN_OPEN_EXEC"),
        (0x4000, "FAN_Q_OVERFLOW"),
        (0x8000, "FAN_FS_ERROR"),
        (0x10000, "FAN_OPEN_PERM"),
        (0x20000, "FAN_ACCESS_PERM"),
        (0x40000, "FAN_OPEN_EXEC_PERM"),
        (0x80000, "FAN_DIR_MODIFY"),
        (0x40000000, "FAN_ONDIR"),
        (0x8000000, "FAN_EVENT_ON_CHILD"),
        (0x10000000, "FAN_RENAME"),
        (0x100000, "FAN_PRE_ACCESS"),
        (0x1000000, "FAN_MNT_ATTACH"),
        (0x2000000, "FAN_MNT_DETACH"),
    ],
)
.wide();

/// Operation of `struct iocb`.
pub static AIO_CMD: FlagSet = FlagSet::values(
    "IOCB_CMD_???",
    &[
        (0, "IOCB_CMD_PREAD"),
        (1, "IOCB_CMD_PWRITE"),
        (2, "IOCB_CMD_FSYNC"),
        (3, "IOCB_CMD_FDSYNC"),
        (4, "IOCB_CMD_PREADX"),
        (5, "IOCB_CMD_POLL"),
        (6, "IOCB_CMD_NOOP"),
        (7, "IOCB_CMD_PREADV"),
        (8, "IOCB_CMD_PWRITEV"),
    ],
);

/// Flags of io_uring_enter(2).
pub static IO_URING_ENTER: FlagSet = FlagSet::bits(
    "IORING_ENTER_???",
    &[
        (1, "IORING_ENTER_GETEVENTS"),
        (2, "IORING_ENTER_SQ_WAKEUP"),
        (4, "IORING_ENTER_SQ_WAIT"),
        (8, "IORING_ENTER_EXT_ARG"),
        (0x10, "IORING_ENTER_REGISTERED_RING"),
        (0x20, "IORING_ENTER_ABS_TIMER"),
        (0x40, "IORING_ENTER_EXT_ARG_REG"),
        (0x80, "IORING_ENTER_NO_IOWAIT"),
    ],
);

/// Flags of io_uring_setup(2).
pub static IO_URING_SETUP: FlagSet = FlagSet::bits(
    "IORING_SETUP_???",
    &[
        (1, "IORING_SETUP_IOPOLL"),
        (2, "IORING_SETUP_SQPOLL"),
        (4, "IORING_SETUP_SQ_AFF"),
        (8, "IORING_SETUP_CQSIZE"),
        (0x10, "IORING_SETUP_CLAMP"),
        (0x20, "IORING_SETUP_ATTACH_WQ"),
        (0x40, "IORING_SETUP_R_DISABLED"),
        (0x80, "IORING_SETUP_SUBMIT_ALL"),
        (0x100, "IORING_SETUP_COOP_TASKRUN"),
        (0x200, "IORING_SETUP_TASKRUN_FLAG"),
        (0x400, "IORING_SETUP_SQE128"),
        (0x800, "IORING_SETUP_CQE32"),
        (0x1000, "IORING_SETUP_SINGLE_ISSUER"),
        (0x2000, "IORING_SETUP_DEFER_TASKRUN"),
        (0x4000, "IORING_SETUP_NO_MMAP"),
        (0x8000, "IORING_SETUP_REGISTERED_FD_ONLY"),
        (0x10000, "IORING_SETUP_NO_SQARRAY"),
        (0x20000, "IORING_SETUP_HYBRID_IOPOLL"),
        (0x40000, "IORING_SETUP_CQE_MIXED"),
    ],
);

/// Features that io_uring_setup(2) tells.
pub static IO_URING_FEATURES: FlagSet = FlagSet::bits(
    "IORING_FEAT_???",
    &[
        (1, "IORING_FEAT_SINGLE_MMAP"),
        (2, "IORING_FEAT_NODROP"),
        (4, "IORING_FEAT_SUBMIT_STABLE"),
        (8, "IORING_FEAT_RW_CUR_POS"),
        (0x10, "IORING_FEAT_CUR_PERSONALITY"),
        (0x20, "IORING_FEAT_FAST_POLL"),
        (0x40, "IORING_FEAT_POLL_32BITS"),
        (0x80, "IORING_FEAT_SQPOLL_NONFIXED"),
        (0x100, "IORING_FEAT_EXT_ARG"),
        (0x200, "IORING_FEAT_NATIVE_WORKERS"),
        (0x400, "IORING_FEAT_RSRC_TAGS"),
        (0x800, "IORING_FEAT_CQE_SKIP"),
        (0x1000, "IORING_FEAT_LINKED_FILE"),
        (0x2000, "IORING_FEAT_REG_REG_RING"),
        (0x4000, "IORING_FEAT_RECVSEND_BUNDLE"),
        (0x8000, "IORING_FEAT_MIN_TIMEOUT"),
        (0x10000, "IORING_FEAT_RW_ATTR"),
        (0x20000, "IORING_FEAT_NO_IOWAIT"),
    ],
);

/// Operation of io_uring_register(2).
pub static IO_URING_REGISTER: FlagSet = FlagSet::values(
    "IORING_REGISTER_???",
    &[
        (0, "IORING_REGISTER_BUFFERS"),
        (1, "IORING_UNREGISTER_BUFFERS"),
        (2, "IORING_REGISTER_FILES"),
        (3, "IORING_UNREGISTER_FILES"),
        (4, "IORING_REGISTER_EVENTFD"),
        (5, "IORING_UNREGISTER_EVENTFD"),
        (6, "IORING_REGISTER_FILES_UPDATE"),
        (7, "IORING_REGISTER_EVENTFD_ASYNC"),
        (8, "IORING_REGISTER_PROBE"),
        (9, "IORING_REGISTER_PERSONALITY"),
        (10, "IORING_UNREGISTER_PERSONALITY"),
        (11, "IORING_REGISTER_RESTRICTIONS"),
        (12, "IORING_REGISTER_ENABLE_RINGS"),
        (13, "IORING_REGISTER_FILES2"),
        (14, "IORING_REGISTER_FILES_UPDATE2"),
        (15, "IORING_REGISTER_BUFFERS2"),
        (16, "IORING_REGISTER_BUFFERS_UPDATE"),
        (17, "IORING_REGISTER_IOWQ_AFF"),
        (18, "IORING_UNREGISTER_IOWQ_AFF"),
        (19, "IORING_REGISTER_IOWQ_MAX_WORKERS"),
        (20, "IORING_REGISTER_RING_FDS"),
        (21, "IORING_UNREGISTER_RING_FDS"),
        (22, "IORING_REGISTER_PBUF_RING"),
        (23, "IORING_UNREGISTER_PBUF_RING"),
        (24, "IORING_REGISTER_SYNC_CANCEL"),
        (25, "IORING_REGISTER_FILE_ALLOC_RANGE"),
        (26, "IORING_REGISTER_PBUF_STATUS"),
        (27, "IORING_REGISTER_NAPI"),
        (28, "IORING_UNREGISTER_NAPI"),
        (29, "IORING_REGISTER_CLOCK"),
        (30, "IORING_REGISTER_CLONE_BUFFERS"),
        (31, "IORING_REGISTER_SEND_MSG_RING"),
        (32, "IORING_REGISTER_ZCRX_IFQ"),
        (33, "IORING_REGISTER_RESIZE_RINGS"),
        (34, "IORING_REGISTER_MEM_REGION"),
        (35, "IORING_REGISTER_QUERY"),
    ],
);

/// Operations of io_uring.
pub static IORING_OP: FlagSet = FlagSet::values(
    "IORING_OP_???",
    &[
        (0, "IORING_OP_NOP"),
        (1, "IORING_OP_READV"),
        (2, "IORING_OP_WRITEV"),
        (3, "IORING_OP_FSYNC"),
        (4, "IORING_OP_READ_FIXED"),
        (5, "IORING_OP_WRITE_FIXED"),
        (6, "IORING_OP_POLL_ADD"),
        (7, "IORING_OP_POLL_REMOVE"),
        (8, "IORING_OP_SYNC_FILE_RANGE"),
        (9, "IORING_OP_SENDMSG"),
        (10, "IORING_OP_RECVMSG"),
        (11, "IORING_OP_TIMEOUT"),
        (12, "IORING_OP_TIMEOUT_REMOVE"),
        (13, "IORING_OP_ACCEPT"),
        (14, "IORING_OP_ASYNC_CANCEL"),
        (15, "IORING_OP_LINK_TIMEOUT"),
        (16, "IORING_OP_CONNECT"),
        (17, "IORING_OP_FALLOCATE"),
        (18, "IORING_OP_OPENAT"),
        (19, "IORING_OP_CLOSE"),
        (20, "IORING_OP_FILES_UPDATE"),
        (21, "IORING_OP_STATX"),
        (22, "IORING_OP_READ"),
        (23, "IORING_OP_WRITE"),
        (24, "IORING_OP_FADVISE"),
        (25, "IORING_OP_MADVISE"),
        (26, "IORING_OP_SEND"),
        (27, "IORING_OP_RECV"),
        (28, "IORING_OP_OPENAT2"),
        (29, "IORING_OP_EPOLL_CTL"),
        (30, "IORING_OP_SPLICE"),
        (31, "IORING_OP_PROVIDE_BUFFERS"),
        (32, "IORING_OP_REMOVE_BUFFERS"),
        (33, "IORING_OP_TEE"),
        (34, "IORING_OP_SHUTDOWN"),
        (35, "IORING_OP_RENAMEAT"),
        (36, "IORING_OP_UNLINKAT"),
        (37, "IORING_OP_MKDIRAT"),
        (38, "IORING_OP_SYMLINKAT"),
        (39, "IORING_OP_LINKAT"),
        (40, "IORING_OP_MSG_RING"),
        (41, "IORING_OP_FSETXATTR"),
        (42, "IORING_OP_SETXATTR"),
        (43, "IORING_OP_FGETXATTR"),
        (44, "IORING_OP_GETXATTR"),
        (45, "IORING_OP_SOCKET"),
        (46, "IORING_OP_URING_CMD"),
    ],
);

/// Flags of `struct iocb`.
pub static IOCB_FLAG: FlagSet = FlagSet::bits("IOCB_FLAG_???", &[(1, "IOCB_FLAG_RESFD"), (2, "IOCB_FLAG_IOPRIO")]);
