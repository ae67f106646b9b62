//! Sockets: protocols, addresses, received descriptors.

use super::*;

const LOCAL: &[u8] = &[2, 0, 0x1f, 0x90, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
const PEER: &[u8] = &[2, 0, 0, 80, 10, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0];

fn ends(row: &Row<'static>) -> (Option<&'static str>, Option<&'static str>) {
    (row.local_addr, row.peer_addr)
}

fn socket(world: &mut World, fd: i32, domain: i64, kind: i64) -> Row<'static> {
    world.call(100, "socket").args(&[domain, kind, 0]).name(fd, "socket:[1]").mode(0o140_777).ret(fd.into())
}

/// `struct msghdr` with a name and control data.
fn msghdr(name: (u64, u32), control: (u64, u64), flags: u32) -> Vec<u8> {
    let mut bytes = name.0.to_le_bytes().to_vec();
    bytes.extend([name.1, 0].iter().flat_map(|word| word.to_le_bytes()));
    bytes.extend([0x7000, 1, control.0, control.1].iter().flat_map(|word: &u64| word.to_le_bytes()));
    bytes.extend([flags, 0].iter().flat_map(|word| word.to_le_bytes()));
    bytes
}

/// Control data with two descriptors.
fn rights(first: i32, second: i32) -> Vec<u8> {
    let mut bytes = 24u64.to_le_bytes().to_vec();
    bytes.extend([1, 1, first, second].iter().flat_map(|word: &i32| word.to_le_bytes()));
    bytes
}

#[test]
fn a_socket_has_protocol_and_type() {
    let mut world = World::new();
    let row = socket(&mut world, 3, 2, 1 | O_CLOEXEC);
    assert_eq!(
        (row.protocol, row.fd_type, row.path, row.new_fd),
        (Some("TCP"), Some("socket"), Some("socket:[1]"), Some(3))
    );
    assert!(world.descriptors(100)[0].2);
    let row = world.call(100, "write").args(&[3, 0x99, 4]).ret(-32);
    assert_eq!((row.protocol, row.fd_type), (Some("TCP"), Some("socket")));
}

#[test]
fn connecting_gives_a_peer_even_in_the_background() {
    let mut world = World::new();
    for (fd, ret) in [(3, 0), (4, -115)] {
        socket(&mut world, fd, 2, 1);
        let row = world.call(100, "connect").args(&[fd.into(), 0, 16]).input(1, PEER).ret(ret);
        assert_eq!(ends(&row), (None, Some("10.0.0.7:80")));
        let row = world.call(100, "write").args(&[fd.into(), 0x99, 4]).ret(4);
        assert_eq!(ends(&row), (None, Some("10.0.0.7:80")));
    }
}

#[test]
fn a_refused_connection_names_its_peer_only_itself() {
    let mut world = World::new();
    socket(&mut world, 3, 2, 1);
    let row = world.call(100, "connect").args(&[3, 0, 16]).input(1, PEER).ret(-111);
    assert_eq!(ends(&row), (None, Some("10.0.0.7:80")));
    assert_eq!(ends(&world.call(100, "close").args(&[3]).ret(0)), (None, None));
}

#[test]
fn an_accepted_socket_has_both_ends() {
    let mut world = World::new();
    socket(&mut world, 3, 2, 1);
    assert_eq!(ends(&world.call(100, "bind").args(&[3, 0, 16]).input(1, LOCAL).ret(0)), (Some("127.0.0.1:8080"), None));
    let call = world.call(100, "accept4").args(&[3, 0, 0, O_CLOEXEC]).output(1, PEER);
    let row = call.name(4, "socket:[2]").mode(0o140_777).ret(4);
    assert_eq!((row.fd, row.new_fd, row.path, row.protocol), (Some(3), Some(4), Some("socket:[1]"), Some("TCP")));
    assert_eq!(ends(&row), (Some("127.0.0.1:8080"), Some("10.0.0.7:80")));
    let row = world.call(100, "read").args(&[4, 0x99, 8]).ret(8);
    assert_eq!((row.path, ends(&row)), (Some("socket:[2]"), (Some("127.0.0.1:8080"), Some("10.0.0.7:80"))));
    assert_eq!(ends(&world.call(100, "listen").args(&[3, 5]).ret(0)), (Some("127.0.0.1:8080"), None));
    world.call(100, "close").args(&[4]).ret(0);
    assert_eq!(ends(world.last_of("fd")), (Some("127.0.0.1:8080"), Some("10.0.0.7:80")));
}

#[test]
fn a_port_that_the_kernel_chooses_is_known_once_somebody_asked() {
    const ANY: &[u8] = &[2, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    let mut world = World::new();
    socket(&mut world, 3, 2, 1);
    let row = world.call(100, "bind").args(&[3, 0, 16]).input(1, ANY).ret(0);
    assert_eq!(ends(&row), (Some("127.0.0.1:0"), None));
    assert_eq!(ends(&world.call(100, "listen").args(&[3, 5]).ret(0)), (None, None));
    world.call(100, "getsockname").args(&[3]).output(1, LOCAL).ret(0);
    assert_eq!(ends(&world.call(100, "listen").args(&[3, 5]).ret(0)), (Some("127.0.0.1:8080"), None));
}

#[test]
fn what_the_kernel_tells_of_the_ends_is_kept() {
    let mut world = World::new();
    socket(&mut world, 3, 2, 1);
    world.call(100, "getsockname").args(&[3]).output(1, LOCAL).ret(0);
    world.call(100, "getpeername").args(&[3]).output(1, PEER).ret(0);
    let row = world.call(100, "shutdown").args(&[3, 2]).ret(0);
    assert_eq!(ends(&row), (Some("127.0.0.1:8080"), Some("10.0.0.7:80")));
}

#[test]
fn a_pair_of_sockets_speaks_the_protocol_asked_for() {
    let mut world = World::new();
    let pair = [5i32.to_le_bytes(), 6i32.to_le_bytes()].concat();
    let call = world.call(100, "socketpair").args(&[1, 5, 0]).output(3, &pair);
    let row = call.name(5, "socket:[5]").name(6, "socket:[6]").ret(0);
    assert_eq!((row.new_fd, row.new_fd2, row.protocol), (Some(5), Some(6), Some("UNIX")));
    assert_eq!(world.call(100, "read").args(&[6, 0x99, 1]).ret(1).protocol, Some("UNIX"));
}

#[test]
fn datagrams_name_their_peer_for_their_own_row() {
    let mut world = World::new();
    socket(&mut world, 3, 2, 2);
    let row = world.call(100, "sendto").args(&[3, 0x99, 4, 0, 0, 16]).input(4, PEER).ret(4);
    assert_eq!((ends(&row), row.bytes, row.requested), ((None, Some("10.0.0.7:80")), Some(4), Some(4)));
    let row = world.call(100, "recvfrom").args(&[3, 0x99, 64]).output(4, LOCAL).ret(9);
    assert_eq!((ends(&row), row.bytes), ((None, Some("127.0.0.1:8080")), Some(9)));
    let message = msghdr((0x8000, 16), (0, 0), 0);
    let row = world.call(100, "sendmsg").args(&[3]).input(1, &message).nested(false, 0x8000, PEER).ret(4);
    assert_eq!(ends(&row), (None, Some("10.0.0.7:80")));
    assert_eq!(ends(&world.call(100, "listen").args(&[3, 5]).ret(0)), (None, None));
}

#[test]
fn descriptors_are_received_in_control_data() {
    let mut world = World::new();
    socket(&mut world, 3, 1, 1);
    let message = msghdr((0, 0), (0x9000, 24), 0x4000_0000);
    let call = world.call(100, "recvmsg").args(&[3]).output(1, &message).nested(true, 0x9000, &rights(7, 8));
    let row = call.name(7, "/data/x").name(8, "pipe:[9]").mode(REGULAR).ret(1);
    assert_eq!((row.fd, row.path, row.bytes), (Some(3), Some("socket:[1]"), Some(1)));
    assert_eq!(world.descriptors(100)[1..], [(7, "/data/x".to_owned(), true), (8, "pipe:[9]".to_owned(), true)]);
    assert_eq!(world.call(100, "fstat").args(&[8]).ret(0).fd_type, Some("pipe"));
    world.finish();
    let received: Vec<_> =
        world.rows_of("fd").iter().filter(|row| row.origin == Some("received")).map(|row| row.fd).collect();
    assert_eq!(received, [Some(7), Some(8)]);
}

#[test]
fn control_data_from_before_the_call_gives_nothing() {
    let mut world = World::new();
    socket(&mut world, 3, 1, 1);
    let message = msghdr((0, 0), (0x9000, 24), 0);
    let call = world.call(100, "recvmsg").args(&[3]).input(1, &message).nested(false, 0x9000, &rights(7, 8));
    call.output(1, &msghdr((0, 0), (0x9000, 0), 0)).ret(1);
    assert_eq!(world.numbers(100), [3]);
}

#[test]
fn an_array_of_messages_is_counted_in_bytes() {
    let mut world = World::new();
    socket(&mut world, 3, 1, 2);
    let mut array = Vec::new();
    for length in [10u64, 32, 99] {
        array.extend(msghdr((0, 0), (0, 0), 0));
        array.extend(length.to_le_bytes());
    }
    let row = world.call(100, "recvmmsg").args(&[3, 0, 3]).output(1, &array).ret(2);
    assert_eq!((row.ret, row.bytes), (Some(2), Some(42)));
    world.finish();
    assert_eq!(world.last_of("fd").bytes_read, Some(42));
}
