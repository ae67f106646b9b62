//! The descriptor tables against a model that copies everything everywhere.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
enum Step {
    Open { fd: i32, cloexec: bool },
    Pipe { fds: (i32, i32), cloexec: bool },
    Dup { from: i32, to: i32 },
    Dup2 { from: i32, to: i32 },
    SetCloexec { fd: i32, cloexec: bool },
    Close { fd: i32 },
    CloseRange { first: i32, last: i32, flags: i64 },
    Fork { shared: bool },
    Exec,
    Unshare,
    Exit,
}

/// The naive view: which table a process has, and what is in each table.
#[derive(Default)]
struct Model {
    table_of: BTreeMap<i32, usize>,
    tables: HashMap<usize, BTreeMap<i32, (String, bool)>>,
    next_table: usize,
    next_pid: i32,
    next_name: usize,
}

impl Model {
    fn table(&mut self, pid: i32) -> &mut BTreeMap<i32, (String, bool)> {
        self.tables.entry(self.table_of[&pid]).or_default()
    }

    fn copy_table(&mut self, pid: i32) -> usize {
        let copy = self.table(pid).clone();
        self.next_table += 1;
        self.tables.insert(self.next_table, copy);
        self.next_table
    }

    fn is_shared(&self, pid: i32) -> bool {
        self.table_of.values().filter(|&&table| table == self.table_of[&pid]).count() > 1
    }

    fn own_table(&mut self, pid: i32) {
        let own = self.copy_table(pid);
        self.table_of.insert(pid, own);
    }

    fn new_name(&mut self) -> String {
        self.next_name += 1;
        format!("/file{}", self.next_name)
    }
}

fn step() -> impl Strategy<Value = Step> {
    let fd = || 0..12i32;
    prop_oneof![
        4 => (fd(), any::<bool>()).prop_map(|(fd, cloexec)| Step::Open { fd, cloexec }),
        1 => (0..6i32, 6..12i32, any::<bool>()).prop_map(|(a, b, cloexec)| Step::Pipe { fds: (a, b), cloexec }),
        2 => (fd(), fd()).prop_map(|(from, to)| Step::Dup { from, to }),
        3 => (fd(), fd()).prop_map(|(from, to)| Step::Dup2 { from, to }),
        2 => (fd(), any::<bool>()).prop_map(|(fd, cloexec)| Step::SetCloexec { fd, cloexec }),
        3 => fd().prop_map(|fd| Step::Close { fd }),
        1 => (fd(), fd(), 0..4i64).prop_map(|(a, b, flags)| Step::CloseRange { first: a.min(b), last: a.max(b), flags: flags << 1 }),
        2 => any::<bool>().prop_map(|shared| Step::Fork { shared }),
        1 => Just(Step::Exec),
        1 => Just(Step::Unshare),
        1 => Just(Step::Exit),
    ]
}

/// One step of one process, in the kernel's words and in the model's.
fn take(world: &mut World, model: &mut Model, pid: i32, step: &Step) {
    match *step {
        Step::Open { fd, cloexec } if !model.table(pid).contains_key(&fd) => {
            let name = model.new_name();
            world.open(pid, fd, &name, if cloexec { O_CLOEXEC } else { 0 });
            model.table(pid).insert(fd, (name, cloexec));
        }
        Step::Pipe { fds: (a, b), cloexec }
            if !model.table(pid).contains_key(&a) && !model.table(pid).contains_key(&b) =>
        {
            let name = model.new_name();
            let pair = [a.to_le_bytes(), b.to_le_bytes()].concat();
            let call = world.call(pid, "pipe2").args(&[0, if cloexec { O_CLOEXEC } else { 0 }]).output(0, &pair);
            call.name(a, &name).name(b, &name).ret(0);
            model.table(pid).insert(a, (name.clone(), cloexec));
            model.table(pid).insert(b, (name, cloexec));
        }
        Step::Dup { from, to } if !model.table(pid).contains_key(&to) => {
            let Some((name, _)) = model.table(pid).get(&from).cloned() else {
                world.call(pid, "dup").args(&[from.into()]).ret(-9);
                return;
            };
            world.call(pid, "dup").args(&[from.into()]).ret(to.into());
            model.table(pid).insert(to, (name, false));
        }
        Step::Dup2 { from, to } => {
            let Some((name, _)) = model.table(pid).get(&from).cloned() else {
                world.call(pid, "dup2").args(&[from.into(), to.into()]).ret(-9);
                return;
            };
            world.call(pid, "dup2").args(&[from.into(), to.into()]).ret(to.into());
            if from != to {
                model.table(pid).insert(to, (name, false));
            }
        }
        Step::SetCloexec { fd, cloexec } => {
            let open = model.table(pid).get_mut(&fd).map(|entry| entry.1 = cloexec).is_some();
            world.call(pid, "fcntl").args(&[fd.into(), 2, cloexec.into()]).ret(if open { 0 } else { -9 });
        }
        Step::Close { fd } => {
            let open = model.table(pid).remove(&fd).is_some();
            world.call(pid, "close").args(&[fd.into()]).ret(if open { 0 } else { -9 });
        }
        Step::CloseRange { first, last, flags } => {
            world.call(pid, "close_range").args(&[first.into(), last.into(), flags]).ret(0);
            if flags & 2 != 0 {
                model.own_table(pid);
            }
            if flags & 4 != 0 {
                model.table(pid).range_mut(first..=last).for_each(|(_, entry)| entry.1 = true);
            } else {
                model.table(pid).retain(|fd, _| !(first..=last).contains(fd));
            }
        }
        Step::Fork { shared } => {
            model.next_pid += 1;
            let child = 100 + model.next_pid;
            world.fork(pid, child, if shared { 0x400 } else { 0 });
            let table = if shared { model.table_of[&pid] } else { model.copy_table(pid) };
            model.table_of.insert(child, table);
        }
        Step::Exec => {
            world.exec(pid, pid);
            model.own_table(pid);
            model.table(pid).retain(|_, entry| !entry.1);
        }
        Step::Unshare => {
            world.call(pid, "unshare").args(&[0x400]).ret(0);
            model.own_table(pid);
        }
        Step::Exit if model.table_of.len() > 1 => {
            world.end(pid, 0);
            model.table_of.remove(&pid);
        }
        Step::Open { .. } | Step::Pipe { .. } | Step::Dup { .. } | Step::Exit => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_process_has_the_descriptors_that_the_model_says(
        steps in prop::collection::vec((any::<prop::sample::Index>(), step()), 1..80)
    ) {
        let mut world = World::new();
        let mut model = Model { table_of: [(100, 0)].into(), ..Model::default() };
        for (who, step) in &steps {
            let pids: Vec<i32> = model.table_of.keys().copied().collect();
            let pid = *who.get(&pids);
            let was_shared = model.is_shared(pid);
            take(&mut world, &mut model, pid, step);
            for &pid in &pids {
                let Some(&table) = model.table_of.get(&pid) else { continue };
                let expected: Vec<_> = model.tables.get(&table).into_iter().flatten()
                    .map(|(&fd, (name, cloexec))| (fd, name.clone(), *cloexec))
                    .collect();
                prop_assert_eq!(world.descriptors(pid), expected, "process {} (shared: {}) after {:?}", pid, was_shared, step);
            }
        }
        world.finish();
        prop_assert_eq!(world.tracker.alive(), 0, "everything is given back");
    }
}
