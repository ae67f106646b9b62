//! What can go wrong with BPF.

use std::io;

/// Why calls cannot be observed through BPF.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The kernel's type information is missing or malformed (`CONFIG_DEBUG_INFO_BTF`).
    #[error("the kernel's type information (/sys/kernel/btf/vmlinux): {0}")]
    Btf(#[source] io::Error),
    /// The kernel lacks fields of structures, or tracepoints, that the programs cannot do without.
    #[error("this kernel lacks {0}")]
    Lacks(String),
    /// There is no build of the programs for this architecture.
    #[error("there are no BPF programs for this architecture")]
    Architecture,
    /// The kernel refused a map or program for want of privilege (EPERM).
    #[error("{what}: {source}")]
    NotPermitted {
        /// What was refused.
        what: String,
        /// Why.
        source: io::Error,
    },
    /// There is no bpf(2) in this kernel (ENOSYS).
    #[error("{what}: {}", io::Error::from_raw_os_error(libc::ENOSYS))]
    NoBpf {
        /// What was asked for.
        what: String,
    },
    /// The kernel refused it for another reason.
    #[error("{what}: {source}")]
    Refused {
        /// What was refused.
        what: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A system call of ours failed.
    #[error("{call}: {source}")]
    Os {
        /// Which.
        call: &'static str,
        /// Why.
        source: io::Error,
    },
}

impl Error {
    /// From what the loader says, by the errno at the bottom of it.
    pub(crate) fn refused(what: impl Into<String>, error: impl std::error::Error + Send + Sync + 'static) -> Error {
        let what = what.into();
        let mut source: Option<&dyn std::error::Error> = Some(&error);
        while let Some(cause) = source {
            let errno = cause.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error);
            if let Some(known) = errno.and_then(|errno| Error::known(errno, &what)) {
                return known;
            }
            source = cause.source();
        }
        Error::Refused { what, source: Box::new(error) }
    }

    /// From what a system call of ours failed with.
    pub(crate) fn os(call: &'static str, source: io::Error) -> Error {
        source.raw_os_error().and_then(|errno| Error::known(errno, call)).unwrap_or(Error::Os { call, source })
    }

    /// What these errors always mean.
    fn known(errno: i32, what: &str) -> Option<Error> {
        let what = what.to_owned();
        match errno {
            libc::EPERM => Some(Error::NotPermitted { what, source: io::Error::from_raw_os_error(errno) }),
            libc::ENOSYS => Some(Error::NoBpf { what }),
            _ => None,
        }
    }
}
