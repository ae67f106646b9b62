//! Commands of the System V IPC calls. `IPC_64` (0x100), which old libraries add, does not select.

use super::*;

/// By `cmd` of shmctl(2).
pub(super) const SHMCTL: &[Variant] = variants! {
    { shmid: Int, cmd: Flags(&flags::SHMCTL) }
    0 IPC_RMID (buf: Addr);
    1 IPC_SET (buf: Struct(&structs::SHMID_DS, In));
    2 IPC_STAT (buf: Struct(&structs::SHMID_DS, Out));
    3 IPC_INFO (buf: Struct(&structs::SHMINFO, Out));
    11 SHM_LOCK (buf: Addr);
    12 SHM_UNLOCK (buf: Addr);
    13 SHM_STAT (buf: Struct(&structs::SHMID_DS, Out));
    14 SHM_INFO (buf: Struct(&structs::SHM_INFO, Out));
    15 SHM_STAT_ANY (buf: Struct(&structs::SHMID_DS, Out));
};

/// By `cmd` of msgctl(2).
pub(super) const MSGCTL: &[Variant] = variants! {
    { msqid: Int, cmd: Flags(&flags::MSGCTL) }
    0 IPC_RMID (buf: Addr);
    1 IPC_SET (buf: Struct(&structs::MSQID_DS, In));
    2 IPC_STAT (buf: Struct(&structs::MSQID_DS, Out));
    3 IPC_INFO (buf: Struct(&structs::MSGINFO, Out));
    11 MSG_STAT (buf: Struct(&structs::MSQID_DS, Out));
    12 MSG_INFO (buf: Struct(&structs::MSGINFO, Out));
    13 MSG_STAT_ANY (buf: Struct(&structs::MSQID_DS, Out));
};

/// By `cmd` of semctl(2).
pub(super) const SEMCTL: &[Variant] = variants! {
    { semid: Int, semnum: Int, cmd: Flags(&flags::SEMCTL) }
    0 IPC_RMID (arg: Addr);
    1 IPC_SET (arg: Struct(&structs::SEMID_DS, In));
    2 IPC_STAT (arg: Struct(&structs::SEMID_DS, Out));
    3 IPC_INFO (arg: Struct(&structs::SEMINFO, Out));
    11 GETPID (arg: Addr) -> Pid;
    12 GETVAL (arg: Addr);
    14 GETNCNT (arg: Addr);
    15 GETZCNT (arg: Addr);
    16 SETVAL (arg: Addr);
    18 SEM_STAT (arg: Struct(&structs::SEMID_DS, Out));
    19 SEM_INFO (arg: Struct(&structs::SEMINFO, Out));
    20 SEM_STAT_ANY (arg: Struct(&structs::SEMID_DS, Out));
};
