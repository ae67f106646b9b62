//! Calls that change directories, and calls that end sharing.

use trapline_syscalls::Effect;

use crate::exit::Returning;
use crate::name::Name;
use crate::paths::join;
use crate::state::State;

// clone(2), unshare(2).
const CLONE_FS: u64 = 0x200;
const CLONE_FILES: u64 = 0x400;
/// New mount and user namespaces come with directories of their own.
const IMPLY_CLONE_FS: u64 = 0x0002_0000 | 0x1000_0000;

impl State {
    /// chdir, fchdir, setns: to the directory that the kernel names, else to what the call said.
    pub(crate) fn change_directory(&mut self, call: &Returning<'_>) {
        let named = call.captured.cwd().map(Name::of_open_file);
        let said = || match call.inside.signature.effect {
            Effect::Chdir => call.inside.path.get().filter(|path| path.starts_with(b"/")).map(Name::new),
            Effect::Fchdir => self.files.get(call.inside.fd?).name.clone(),
            _ => None,
        };
        let cwd = named.or_else(said);
        // Entering a namespace changes the directory only if it is a mount namespace.
        if cwd.is_some() || call.inside.signature.effect != Effect::Setns {
            self.directories.get_mut(call.directories).cwd = cwd;
        }
    }

    /// chroot, pivot_root. An absolute path is seen from the root so far.
    pub(crate) fn change_root(&mut self, call: &Returning<'_>) {
        let directories = self.directories.get_mut(call.directories);
        let Some(path) = call.inside.path.get() else { return };
        let given = call.inside.roles.path.and_then(|index| call.captured.string(index));
        let mut root = Vec::new();
        match (&directories.root, given) {
            (Some(outer), Some(given)) if given.bytes.starts_with(b"/") => {
                let inner = path.strip_prefix(b"/").unwrap_or(path);
                let inner = if inner.is_empty() { b"." } else { inner };
                join(Some(outer.bytes()), inner, &mut root);
            }
            _ => root.extend_from_slice(path),
        }
        if root.starts_with(b"/") {
            directories.root = Some(Name::new(&root)).filter(|root| root.bytes() != b"/");
        }
        if let Some(cwd) = call.captured.cwd() {
            directories.cwd = Some(Name::of_open_file(cwd));
        }
    }

    pub(crate) fn unshare(&mut self, call: &Returning<'_>) {
        let flags = call.arg(0);
        if flags & CLONE_FILES != 0 {
            self.unshare_table(call.exit.tid, call.exit.ts, |_| true);
        }
        if flags & (CLONE_FS | IMPLY_CLONE_FS) != 0 {
            self.unshare_directories(call.exit.tid);
        }
    }
}
