//! The compiled programs (elf(5)), their maps, and what a recording writes into them.
//!
//! `aya-obj` reads and links them. Its companion `aya` would load them too, but reads the kernel's type information whole
//! and keeps all of it for that, which takes longer than anything else here but the verifier.

use std::collections::HashMap;
use std::mem::take;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

use aya::Pod;
use aya::maps::MapData;
use aya_obj::btf::BtfFeatures;
use aya_obj::{EbpfSectionKind, Function, Map, Object};

use crate::Error;
use crate::command::{Code, Information, Kind, freeze, load_program, load_types, update, update_all, verifier_log};
use crate::functions::Functions;

/// The programs, compiled.
#[cfg(target_arch = "x86_64")]
pub(crate) static OBJECT: &[u8] =
    aya::include_bytes_aligned!(concat!(env!("CARGO_MANIFEST_DIR"), "/bpf/trapline-x86_64.bpf.o"));
#[cfg(target_arch = "aarch64")]
pub(crate) static OBJECT: &[u8] =
    aya::include_bytes_aligned!(concat!(env!("CARGO_MANIFEST_DIR"), "/bpf/trapline-aarch64.bpf.o"));
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(crate) static OBJECT: &[u8] = &[];

/// Of type information, what the least kernel knows that has what the programs use.
const FEATURES: BtfFeatures = BtfFeatures::new(true, true, true, true, true, true, true, false);

/// The programs before they are linked with their maps.
pub(crate) struct Compiled {
    object: Object,
    types: OwnedFd,
    /// The maps that were made, each with its definition, by name.
    made: HashMap<String, (Map, MapData)>,
}

/// The programs, linked with their maps.
pub(crate) struct Linked {
    object: Object,
    types: OwnedFd,
    maps: HashMap<String, MapData>,
}

impl Compiled {
    /// Reads the object.
    pub(crate) fn read() -> Result<Compiled, Error> {
        let mut object = Object::parse(OBJECT).map_err(|error| Error::refused("BPF programs", error))?;
        let types = object.fixup_and_sanitize_btf(&FEATURES).map_err(|error| Error::refused("BPF types", error))?;
        let types = types.ok_or_else(|| missing("type information"))?.to_bytes();
        let types = load_types(&types).map_err(|error| Error::refused("BPF types", error))?;
        Ok(Compiled { object, types, made: HashMap::new() })
    }

    /// Sets variables of the programs, before the map is made in which they stand.
    pub(crate) fn set(&mut self, variables: &[(&str, &[u8])]) -> Result<(), Error> {
        let variables = variables.iter().map(|&(name, value)| (name, (value, true))).collect();
        self.object.patch_map_data(variables).map_err(|error| Error::refused("BPF maps", error))
    }

    /// Makes all maps but that of the constants and the `last` ones, some of them with as many `entries` as are given.
    pub(crate) fn make_maps(&mut self, last: &[&str], entries: &[(&str, u32)]) -> Result<(), Error> {
        let is_constant = |definition: &Map| definition.section_kind() == EbpfSectionKind::Rodata;
        let is_later = |name: &String, definition: &Map| is_constant(definition) || last.contains(&name.as_str());
        let (later, others) = take(&mut self.object.maps).into_iter().partition(|(name, map)| is_later(name, map));
        self.object.maps = later;
        let others: HashMap<_, _> = others;
        others.into_iter().try_for_each(|(name, mut map)| {
            if let Some(&(_, entries)) = entries.iter().find(|(of, _)| *of == name) {
                map.set_max_entries(entries);
            }
            self.make(name, map)
        })
    }

    fn make(&mut self, name: String, mut definition: Map) -> Result<(), Error> {
        let what = || format!("BPF map {name}");
        let data = take(definition.data_mut());
        let map = MapData::create(definition.clone(), &name, Some(self.types.as_fd()));
        let map = map.map_err(|error| Error::refused(what(), error))?;
        if !data.is_empty() {
            update(map.fd().as_fd(), 0, &data).map_err(|error| Error::refused(what(), error))?;
        }
        // Programs refer to a map that has data by the data's address.
        *definition.data_mut() = data;
        self.made.insert(name, (definition, map));
        Ok(())
    }

    /// Adds a map that was made elsewhere.
    pub(crate) fn add(&mut self, name: &str, map: OwnedFd) -> Result<(), Error> {
        let definition = self.object.maps.remove(name).ok_or_else(|| missing(name))?;
        let map = MapData::from_fd(map).map_err(|error| Error::refused(format!("BPF map {name}"), error))?;
        self.made.insert(name.to_owned(), (definition, map));
        Ok(())
    }

    /// Fills a map that was made.
    pub(crate) fn fill<K: Pod, V: Pod>(&self, name: &str, keys: &[K], values: &[V]) -> Result<(), Error> {
        let (_, map) = self.made.get(name).ok_or_else(|| missing(name))?;
        update_all(map.fd().as_fd(), keys, values).map_err(|error| Error::refused(format!("BPF map {name}"), error))
    }

    /// Makes the map of the constants, and links the programs with all, and with functions of the kernel.
    pub(crate) fn link(mut self, functions: &Functions) -> Result<Linked, Error> {
        for (name, definition) in take(&mut self.object.maps) {
            self.make(name.clone(), definition)?;
            let (_, map) = &self.made[&name];
            freeze(map.fd().as_fd()).map_err(|error| Error::refused("BPF constants", error))?;
        }
        let Compiled { mut object, types, made } = self;
        let texts = object.functions.keys().map(|&(section, _)| section).collect();
        let maps =
            made.iter().map(|(name, (definition, map))| (name.as_str(), map.fd().as_fd().as_raw_fd(), definition));
        let linked = object.relocate_maps(maps, &texts).and_then(|()| object.relocate_calls(&texts));
        linked.map_err(|error| Error::refused("BPF programs", error))?;
        object.functions.values_mut().for_each(|function| functions.bind(&mut function.instructions));
        let maps = made.into_iter().map(|(name, (_, map))| (name, map)).collect();
        Ok(Linked { object, types, maps })
    }
}

impl Linked {
    /// Takes a map out.
    pub(crate) fn take(&mut self, name: &str) -> Result<MapData, Error> {
        self.maps.remove(name).ok_or_else(|| missing(name))
    }

    /// Has the kernel verify a program.
    pub(crate) fn load(&self, name: &str, kind: Kind) -> Result<OwnedFd, Error> {
        let program = self.object.programs.get(name).ok_or_else(|| missing(name))?;
        let function = self.object.functions.get(&program.function_key()).ok_or_else(|| missing(name))?;
        let Function { instructions, func_info, line_info, .. } = function;
        let information = Information {
            types: self.types.as_fd(),
            functions: func_info.func_info_bytes(),
            lines: line_info.line_info_bytes(),
        };
        let license = &self.object.license;
        let code = Code { kind, name, license, instructions, information: Some(information) };
        load_program(&code).map_err(|error| {
            let what = format!("BPF program {name}");
            match error.raw_os_error() {
                // What these mean the verifier has no word on.
                Some(libc::EPERM | libc::ENOSYS) => Error::refused(what, error),
                _ => Error::Refused { what, source: reason(&verifier_log(&code), &error).into() },
            }
        })
    }
}

/// Why a program was refused: what the verifier says last but its statistics.
fn reason(log: &str, error: &std::io::Error) -> String {
    let said = log.lines().rfind(|line| !line.is_empty() && !line.starts_with("processed "));
    said.map_or_else(|| error.to_string(), |said| format!("{error}: {said}"))
}

pub(crate) fn missing(name: &str) -> Error {
    Error::Refused { what: "BPF programs".to_owned(), source: format!("the compiled ones lack {name}").into() }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_refusal_has_the_last_word_of_the_verifier() {
        let error = io::Error::from_raw_os_error(libc::EACCES);
        let log = "0: (95) exit\nR0 !read_ok\nprocessed 1 insns (limit 1000000) max_states_per_insn 0\n\n";
        assert_eq!(reason(log, &error), "Permission denied (os error 13): R0 !read_ok");
        assert_eq!(reason("", &error), "Permission denied (os error 13)");
    }

    #[test]
    fn what_is_not_there_or_of_another_size_cannot_be_set() {
        let mut compiled = Compiled::read().expect("this test needs CAP_BPF");
        for (name, value) in [("none", &[0_u8; 4][..]), ("plans", &[0; 4])] {
            assert!(matches!(compiled.set(&[(name, value)]), Err(Error::Refused { .. })), "{name}");
        }
        assert!(
            matches!(compiled.fill("targets", &[1_u32], &[1_u32]), Err(Error::Refused { .. })),
            "it is not made yet"
        );
    }
}
