//! A ring for each processor.

use std::os::fd::{AsFd, AsRawFd};

use aya::maps::{Map, MapData, RingBuf};

use crate::Error;
use crate::command::command;

/// `BPF_MAP_TYPE_RINGBUF` and bpf(2) commands (include/uapi/linux/bpf.h).
const RINGBUF: u32 = 27;
const BPF_MAP_UPDATE_ELEM: libc::c_long = 2;
const BPF_MAP_UPDATE_BATCH: libc::c_long = 26;

/// `union bpf_attr` for BPF_MAP_UPDATE_ELEM.
#[repr(C)]
struct Element {
    map_fd: u32,
    pad: u32,
    key: u64,
    value: u64,
    flags: u64,
}

/// The same for BPF_MAP_UPDATE_BATCH.
#[repr(C)]
#[derive(Default)]
struct Batch {
    in_batch: u64,
    out_batch: u64,
    keys: u64,
    values: u64,
    count: u32,
    map_fd: u32,
    elem_flags: u64,
    flags: u64,
}

/// Makes rings of `size` bytes, one for each place of `table`. Programs that are being loaded know that one by its
/// descriptor: it has to stay open.
pub(crate) fn rings(table: &MapData, processors: u32, size: u32) -> Result<Vec<RingBuf<MapData>>, Error> {
    let refused = |error| Error::refused("ring buffer", error);
    let ring = |_| {
        let map = aya_obj::Map::new_from_params(RINGBUF, 0, 0, size, 0);
        MapData::create(map, "ring", None).map_err(refused)
    };
    let rings = (0..processors).map(ring).collect::<Result<Vec<_>, _>>()?;
    if put_at_once(table, &rings).is_err() {
        // Linux before 5.19.
        (0..).zip(&rings).try_for_each(|(index, ring)| put(table, index, ring))?;
    }
    rings.into_iter().map(|ring| RingBuf::try_from(Map::RingBuf(ring)).map_err(refused)).collect()
}

/// After an update of a map of maps the kernel waits until no program can see the former one (`maybe_wait_bpf_programs`,
/// kernel/bpf/syscall.c), some 10 ms: for all of them once this way.
fn put_at_once(table: &MapData, rings: &[MapData]) -> Result<(), Error> {
    let values: Vec<u32> = rings.iter().map(fd).collect();
    let keys: Vec<u32> = (0..values.len() as u32).collect();
    let batch = Batch {
        keys: keys.as_ptr().addr() as u64,
        values: values.as_ptr().addr() as u64,
        count: values.len() as u32,
        map_fd: fd(table),
        ..Batch::default()
    };
    // SAFETY: words of 32 and 64 bits without padding; `count` keys and values stand where the addresses say.
    unsafe { command(BPF_MAP_UPDATE_BATCH, &batch, "bpf(BPF_MAP_UPDATE_BATCH)").map(|_| ()) }
}

fn put(table: &MapData, index: u32, ring: &MapData) -> Result<(), Error> {
    let value = fd(ring);
    let (key_at, value_at) = ((&raw const index).addr() as u64, (&raw const value).addr() as u64);
    let element = Element { map_fd: fd(table), pad: 0, key: key_at, value: value_at, flags: 0 };
    // SAFETY: likewise, for one.
    unsafe { command(BPF_MAP_UPDATE_ELEM, &element, "bpf(BPF_MAP_UPDATE_ELEM)").map(|_| ()) }
}

fn fd(map: &MapData) -> u32 {
    map.fd().as_fd().as_raw_fd() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::bpf;

    const BPF_MAP_CREATE: libc::c_long = 0;
    const HASH: u32 = 1;
    const ARRAY_OF_MAPS: u32 = 12;
    const SIZE: u32 = 1 << 12;

    fn map(kind: u32, bytes: u32, entries: u32) -> MapData {
        let map = aya_obj::Map::new_from_params(kind, bytes, bytes, entries, 0);
        MapData::create(map, "test", None).expect("this test needs CAP_BPF")
    }

    fn table(places: u32) -> MapData {
        let inner = map(RINGBUF, 0, SIZE);
        // Type, sizes of key and value, entries, flags, the map that those in it are like.
        let attr = [ARRAY_OF_MAPS, 4, 4, places, 0, fd(&inner)];
        // SAFETY: words of 32 bits, no address among them.
        let made = unsafe { bpf(BPF_MAP_CREATE, &attr, "bpf(BPF_MAP_CREATE)") };
        MapData::from_fd(made.expect("a table")).expect("what it is")
    }

    #[test]
    fn rings_are_put_into_the_table_either_way() {
        let table = table(3);
        assert_eq!(rings(&table, 3, SIZE).expect("three rings").len(), 3);
        let ring = map(RINGBUF, 0, SIZE);
        put(&table, 2, &ring).expect("its place");
        assert!(put(&table, 3, &ring).is_err(), "there is no such place");
        assert!(put_at_once(&table, &[ring, map(HASH, 4, 1)]).is_err(), "that is no ring");
    }
}
