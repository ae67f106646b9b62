//! Looking into what was copied of a call's memory.

use trapline_syscalls::Kind;
use trapline_syscalls::memory::{Record, Status, records, what};

use crate::inside::Inside;

/// Both halves of what was copied for one call.
#[derive(Clone, Copy)]
pub(crate) struct Captured<'a> {
    memory: &'a [u8],
    /// Where that of the exit begins.
    exit: usize,
}

impl<'a> Captured<'a> {
    /// Copied at enter up to byte `exit`, and at exit from there on.
    pub(crate) fn both(memory: &'a [u8], exit: usize) -> Captured<'a> {
        Captured { memory, exit: exit.min(memory.len()) }
    }

    pub(crate) fn at_enter(memory: &'a [u8]) -> Captured<'a> {
        Captured { memory, exit: memory.len() }
    }

    pub(crate) fn at_exit(memory: &'a [u8]) -> Captured<'a> {
        Captured { memory, exit: 0 }
    }

    /// All of it.
    pub(crate) fn memory(&self) -> &'a [u8] {
        self.memory
    }

    /// What was copied at enter.
    pub(crate) fn enter(&self) -> &'a [u8] {
        &self.memory[..self.exit]
    }

    fn exit(&self) -> &'a [u8] {
        &self.memory[self.exit..]
    }

    /// The records of both.
    pub(crate) fn records(&self) -> impl Iterator<Item = Record<'a>> {
        records(self.enter()).chain(records(self.exit()))
    }

    /// What the program gave for argument `index`: copied at enter, or at exit if it could not be read before.
    pub(crate) fn input(&self, index: u8) -> Option<Record<'a>> {
        let readable = |record: &Record<'_>| record.what == index && is_readable(record);
        let recovered = |record: &Record<'_>| readable(record) && record.recovered;
        records(self.enter()).find(readable).or_else(|| records(self.exit()).find(recovered))
    }

    /// What the kernel left at argument `index`.
    pub(crate) fn output(&self, index: u8) -> Option<Record<'a>> {
        records(self.exit()).find(|record| record.what == index && !record.recovered)
    }

    /// What a pointer in memory that was copied at enter leads to.
    pub(crate) fn nested_input(&self, address: u64) -> Option<Record<'a>> {
        nested(self.enter(), address)
    }

    /// What a pointer in other captured memory leads to, as the kernel left it.
    pub(crate) fn nested_output(&self, address: u64) -> Option<Record<'a>> {
        nested(self.exit(), address)
    }

    /// The kernel's name of a descriptor.
    pub(crate) fn fd_name(&self, fd: i32) -> Option<&'a [u8]> {
        self.fd_names().find(|&(named, _)| named == fd).map(|(_, name)| name)
    }

    /// Every descriptor that the source gave a name for.
    pub(crate) fn fd_names(&self) -> impl Iterator<Item = (i32, &'a [u8])> {
        let named = records(self.exit()).filter(|record| record.what == what::FD_NAME && !record.bytes.is_empty());
        named.filter_map(|record| Some((i32::try_from(record.address).ok()?, record.bytes)))
    }

    /// The kernel's name of the working directory.
    pub(crate) fn cwd(&self) -> Option<&'a [u8]> {
        records(self.exit())
            .find(|record| record.what == what::CWD && !record.bytes.is_empty())
            .map(|record| record.bytes)
    }

    /// A string argument, whole: one that runs into unmapped memory was none to the kernel either.
    pub(crate) fn string(&self, index: u8) -> Option<Record<'a>> {
        self.input(index).filter(|record| record.status != Status::Fault)
    }

    /// The socket address argument as the kernel left it.
    pub(crate) fn sockaddr_output(&self, inside: &Inside) -> Option<&'a [u8]> {
        self.output(inside.roles.sockaddr?).map(|record| record.bytes)
    }

    /// The socket address argument as the program gave it.
    pub(crate) fn sockaddr_input(&self, inside: &Inside) -> Option<&'a [u8]> {
        self.input(inside.roles.sockaddr?).map(|record| record.bytes)
    }
}

/// Whether anything of it was mapped; a record may be empty because the memory is (an empty string).
fn is_readable(record: &Record<'_>) -> bool {
    record.status != Status::Fault || !record.bytes.is_empty()
}

fn nested(memory: &[u8], address: u64) -> Option<Record<'_>> {
    records(memory).find(|record| record.what == what::NESTED && record.address == address)
}

/// The index of the first argument that is `wanted`.
pub(crate) fn argument(inside: &Inside, wanted: impl Fn(&Kind) -> bool) -> Option<u8> {
    let position = inside.signature.args.iter().position(|arg| wanted(arg.kind.bare()))?;
    u8::try_from(position).ok()
}

/// A little-endian number in captured memory.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// A little-endian number in captured memory.
pub(crate) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
