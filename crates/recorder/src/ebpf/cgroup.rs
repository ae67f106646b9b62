//! A control group (cgroups(7)), as the programs tell it: by its id and its depth.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::{Error, Target};

/// A control group of the hierarchy of version 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cgroup {
    path: PathBuf,
    /// Its id: the inode of its directory.
    pub(super) id: u64,
    /// How many groups are above it.
    pub(super) level: u32,
}

/// A mount of the hierarchy.
#[derive(Debug, PartialEq, Eq)]
struct Mount {
    at: PathBuf,
    /// The group that is seen there, from the root of the namespace.
    root: PathBuf,
}

impl Cgroup {
    /// The control group that is to be recorded, if it is one.
    pub(super) fn of(target: &Target) -> Result<Option<Cgroup>, Error> {
        match target {
            Target::Cgroup(path) => Cgroup::find(path).map(Some),
            Target::Container(id) => Cgroup::of_container(id).map(Some),
            Target::Command(_) | Target::Processes(_) | Target::System => Ok(None),
        }
    }

    /// The control group with this directory; `/system.slice/x` without its mount point means the same.
    fn find(path: &Path) -> Result<Cgroup, Error> {
        let refused = |source| Error::Cgroup { path: path.display().to_string(), source };
        let mounts = mounts(&fs::read_to_string("/proc/self/mountinfo").map_err(refused)?);
        let below = |mount: &Mount| mount.at.join(path.strip_prefix("/").unwrap_or(path));
        let candidates = [path.canonicalize().ok()].into_iter().flatten().chain(mounts.iter().map(below));
        for candidate in candidates {
            let mount = mounts.iter().find_map(|mount| Some((mount, candidate.strip_prefix(&mount.at).ok()?)));
            let Some((mount, inner)) = mount else { continue };
            let Ok(found) = candidate.metadata() else { continue };
            let level = mount.root.components().skip(1).chain(inner.components()).count() as u32;
            return Ok(Cgroup { id: found.ino(), level, path: candidate.clone() });
        }
        Err(refused(io::ErrorKind::NotFound.into()))
    }

    /// The control group of the container whose id begins so: the outermost directory that is named after it, as
    /// container engines do (`docker-ID.scope`, `cri-containerd-ID.scope`, `ID`).
    fn of_container(id: &str) -> Result<Cgroup, Error> {
        /// Shorter beginnings name anything.
        const SHORTEST: usize = 4;
        let text = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        let mut groups: Vec<_> = mounts(&text).into_iter().map(|mount| mount.at).collect();
        let mut found = Vec::new();
        while let Some(group) = groups.pop() {
            for inner in directories(&group) {
                let name = inner.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                if id.len() >= SHORTEST && container_of(name).is_some_and(|of| of.starts_with(id)) {
                    found.push(inner);
                } else {
                    groups.push(inner);
                }
            }
        }
        match found.as_slice() {
            [path] => Cgroup::find(path),
            _ => Err(Error::Container { id: id.to_owned(), found: found.len() }),
        }
    }

    /// The processes in it and in those below it.
    pub(super) fn processes(&self) -> Vec<i32> {
        let mut found = Vec::new();
        let mut groups = vec![self.path.clone()];
        while let Some(group) = groups.pop() {
            let members = fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
            found.extend(members.lines().filter_map(|pid| pid.parse::<i32>().ok()).filter(|&pid| pid > 0));
            groups.extend(directories(&group));
        }
        found
    }
}

/// The groups right below one.
fn directories(group: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = fs::read_dir(group).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path())
}

/// The container's id in the name of a group: what is left of it between a prefix and `.scope`, if that can be one.
fn container_of(name: &str) -> Option<&str> {
    /// Engines shorten an id to 12 digits, but not in these names.
    const LEAST: usize = 12;
    let name = name.strip_suffix(".scope").unwrap_or(name);
    let id = name.rsplit(['-', ':']).next()?;
    (id.len() >= LEAST && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(id)
}

/// Where the hierarchy of version 2 is mounted, as `/proc/PID/mountinfo` has it (proc(5)).
fn mounts(mountinfo: &str) -> Vec<Mount> {
    let mount = |line: &str| {
        let (before, after) = line.split_once(" - ")?;
        after.starts_with("cgroup2 ").then_some(())?;
        let mut fields = before.split(' ').skip(3);
        Some(Mount { root: fields.next()?.into(), at: fields.next()?.into() })
    };
    mountinfo.lines().filter_map(mount).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_container_is_found_in_the_name_of_its_group() {
        for (name, id) in [
            ("docker-0123456789abcdef.scope", Some("0123456789abcdef")),
            ("cri-containerd-0123456789abcdef.scope", Some("0123456789abcdef")),
            ("0123456789abcdef", Some("0123456789abcdef")),
            ("system.slice", None),
            ("user-1000.slice", None),
        ] {
            assert_eq!(container_of(name), id, "{name}");
        }
    }

    #[test]
    fn mounts_of_version_2_are_found() {
        let text = "40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n\
                    41 31 0:38 /docker/x /sys/fs/cgroup/unified rw,nosuid shared:9 - cgroup2 cgroup2 rw\n";
        assert_eq!(mounts(text), [Mount { at: "/sys/fs/cgroup/unified".into(), root: "/docker/x".into() }]);
    }
}
