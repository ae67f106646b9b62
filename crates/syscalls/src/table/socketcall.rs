//! socketcall(2): on i386 all calls on sockets by one number, their arguments in memory. Each is recorded as the call that
//! it stands for, which has a number of its own since Linux 4.3.

use crate::Abi;

/// `socketcall` in arch/x86/entry/syscalls/syscall_32.tbl.
const SOCKETCALL: i32 = 102;

/// By the first argument (`SYS_SOCKET` and so on of linux/net.h, from 1): the number of the call that it stands for, and
/// how many words of arguments are in memory. `accept`, `send` and `recv` stand for `accept4`, `sendto` and `recvfrom`
/// without the last arguments, which are 0.
const CALLS: [(i32, usize); 20] = [
    (359, 3), // socket
    (361, 3), // bind
    (362, 3), // connect
    (363, 2), // listen
    (364, 3), // accept
    (367, 3), // getsockname
    (368, 3), // getpeername
    (360, 4), // socketpair
    (369, 4), // send
    (371, 4), // recv
    (369, 6), // sendto
    (371, 6), // recvfrom
    (373, 2), // shutdown
    (366, 5), // setsockopt
    (365, 5), // getsockopt
    (370, 3), // sendmsg
    (372, 3), // recvmsg
    (364, 4), // accept4
    (337, 5), // recvmmsg
    (345, 4), // sendmmsg
];

/// What a call stands for, if it is a `socketcall` that the kernel knows: the number, and the size in words of the array
/// of arguments that argument 1 points to.
pub fn socketcall(abi: Abi, nr: i32, args: &[u64; 6]) -> Option<(i32, usize)> {
    let index = usize::try_from(args[0].checked_sub(1)?).ok()?;
    CALLS.get(index).copied().filter(|_| abi == Abi::I386 && nr == SOCKETCALL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{lookup, name};

    fn stands_for(call: u64) -> Option<(String, usize)> {
        let (nr, words) = socketcall(Abi::I386, SOCKETCALL, &[call, 0x1000, 0, 0, 0, 0])?;
        Some((name(Abi::I386, nr).into_owned(), words))
    }

    #[test]
    fn each_value_stands_for_a_call_of_its_own() {
        let names: Vec<String> = (1..=20).filter_map(stands_for).map(|(name, _)| name).collect();
        let expected = "socket bind connect listen accept4 getsockname getpeername socketpair sendto recvfrom sendto \
            recvfrom shutdown setsockopt getsockopt sendmsg recvmsg accept4 recvmmsg sendmmsg";
        assert_eq!(names, expected.split_whitespace().collect::<Vec<_>>());
        assert_eq!((stands_for(0), stands_for(21), stands_for(u64::MAX)), (None, None, None));
    }

    #[test]
    fn no_more_words_are_read_than_the_call_takes() {
        for call in 1..=20 {
            let (nr, words) = socketcall(Abi::I386, SOCKETCALL, &[call, 0, 0, 0, 0, 0]).unwrap_or_default();
            let takes = lookup(Abi::I386, nr).map(|call| call.signature.args.len());
            assert!(takes.is_some_and(|takes| words <= takes), "{call}");
        }
    }

    #[test]
    fn other_calls_stand_for_themselves() {
        assert_eq!(socketcall(Abi::I386, 4, &[1; 6]), None);
        assert_eq!(socketcall(Abi::X86_64, SOCKETCALL, &[1; 6]), None);
    }
}
