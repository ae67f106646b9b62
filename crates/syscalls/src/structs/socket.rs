//! Sockets, and memory of other processes.

use super::{Field, Show, StructDef, field, interface};
use crate::decode::sockaddr_text;

/// `struct iovec` of another process (process_vm_readv(2)).
pub static IOVEC: StructDef = StructDef::new("iovec", 16, |printer, bytes| {
    field::print(printer, bytes, &[Field::new("iov_base", 0, 8, Show::Addr), Field::new("iov_len", 8, 8, Show::Uint)]);
});

/// `struct linger` (`SO_LINGER`).
pub static LINGER: StructDef = StructDef::new("linger", 8, |printer, bytes| {
    field::print(printer, bytes, &[Field::new("l_onoff", 0, 4, Show::Int), Field::new("l_linger", 4, 4, Show::Int)]);
});

/// `struct ucred` (`SO_PEERCRED`, `SCM_CREDENTIALS`).
pub static UCRED: StructDef = StructDef::new("ucred", 12, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[Field::new("pid", 0, 4, Show::Int), Field::new("uid", 4, 4, Show::Id), Field::new("gid", 8, 4, Show::Id)],
    );
})
.any_abi();

structures! {
    /// `struct in_pktinfo` (`IP_PKTINFO`, ip(7)).
    IN_PKTINFO "in_pktinfo" 12 any_abi {
        ipi_ifindex 0 4 Show::With(interface);
        ipi_spec_dst 4 4 Show::With(|printer, bytes| printer.inet_addr(bytes));
        ipi_addr 8 4 Show::With(|printer, bytes| printer.inet_addr(bytes));
    }
    /// `struct sock_extended_err` and the address behind it (`IP_RECVERR`, ip(7)).
    SOCK_EE "sock_extended_err" 32 any_abi {
        ee_errno 0 4 Show::Uint;
        ee_origin 4 1 Show::Uint;
        ee_type 5 1 Show::Uint;
        ee_code 6 1 Show::Uint;
        ee_info 8 4 Show::Uint;
        ee_data 12 4 Show::Uint;
        offender 16 16 Show::With(sockaddr_text);
    }
}
