//! Structures that the BPF programs and the loader share: a mirror of `bpf/layout.h`. A test compares the two.
#![expect(missing_docs, reason = "each item is explained in bpf/layout.h")]

pub use crate::constants::*;

/// A field that the kernel does not have.
pub const ABSENT: u32 = u32::MAX;
/// Plans of one ABI; those of variants stand behind all of them.
pub const CALLS: u32 = 1024;
pub const UNKNOWN_CALL: u32 = 3 * CALLS;
pub const MOST_PLANS: u32 = 8192;
pub const MOST_OPS: u32 = 4096;
pub const MOST_STEPS: usize = 24;
/// One for each operation of io_uring.
pub type Places = [[u16; 32]; 2];
/// What an operation does not have.
pub const NOWHERE: u16 = u16::MAX;
/// Room behind a ring's end.
pub const BEYOND: u32 = 8192;
/// What is put aside.
pub const ASIDE: u32 = 512;
pub type Aside = [[Head; 32]; ASIDE as usize / 32];
/// Of a call, where the time that it did not run is not known.
pub const UNKNOWN_TIME: u64 = u64::MAX;

macro_rules! shared {
    ($($(#[$meta:meta])* $c:literal $name:ident { $($field:ident: $ty:ty,)* })*) => {
        $(
            $(#[$meta])*
            #[repr(C)]
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
            pub struct $name { $(pub $field: $ty,)* }

            // SAFETY: plain numbers in C's layout, without padding: the test below adds up their sizes.
            unsafe impl aya::Pod for $name {}
        )*

        /// Name, size, and the offset and size of each field.
        #[cfg(test)]
        const LAYOUTS: &[(&str, usize, &[(&str, usize, usize)])] = &[$(
            ($c, size_of::<$name>(), &[
                $((stringify!($field), std::mem::offset_of!($name, $field), size_of::<$ty>()),)*
            ]),
        )*];
    };
}

macro_rules! offsets {
    ($($field:ident $structure:literal $path:literal;)*) => {
        /// Where fields of the kernel's structures stand, in bytes.
        #[repr(C)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Offsets { $(pub $field: u32,)* }

        impl Offsets {
            /// Each field, with the structure and the path in it that it is the offset of.
            pub const FIELDS: &'static [(&'static str, &'static str, &'static str)] =
                &[$((stringify!($field), $structure, $path),)*];

            /// Fills in each offset.
            pub fn find(offset: impl Fn(&str, &str) -> Option<u32>) -> Offsets {
                Offsets { $($field: offset($structure, $path).unwrap_or(ABSENT),)* }
            }

            /// The fields that were not found.
            pub fn absent(&self) -> Vec<&'static str> {
                let all = [$((stringify!($field), self.$field),)*];
                all.into_iter().filter(|&(_, offset)| offset == ABSENT).map(|(name, _)| name).collect()
            }
        }

        impl Default for Offsets {
            fn default() -> Offsets {
                Offsets { $($field: ABSENT,)* }
            }
        }

        // SAFETY: numbers of one size.
        unsafe impl aya::Pod for Offsets {}
    };
}

offsets! {
    task_thread_info_status "task_struct" "thread_info.status";
    task_thread_pid "task_struct" "thread_pid";
    task_group_leader "task_struct" "group_leader";
    task_state "task_struct" "__state";
    task_flags "task_struct" "flags";
    task_jobctl "task_struct" "jobctl";
    task_pending "task_struct" "pending.signal";
    task_signal "task_struct" "signal";
    task_files "task_struct" "files";
    task_fs "task_struct" "fs";
    task_mm "task_struct" "mm";
    task_cred "task_struct" "cred";
    task_comm "task_struct" "comm";
    task_exit_code "task_struct" "exit_code";
    task_utime "task_struct" "utime";
    task_stime "task_struct" "stime";
    signal_group_exec_task "signal_struct" "group_exec_task";
    signal_group_exit_code "signal_struct" "group_exit_code";
    signal_flags "signal_struct" "flags";
    signal_live "signal_struct" "live";
    signal_maxrss "signal_struct" "maxrss";
    pid_level "pid" "level";
    pid_numbers "pid" "numbers";
    upid_nr "upid" "nr";
    upid_ns "upid" "ns";
    pidns_inum "pid_namespace" "ns.inum";
    cred_euid "cred" "euid";
    cred_egid "cred" "egid";
    binprm_filename "linux_binprm" "filename";
    mm_exe_file "mm_struct" "exe_file";
    mm_arg_start "mm_struct" "arg_start";
    mm_arg_end "mm_struct" "arg_end";
    files_fdt "files_struct" "fdt";
    fdtable_max_fds "fdtable" "max_fds";
    fdtable_fd "fdtable" "fd";
    fs_pwd "fs_struct" "pwd";
    file_path "file" "f_path";
    file_inode "file" "f_inode";
    path_mnt "path" "mnt";
    path_dentry "path" "dentry";
    vfsmount_root "vfsmount" "mnt_root";
    mount_mnt "mount" "mnt";
    mount_parent "mount" "mnt_parent";
    mount_mountpoint "mount" "mnt_mountpoint";
    dentry_parent "dentry" "d_parent";
    dentry_name "dentry" "d_name.name";
    dentry_hash_pprev "dentry" "d_hash.pprev";
    inode_mode "inode" "i_mode";
    inode_rdev "inode" "i_rdev";
    inode_ino "inode" "i_ino";
    inode_sb "inode" "i_sb";
    sb_magic "super_block" "s_magic";
}

shared! {
    "config" Config {
        at: Offsets,
        upid_size: u32,
        scope: u32,
        self_: u32,
        pid_namespace: u32,
        follow: u32,
        owner: u32,
        sched: u32,
        cgroup_level: u32,
        cgroup: u64,
        ordinary_below: u32,
        wake_above: u32,
        min_duration: u64,
        failed_only: u32,
        data_limit: u32,
        loads: u32,
        ring_size: u32,
        socketcall_nr: [u16; 24],
        socketcall_words: [u16; 24],
        uring: Uring,
    }
    "uring" Uring {
        form: u32,
        operation: u32,
        flags: u32,
        cqe: u32,
        ring: u32,
        pad: u32,
        repeats: u64,
        makes: u64,
        fd_at: Places,
        slot_at: Places,
    }
    "plan" Plan {
        selector_mask: u64,
        flags: u16,
        selector_arg: u8,
        made_arg: u8,
        enter_first: u16,
        enter_count: u16,
        exit_first: u16,
        exit_count: u16,
        pad: u32,
    }
    "variant_key" VariantKey {
        value: u64,
        plan: u32,
        pad: u32,
    }
    "op" Op {
        kind: u8,
        arg: u8,
        what: u8,
        when: u8,
        len_kind: u8,
        len_arg: u8,
        number: u8,
        only: u8,
        size: u32,
        limit: u32,
        offset: u32,
        less: u32,
        unit: u32,
        then_first: u16,
        then_count: u16,
        stride: u32,
        only_arg: u8,
        flags: u8,
        pad: u16,
        only_mask: u64,
        only_value: u64,
        also: u8,
        also_arg: u8,
        pad2: u16,
        pad3: u32,
        also_mask: u64,
        also_value: u64,
    }
    "cpu" Cpu {
        epoch: u64,
        produced: u64,
        beyond: u64,
        lost_since: u64,
        lost_calls: u32,
        lost_others: u32,
        woken_at: u64,
        nested: u32,
        lost_aside: u32,
        put_aside: u64,
        consumed: u64,
        taken_aside: u64,
        pad: [u64; 6],
        aside: Aside,
    }
    "totals" Totals {
        live: u64,
        no_storage: u64,
    }
    "head" Head {
        kind: u8,
        flags: u8,
        cpu: u16,
        tid: u32,
        ts: u64,
    }
    "piece" Piece {
        what: u8,
        flags: u8,
        pad: u16,
        length: u32,
        full_length: u32,
        pad2: u32,
        address: u64,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::btf::Btf;

    /// The section of an ELF file (elf(5)) with this name.
    fn section<'a>(elf: &'a [u8], name: &str) -> &'a [u8] {
        let u16_at = |at: usize| usize::from(u16::from_le_bytes(*elf[at..].first_chunk().unwrap()));
        let u64_at = |at: usize| u64::from_le_bytes(*elf[at..].first_chunk().unwrap()) as usize;
        let u32_at = |at: usize| u32::from_le_bytes(*elf[at..].first_chunk().unwrap()) as usize;
        let (headers, size, count, names) = (u64_at(0x28), u16_at(0x3a), u16_at(0x3c), u16_at(0x3e));
        let range = |index: usize| {
            let at = headers + index * size;
            u64_at(at + 0x18)..u64_at(at + 0x18) + u64_at(at + 0x20)
        };
        let names = &elf[range(names)];
        let found = (0..count).find(|index| {
            let text = &names[u32_at(headers + index * size)..];
            text.split(|&byte| byte == 0).next() == Some(name.as_bytes())
        });
        &elf[range(found.unwrap())]
    }

    #[test]
    fn the_mirror_is_true() {
        let btf = Btf::parse(section(crate::object::OBJECT, ".BTF")).unwrap();
        for (c, size, fields) in LAYOUTS {
            assert_eq!(btf.size(c), Some(*size as u32), "size of struct {c}");
            assert_eq!(fields.iter().map(|(_, _, size)| size).sum::<usize>(), *size, "padding in struct {c}");
            for (field, offset, _) in *fields {
                let path = match *field {
                    "self_" => "self",
                    "kind" if *c == "head" => "type",
                    other => other,
                };
                assert_eq!(btf.offset(c, path), Some(*offset as u32), "{c}.{field}");
            }
        }
        for (index, (field, ..)) in Offsets::FIELDS.iter().enumerate() {
            assert_eq!(btf.offset("offsets", field), Some(index as u32 * 4), "offsets.{field}");
        }
        assert_eq!(btf.size("offsets"), Some(size_of::<Offsets>() as u32));
    }
}
