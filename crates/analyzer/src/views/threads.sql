-- view: one row for each thread, whatever the filters say
-- column t time: when it was made or found
-- column end_t time: when it ended; null if it outlived the recording
-- column start time: the same as a moment
-- column finish time: when it ended, as a moment
-- column wall_ns ns: its life; null if it outlived the recording
-- column comm text: its name at the end of what is known
-- column is_leader id: whether it is the first thread of its process
-- column outcome text: `superseded` where another thread's exec ended it
-- column signal text: name of the signal that ended it
-- column cpu_ns ns: CPU time, user and system; null until it ended
-- column calls count: system calls
-- column errors count: system calls that failed, restarts not counted
-- column call_ns ns: time between enter and exit of its calls
WITH seen AS (
  SELECT
    trace, utid, min(upid) AS upid, min(pid) AS pid, min(tid) AS tid, min(t) AS t,
    count(*) FILTER (WHERE kind = 'syscall') AS calls,
    count(*) FILTER (WHERE kind = 'syscall' AND errno IS NOT NULL AND errno NOT BETWEEN 512 AND 516) AS errors,
    coalesce(sum(duration_ns) FILTER (WHERE kind = 'syscall'), 0) AS call_ns
  FROM recorded
  WHERE utid > 0
  GROUP BY trace, utid
),
born AS (
  SELECT trace, utid, min(t) AS t, min_by(comm, seq) AS comm, min_by(fd_table, seq) AS fd_table
  FROM recorded
  WHERE kind = 'thread'
  GROUP BY trace, utid
),
ended AS (
  SELECT
    trace, utid, max(t) AS t, max_by(comm, seq) AS comm, max_by(exit_code, seq) AS exit_code,
    max_by(signal, seq) AS signal, max_by(outcome, seq) AS outcome, max(user_ns) AS user_ns, max(system_ns) AS system_ns
  FROM recorded
  WHERE kind = 'thread_exit'
  GROUP BY trace, utid
)
SELECT
  coalesce(born.t, seen.t) AS t,
  ended.t AS end_t,
  make_timestamp_ns(traces.start_ns + coalesce(born.t, seen.t)) AS start,
  make_timestamp_ns(traces.start_ns + ended.t) AS finish,
  ended.t - coalesce(born.t, seen.t) AS wall_ns,
  seen.pid,
  seen.tid,
  coalesce(ended.comm, born.comm) AS comm,
  seen.pid = seen.tid AS is_leader,
  ended.exit_code,
  ended.signal,
  ended.outcome,
  ended.user_ns + ended.system_ns AS cpu_ns,
  ended.user_ns,
  ended.system_ns,
  seen.calls,
  seen.errors,
  seen.call_ns,
  born.fd_table,
  seen.upid,
  seen.utid,
  seen.trace
FROM seen
JOIN traces ON traces.trace = seen.trace
LEFT JOIN born ON born.trace = seen.trace AND born.utid = seen.utid
LEFT JOIN ended ON ended.trace = seen.trace AND ended.utid = seen.utid
