//! Which argument is what: descriptor, path, size, offset. Derived from the kinds of a signature.

use crate::memory::{Record, Status, records, what};
use crate::{Abi, Kind, Signature};

/// Indices of the arguments that fill columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// The first [`Kind::Fd`].
    pub fd: Option<u8>,
    /// The first [`Kind::Fd2`].
    pub fd2: Option<u8>,
    /// The first [`Kind::Path`].
    pub path: Option<u8>,
    /// The [`Kind::DirFd`] nearest before it.
    pub dirfd: Option<u8>,
    /// The first [`Kind::Path2`].
    pub path2: Option<u8>,
    /// The [`Kind::DirFd`] nearest before it.
    pub dirfd2: Option<u8>,
    /// The first [`Kind::PathText`]: fills `path2` as given, not joined with a directory.
    pub path_text: Option<u8>,
    /// The first [`Kind::Size`].
    pub size: Option<u8>,
    /// The first [`Kind::Offset`]; [`Roles::offset`] reads it.
    pub offset: Option<u8>,
    /// The first [`Kind::IoVec`] or [`Kind::MsgHdr`]: the sum of its lengths is what was asked for
    /// ([`Roles::requested`]).
    pub vector: Option<u8>,
    /// The first [`Kind::Sockaddr`].
    pub sockaddr: Option<u8>,
    /// The [`Kind::FdPair`].
    pub fd_pair: Option<u8>,
}

/// The roles of a signature's arguments.
pub fn roles(signature: &Signature) -> Roles {
    let mut roles = Roles::default();
    let mut last_dirfd = None;
    for (arg, index) in signature.args.iter().zip(0u8..) {
        let slot = match arg.kind.bare() {
            Kind::DirFd => {
                last_dirfd = Some(index);
                continue;
            }
            Kind::Path => {
                if roles.path.is_none() {
                    roles.dirfd = last_dirfd.take();
                }
                &mut roles.path
            }
            Kind::Path2 => {
                if roles.path2.is_none() {
                    roles.dirfd2 = last_dirfd.take();
                }
                &mut roles.path2
            }
            Kind::PathText => &mut roles.path_text,
            Kind::Fd => &mut roles.fd,
            Kind::Fd2 => &mut roles.fd2,
            Kind::Size => &mut roles.size,
            Kind::Offset => &mut roles.offset,
            Kind::IoVec(..) | Kind::MsgHdr(..) => &mut roles.vector,
            Kind::Sockaddr(..) => &mut roles.sockaddr,
            Kind::FdPair => &mut roles.fd_pair,
            _ => continue,
        };
        slot.get_or_insert(index);
    }
    roles
}

impl Roles {
    /// The explicit file position of a transfer, of whose `signature` these are the roles; `None` where it has none.
    ///
    /// On i386 it is split over two arguments ([`Kind::OffsetHigh`]).
    pub fn offset(&self, abi: Abi, signature: &Signature, args: &[u64; 6]) -> Option<i64> {
        let index = usize::from(self.offset?);
        let raw = *args.get(index)?;
        let split = signature.args.get(index + 1).is_some_and(|arg| matches!(arg.kind, Kind::OffsetHigh));
        match (abi, args.get(index + 1)) {
            (Abi::I386, Some(high)) if split => Some((high << 32 | raw & u64::from(u32::MAX)) as i64),
            (Abi::I386, _) => Some(i64::from(raw as i32)),
            _ => Some(raw as i64),
        }
    }

    /// Bytes that a transfer asked for: the sum of an iovec array's lengths, or the size argument. `None` where a call has
    /// neither, and where the array was not captured whole.
    ///
    /// Sums and sizes beyond `i64::MAX`, which the kernel refuses, count as `i64::MAX`.
    #[inline]
    pub fn requested(&self, signature: &Signature, args: &[u64; 6], memory: &[u8]) -> Option<i64> {
        if let Some(vector) = self.vector {
            let record = whole(memory, |record| record.what == vector)?;
            return match signature.args.get(usize::from(vector))?.kind.bare() {
                Kind::IoVec(..) => Some(lengths(&record)),
                _ => {
                    let (address, count) = (number(record.bytes, 16)?, number(record.bytes, 24)?);
                    if address == 0 || count == 0 {
                        return Some(0);
                    }
                    let nested = |other: &Record<'_>| other.what == what::NESTED && other.address == address;
                    whole(memory, nested).map(|array| lengths(&array))
                }
            };
        }
        let size = *args.get(usize::from(self.size?))?;
        Some(i64::try_from(size).unwrap_or(i64::MAX))
    }
}

/// The first record that is meant, if it is complete.
fn whole<'a>(memory: &'a [u8], meant: impl Fn(&Record<'a>) -> bool) -> Option<Record<'a>> {
    records(memory).find(|record| !record.at_exit && meant(record)).filter(|record| record.status == Status::Ok)
}

/// The sum of the lengths in an array of x86_64's `struct iovec`.
fn lengths(array: &Record<'_>) -> i64 {
    let lengths = array.bytes.chunks_exact(16).filter_map(|iovec| number(iovec, 8));
    i64::try_from(lengths.fold(0, u64::saturating_add)).unwrap_or(i64::MAX)
}

fn number(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::table::by_name;

    fn signature(abi: Abi, name: &str) -> &'static Signature {
        &by_name(abi, name).unwrap().1.signature
    }

    fn offset(abi: Abi, signature: &Signature, args: &[u64; 6]) -> Option<i64> {
        roles(signature).offset(abi, signature, args)
    }

    fn requested(signature: &Signature, args: &[u64; 6], memory: &[u8]) -> Option<i64> {
        roles(signature).requested(signature, args, memory)
    }

    fn of(name: &str) -> Roles {
        roles(signature(Abi::X86_64, name))
    }

    fn record(what: u8, address: u64, status: Status, words: &[u64]) -> Vec<u8> {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let mut memory = Vec::new();
        let full_length = bytes.len() as u32;
        let recovered = false;
        Record { what, at_exit: false, status, recovered, full_length, address, bytes: &bytes }.write(&mut memory);
        memory
    }

    #[test]
    fn each_path_is_relative_to_the_directory_before_it() {
        let renameat = Roles { path: Some(1), dirfd: Some(0), path2: Some(3), dirfd2: Some(2), ..Roles::default() };
        assert_eq!(of("renameat"), renameat);
        assert_eq!(of("rename"), Roles { path: Some(0), path2: Some(1), ..Roles::default() });
        let fanotify = Roles { fd: Some(0), path: Some(4), dirfd: Some(3), ..Roles::default() };
        assert_eq!(of("fanotify_mark"), fanotify);
    }

    #[test]
    fn the_text_of_a_link_is_not_relative_to_the_directory_of_the_link() {
        let symlinkat = Roles { path: Some(2), dirfd: Some(1), path_text: Some(0), ..Roles::default() };
        assert_eq!(of("symlinkat"), symlinkat);
    }

    #[test]
    fn a_copy_goes_from_fd_to_fd2() {
        let sendfile = of("sendfile");
        assert_eq!((sendfile.fd, sendfile.fd2, sendfile.size), (Some(1), Some(0), Some(3)));
        let splice = of("splice");
        assert_eq!((splice.fd, splice.fd2, splice.size), (Some(0), Some(2), Some(4)));
    }

    #[test]
    fn positions_are_whole_on_every_abi() {
        let args = [3, 0, 0, 0x9000_0000, 0x1, 0];
        assert_eq!(offset(Abi::X86_64, signature(Abi::X86_64, "pread64"), &args), Some(0x9000_0000));
        assert_eq!(offset(Abi::I386, signature(Abi::I386, "pread64"), &args), Some(0x1_9000_0000));
        assert_eq!(offset(Abi::X86_64, signature(Abi::X86_64, "preadv"), &args), Some(0x9000_0000));
        assert_eq!(offset(Abi::I386, signature(Abi::I386, "preadv"), &args), Some(0x1_9000_0000));
        let negative = [3, 0, 0, u64::MAX, 0, 0];
        assert_eq!(offset(Abi::X86_64, signature(Abi::X86_64, "pread64"), &negative), Some(-1));
        assert_eq!(offset(Abi::X86_64, signature(Abi::X86_64, "read"), &args), None);
    }

    #[test]
    fn a_size_is_what_was_asked_for() {
        let read = signature(Abi::X86_64, "read");
        assert_eq!(requested(read, &[3, 0x1000, 42, 0, 0, 0], &[]), Some(42));
        assert_eq!(requested(read, &[3, 0x1000, u64::MAX, 0, 0, 0], &[]), Some(i64::MAX));
        assert_eq!(requested(signature(Abi::X86_64, "close"), &[3, 0, 0, 0, 0, 0], &[]), None);
    }

    #[test]
    fn the_lengths_of_an_iovec_array_are_added() {
        let (readv, args) = (signature(Abi::X86_64, "readv"), [3, 0x1000, 2, 0, 0, 0]);
        let array = [0x5000, 10, 0x6000, 32];
        assert_eq!(requested(readv, &args, &record(1, 0x1000, Status::Ok, &array)), Some(42));
        assert_eq!(requested(readv, &args, &record(1, 0x1000, Status::Truncated, &array)), None);
        assert_eq!(requested(readv, &args, &record(1, 0x1000, Status::Fault, &array)), None);
        assert_eq!(requested(readv, &args, &[]), None);
        let huge = record(1, 0x1000, Status::Ok, &[1, u64::MAX, 1, u64::MAX]);
        assert_eq!(requested(readv, &args, &huge), Some(i64::MAX));
    }

    #[test]
    fn the_array_of_a_message_is_found_by_its_address() {
        let (sendmsg, args) = (signature(Abi::X86_64, "sendmsg"), [3, 0x1000, 0, 0, 0, 0]);
        let mut memory = record(1, 0x1000, Status::Ok, &[0, 0, 0x3000, 1, 0, 0, 0]);
        assert_eq!(requested(sendmsg, &args, &memory), None, "without its array");
        memory.extend(record(what::NESTED, 0x2000, Status::Ok, &[0, 1]));
        memory.extend(record(what::NESTED, 0x3000, Status::Ok, &[0x5000, 99]));
        assert_eq!(requested(sendmsg, &args, &memory), Some(99));
        let empty = record(1, 0x1000, Status::Ok, &[0; 7]);
        assert_eq!(requested(sendmsg, &args, &empty), Some(0));
    }
}
