//! A ring for each processor.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};

use aya::maps::{Map, MapData, RingBuf};

use crate::Error;
use crate::command::{update, update_all};

/// `BPF_MAP_TYPE_RINGBUF` (include/uapi/linux/bpf.h).
const RINGBUF: u32 = 27;

/// Makes rings of `size` bytes, one for each place of `table`. Programs that are being loaded know that one by its
/// descriptor: it has to stay open.
pub(crate) fn rings(table: BorrowedFd<'_>, processors: u32, size: u32) -> Result<Vec<RingBuf<MapData>>, Error> {
    let rings = (0..processors).map(|_| ring(size)).collect::<Result<Vec<_>, _>>()?;
    if put_at_once(table, &rings).is_err() {
        // Linux before 5.19.
        let placed = (0..).zip(&rings).try_for_each(|(index, ring)| put(table, index, ring));
        placed.map_err(|error| Error::refused("ring buffers", error))?;
    }
    let reader = |ring| RingBuf::try_from(Map::RingBuf(ring)).map_err(|error| Error::refused("ring buffer", error));
    rings.into_iter().map(reader).collect()
}

/// A ring of its own.
pub(crate) fn ring(size: u32) -> Result<MapData, Error> {
    let map = aya_obj::Map::new_from_params(RINGBUF, 0, 0, size, 0);
    MapData::create(map, "ring", None).map_err(|error| Error::refused("ring buffer", error))
}

/// After an update of a map of maps the kernel waits until no program can see the former one (`maybe_wait_bpf_programs`,
/// kernel/bpf/syscall.c), some 10 ms: for all of them once this way.
fn put_at_once(table: BorrowedFd<'_>, rings: &[MapData]) -> io::Result<()> {
    let values: Vec<u32> = rings.iter().map(number).collect();
    let keys: Vec<u32> = (0..values.len() as u32).collect();
    update_all(table, &keys, &values)
}

fn put(table: BorrowedFd<'_>, index: u32, ring: &MapData) -> io::Result<()> {
    update(table, index, &[number(ring)])
}

fn number(map: &MapData) -> u32 {
    map.fd().as_fd().as_raw_fd() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::create_table;

    const SIZE: u32 = 1 << 12;

    #[test]
    fn rings_are_put_into_the_table_either_way() {
        const HASH: u32 = 1;
        let like = ring(SIZE).expect("this test needs CAP_BPF");
        let table = create_table(3, like.fd().as_fd()).expect("a table");
        assert_eq!(rings(table.as_fd(), 3, SIZE).expect("three rings").len(), 3);
        put(table.as_fd(), 2, &like).expect("its place");
        assert!(put(table.as_fd(), 3, &like).is_err(), "there is no such place");
        let other = aya_obj::Map::new_from_params(HASH, 4, 4, 1, 0);
        let other = MapData::create(other, "test", None).expect("a map");
        assert!(put_at_once(table.as_fd(), &[like, other]).is_err(), "that is no ring");
    }
}
