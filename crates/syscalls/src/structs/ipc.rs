//! System V IPC and POSIX message queues.

use super::{Change, Field, Show, StructDef, field};
use crate::flags;

/// `struct ipc_perm`, what a program may set of it.
static PERM_SET: StructDef = StructDef::new("ipc_perm", 48, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[Field::new("uid", 4, 4, Show::Id), Field::new("gid", 8, 4, Show::Id), Field::new("mode", 20, 4, Show::Octal)],
    );
});

/// `struct ipc_perm`, all of it.
static PERM: StructDef = StructDef::new("ipc_perm", 48, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("uid", 4, 4, Show::Id),
            Field::new("gid", 8, 4, Show::Id),
            Field::new("mode", 20, 4, Show::Octal),
            Field::new("key", 0, 4, Show::Uint),
            Field::new("cuid", 12, 4, Show::Id),
            Field::new("cgid", 16, 4, Show::Id),
        ],
    );
});

/// `struct shmid_ds` (shmctl(2)); a program sets its permissions only.
pub static SHMID_DS: StructDef = StructDef::new("shmid_ds", 112, |printer, bytes| {
    field::print(printer, bytes, &[Field::new("shm_perm", 0, 48, Show::Struct(&PERM_SET))]);
})
.change(Change::As(|printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("shm_perm", 0, 48, Show::Struct(&PERM)),
            Field::new("shm_segsz", 48, 8, Show::Uint),
            Field::new("shm_cpid", 80, 4, Show::Int),
            Field::new("shm_lpid", 84, 4, Show::Int),
            Field::new("shm_nattch", 88, 8, Show::Uint),
            Field::new("shm_atime", 56, 8, Show::Uint),
            Field::new("shm_dtime", 64, 8, Show::Uint),
            Field::new("shm_ctime", 72, 8, Show::Uint),
        ],
    );
}));

/// `struct msqid_ds` (msgctl(2)); a program sets its permissions and size only.
pub static MSQID_DS: StructDef = StructDef::new("msqid_ds", 120, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[Field::new("msg_perm", 0, 48, Show::Struct(&PERM_SET)), Field::new("msg_qbytes", 88, 8, Show::Uint)],
    );
})
.change(Change::As(|printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("msg_perm", 0, 48, Show::Struct(&PERM)),
            Field::new("msg_stime", 48, 8, Show::Uint),
            Field::new("msg_rtime", 56, 8, Show::Uint),
            Field::new("msg_ctime", 64, 8, Show::Uint),
            Field::new("msg_qnum", 80, 8, Show::Uint),
            Field::new("msg_qbytes", 88, 8, Show::Uint),
            Field::new("msg_lspid", 96, 4, Show::Int),
            Field::new("msg_lrpid", 100, 4, Show::Int),
        ],
    );
}));

/// `struct sembuf` (semop(2)).
pub static SEMBUF: StructDef = StructDef::new("sembuf", 6, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("sem_num", 0, 2, Show::Uint),
            Field::new("sem_op", 2, 2, Show::Int),
            Field::new("sem_flg", 4, 2, Show::Flags(&flags::SEMOP)),
        ],
    );
})
.any_abi();

/// `struct mq_attr` (mq_getattr(2)).
pub static MQ_ATTR: StructDef = StructDef::new("mq_attr", 64, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("mq_flags", 0, 8, Show::Flags(&flags::MQ_ATTR)),
            Field::new("mq_maxmsg", 8, 8, Show::Int),
            Field::new("mq_msgsize", 16, 8, Show::Int),
            Field::new("mq_curmsgs", 24, 8, Show::Int),
        ],
    );
});
