//! While much comes, the rings are emptied before ordinary threads run, and only then.

use crate::{Place, end_of, kill, until};

/// How a thread is scheduled (proc_pid_stat(5), field 41): 0 as ordinary threads are, 1 as SCHED_FIFO.
fn policy(tid: u32) -> String {
    let stat = std::fs::read_to_string(format!("/proc/{tid}/stat")).unwrap();
    stat.rsplit_once(") ").unwrap().1.split(' ').nth(41 - 3).unwrap().to_owned()
}

#[test]
fn rings_are_emptied_before_ordinary_threads_run_while_much_comes() {
    for buffer in ["512K", "8M"] {
        let place = Place::new();
        let script = "dd if=/dev/zero of=/dev/null bs=1 count=1000000 2> said; echo $$ > pid; : > done; exec sleep 60";
        let mut rec = place.rec(&["-q", "--buffer", buffer, "--", "sh", "-c", script]).spawn().unwrap();
        until("the recorder has much to do", || policy(rec.id()) == "1");
        until("the storm is over", || place.path("done").exists());
        until("it has little to do", || policy(rec.id()) == "0");
        kill("KILL", std::fs::read_to_string(place.path("pid")).unwrap().trim());
        end_of(&mut rec);
    }
}
