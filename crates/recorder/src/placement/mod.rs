//! Tracer and tracees on one CPU while calls are frequent.
//!
//! **The traced program does not notice.** Each thread's own CPUs are remembered: what a program asks for is done and
//! remembered, what it is told is what is remembered, and everybody gets theirs back when calls become rare, at the end, and
//! (by a [guard](trapline_process::Guard)) when this process is killed. Only processes that the recorder has started are
//! ever moved.

mod policy;

use std::collections::HashMap;

use trapline_process::{CpuSet, Guard, Slot, cpu_time, current_cpu};

use policy::{Placement, Window};

/// How long a window is at least.
const WINDOW_NS: i64 = 10_000_000;
/// Processes whose CPU time is looked up at most: a program with more that run does several things at once.
const MOST_CLOCKS: usize = 64;

/// Moves threads, if there is more than one CPU to choose from.
#[derive(Debug)]
pub(crate) struct Placing {
    guard: Guard,
    /// The tracer's own CPUs.
    own: CpuSet,
    now: Placement,
    /// The CPU that threads were confined to last.
    cpu: usize,
    /// When the window began.
    begun: i64,
    stops: u32,
    /// CPU times of processes at the end of the last window in which they were looked up.
    clocks: HashMap<i32, i64>,
}

/// The CPUs of one thread.
#[derive(Debug)]
pub(crate) struct Place {
    tid: i32,
    cpus: CpuSet,
    slot: Slot,
    /// It was confined to the one CPU last.
    confined: bool,
    /// Calls that ask for other CPUs for it and are under way: nobody else moves it until they have returned.
    asked: u32,
}

/// A thread as a window sees it.
pub(crate) struct Seen<'a> {
    pub(crate) pid: i32,
    /// It is inside no call.
    pub(crate) runnable: bool,
    pub(crate) place: Option<&'a mut Place>,
}

impl Placing {
    /// For the calling thread as the tracer; `None` where there is nothing to choose, or nothing may be changed.
    pub(crate) fn new(guard: Guard, at: i64) -> Option<Placing> {
        let own = CpuSet::of(0).ok().filter(|own| own.len() > 1)?;
        let (now, clocks) = (Placement::Apart, HashMap::new());
        Some(Placing { guard, own, now, cpu: 0, begun: at, stops: 0, clocks })
    }

    /// Whether everybody is on one CPU.
    pub(crate) fn is_together(&self) -> bool {
        self.now == Placement::Together
    }

    /// A place for a thread that the recorder has started. Threads that there is no room for stay where they are.
    pub(crate) fn first(&mut self, tid: i32) -> Option<Place> {
        let cpus = CpuSet::of(tid).ok()?;
        Some(Place { tid, cpus, slot: self.guard.keep(tid, &cpus)?, confined: false, asked: 0 })
    }

    /// A place for what a thread made: it has its maker's CPUs, and may have been made while that was confined.
    pub(crate) fn child(&mut self, tid: i32, maker: &Place) -> Option<Place> {
        let confined = CpuSet::of(tid).ok()? == CpuSet::only(self.cpu);
        let Some(slot) = self.guard.keep(tid, &maker.cpus) else {
            let _ = maker.cpus.confine(tid);
            return None;
        };
        let mut place = Place { tid, cpus: maker.cpus, slot, confined, asked: 0 };
        self.put(&mut place);
        Some(place)
    }

    /// The thread has another id since its exec.
    pub(crate) fn rename(&mut self, place: &mut Place, tid: i32) {
        place.tid = tid;
        self.guard.change(&place.slot, tid, &place.cpus);
    }

    /// The program asks for other CPUs for a thread: a call that the kernel has yet to make, with the thread's own CPUs
    /// before it (which also decide whether it may have a deadline).
    pub(crate) fn asks(&mut self, place: &mut Place) {
        self.release(place);
        place.asked += 1;
    }

    /// The call has returned; `changed` if it may have succeeded.
    pub(crate) fn asked(&mut self, place: &mut Place, changed: bool) {
        place.asked = place.asked.saturating_sub(1);
        if changed {
            self.adopt_mask(place);
        }
        self.put(place);
    }

    /// The thread is gone.
    pub(crate) fn forget(&mut self, place: Place) {
        self.guard.forget(place.slot);
    }

    /// Counts a stop; tells whether the window is over.
    pub(crate) fn count_stop(&mut self, at: i64) -> bool {
        self.stops = self.stops.saturating_add(1);
        self.is_due(at)
    }

    /// Whether the window is over.
    pub(crate) fn is_due(&self, at: i64) -> bool {
        at - self.begun >= WINDOW_NS
    }

    /// Brings everybody together, to begin with.
    pub(crate) fn begin<'a>(&mut self, threads: impl Iterator<Item = Seen<'a>>) {
        self.now = Placement::Together;
        self.gather(&mut threads.collect::<Vec<_>>());
    }

    /// Ends the window, and moves everybody if that is better from now on.
    pub(crate) fn review<'a>(&mut self, at: i64, threads: impl Iterator<Item = Seen<'a>>) {
        let mut threads: Vec<Seen<'a>> = threads.collect();
        let runnable = threads.iter().filter(|thread| thread.runnable).count();
        let mut window = Window { ns: at - self.begun, stops: self.stops, runnable, cpu_ns: None };
        (self.begun, self.stops) = (at, 0);
        if window.is_parallel() {
            window.cpu_ns = self.cpu_time(&threads);
        } else {
            self.clocks.clear();
        }
        let next = window.decide(self.now);
        if next != self.now {
            self.now = next;
            match next {
                Placement::Together => self.gather(&mut threads),
                Placement::Apart => self.part(&mut threads),
            }
        }
    }

    /// Gives everybody their own CPUs.
    pub(crate) fn finish<'a>(&mut self, threads: impl Iterator<Item = Seen<'a>>) {
        if self.is_together() {
            self.now = Placement::Apart;
            self.part(&mut threads.collect::<Vec<_>>());
        }
    }

    fn gather(&mut self, threads: &mut [Seen<'_>]) {
        let places = || threads.iter().filter_map(|thread| thread.place.as_deref());
        let common = places().fold(self.own, |common, place| common.and(&place.cpus));
        let cpus = if common.is_empty() { self.own } else { common };
        let current = current_cpu().filter(|&cpu| cpus.contains(cpu));
        self.cpu = current.or_else(|| cpus.iter().next()).unwrap_or(0);
        self.guard.confining(Some(self.cpu));
        // Refused (by a cpuset that has changed), everybody stays where they are.
        let _ = CpuSet::only(self.cpu).confine(0);
        for place in threads.iter_mut().filter_map(|thread| thread.place.as_deref_mut()) {
            self.confine(place);
        }
    }

    fn part(&mut self, threads: &mut [Seen<'_>]) {
        for place in threads.iter_mut().filter_map(|thread| thread.place.as_deref_mut()) {
            self.release(place);
        }
        let _ = self.own.confine(0);
        self.guard.confining(None);
    }

    /// Confines a thread to the one CPU, if that is one of its own.
    fn confine(&self, place: &mut Place) {
        if place.cpus.contains(self.cpu) && !place.confined && place.asked == 0 {
            place.confined = CpuSet::only(self.cpu).confine(place.tid).is_ok();
        }
    }

    /// Puts a thread where all are now.
    fn put(&mut self, place: &mut Place) {
        match self.now {
            Placement::Together => self.confine(place),
            Placement::Apart => self.release(place),
        }
    }

    /// Gives a thread its own CPUs. If somebody outside has given it others meanwhile, those are its own.
    pub(crate) fn release(&mut self, place: &mut Place) {
        if !place.confined || place.asked > 0 {
            return;
        }
        place.confined = false;
        if CpuSet::of(place.tid).is_ok_and(|now| now == CpuSet::only(self.cpu)) {
            // It may have ended since.
            let _ = place.cpus.confine(place.tid);
        } else {
            self.adopt_mask(place);
        }
    }

    /// Takes the CPUs that a thread has for its own.
    fn adopt_mask(&mut self, place: &mut Place) {
        if let Ok(cpus) = CpuSet::of(place.tid) {
            place.cpus = cpus;
            place.confined = false;
            self.guard.change(&place.slot, place.tid, &cpus);
        }
    }

    /// CPU time that the processes of runnable threads have used since it was looked up last; `None` at the first time.
    fn cpu_time(&mut self, threads: &[Seen<'_>]) -> Option<i64> {
        let mut pids: Vec<i32> = threads.iter().filter(|thread| thread.runnable).map(|thread| thread.pid).collect();
        pids.sort_unstable();
        pids.dedup();
        pids.truncate(MOST_CLOCKS);
        let now: HashMap<i32, i64> = pids.iter().filter_map(|&pid| Some((pid, cpu_time(pid)?))).collect();
        let used =
            now.iter().filter_map(|(pid, time)| Some(time - self.clocks.get(pid)?)).reduce(|sum, time| sum + time);
        self.clocks = now;
        used
    }
}

impl Place {
    /// The thread's own CPUs.
    pub(crate) fn cpus(&self) -> &CpuSet {
        &self.cpus
    }
}
