-- view: one row for each process, whatever the filters say
-- column t time: when it was forked or found
-- column end_t time: when it ended; null if it outlived the recording
-- column start time: the same as a moment
-- column finish time: when it ended, as a moment
-- column wall_ns ns: its life; null if it outlived the recording
-- column comm text: name of the main thread at the end of what is known
-- column command text: the command line, words joined by spaces
-- column argv text: the command line of its last program
-- column exe text: its last program
-- column cwd text: working directory when its last program began
-- column signal text: name of the signal that ended it
-- column cpu_ns ns: CPU time, user and system; null until it ended
-- column threads count: threads that it ever had
-- column children count: processes that it forked
-- column execs count: programs that it began
-- column calls count: system calls
-- column errors count: system calls that failed, restarts not counted
-- column call_ns ns: time between enter and exit of its calls, added up over threads
-- column bytes_read bytes: bytes that its calls read
-- column bytes_written bytes: bytes that its calls wrote
WITH seen AS (
  SELECT
    trace, upid, min(pid) AS pid, min(t) AS t,
    count(*) FILTER (WHERE kind = 'thread') AS threads,
    count(*) FILTER (WHERE kind = 'syscall') AS calls,
    count(*) FILTER (WHERE kind = 'syscall' AND errno IS NOT NULL AND errno NOT BETWEEN 512 AND 516) AS errors,
    coalesce(sum(duration_ns) FILTER (WHERE kind = 'syscall'), 0) AS call_ns,
    coalesce(sum(bytes) FILTER (WHERE kind = 'syscall' AND syscall_effect(syscall) IN ('read', 'copy')), 0) AS bytes_read,
    coalesce(sum(bytes) FILTER (WHERE kind = 'syscall' AND syscall_effect(syscall) IN ('write', 'copy')), 0) AS bytes_written
  FROM recorded
  WHERE upid > 0
  GROUP BY trace, upid
),
born AS (
  SELECT
    trace, upid, min(t) AS t, max(parent_pid) AS parent_pid, max(parent_upid) AS parent_upid, max(ns_pid) AS ns_pid,
    min_by(comm, seq) AS comm, min_by(path, seq) AS path, min_by(argv, seq) AS argv, min_by(cwd, seq) AS cwd,
    min_by(root, seq) AS root, min_by(uid, seq) AS uid, min_by(gid, seq) AS gid, min_by(cgroup, seq) AS cgroup
  FROM recorded
  WHERE kind = 'process'
  GROUP BY trace, upid
),
programs AS (
  SELECT
    trace, upid, count(*) AS execs, max_by(comm, seq) AS comm, max_by(path, seq) AS path, max_by(argv, seq) AS argv,
    max_by(cwd, seq) AS cwd, max_by(uid, seq) AS uid, max_by(gid, seq) AS gid
  FROM recorded
  WHERE kind = 'exec'
  GROUP BY trace, upid
),
ended AS (
  SELECT
    trace, upid, max(t) AS t, max_by(comm, seq) AS comm, max_by(exit_code, seq) AS exit_code,
    max_by(signal, seq) AS signal, max_by(core_dumped, seq) AS core_dumped, max(user_ns) AS user_ns,
    max(system_ns) AS system_ns, max(max_rss_kb) AS max_rss_kb
  FROM recorded
  WHERE kind = 'exit'
  GROUP BY trace, upid
),
forked AS (
  SELECT trace, parent_upid, count(DISTINCT upid) AS children
  FROM recorded
  WHERE kind = 'process' AND parent_upid IS NOT NULL
  GROUP BY trace, parent_upid
)
SELECT
  coalesce(born.t, seen.t) AS t,
  ended.t AS end_t,
  make_timestamp_ns(traces.start_ns + coalesce(born.t, seen.t)) AS start,
  make_timestamp_ns(traces.start_ns + ended.t) AS finish,
  ended.t - coalesce(born.t, seen.t) AS wall_ns,
  seen.pid,
  born.parent_pid,
  coalesce(ended.comm, programs.comm, born.comm) AS comm,
  array_to_string(coalesce(programs.argv, born.argv), ' ') AS command,
  ended.exit_code,
  ended.signal,
  ended.core_dumped,
  ended.user_ns + ended.system_ns AS cpu_ns,
  ended.user_ns,
  ended.system_ns,
  ended.max_rss_kb,
  seen.threads,
  coalesce(forked.children, 0) AS children,
  coalesce(programs.execs, 0) AS execs,
  seen.calls,
  seen.errors,
  seen.call_ns,
  seen.bytes_read,
  seen.bytes_written,
  coalesce(programs.path, born.path) AS exe,
  coalesce(programs.argv, born.argv) AS argv,
  coalesce(programs.cwd, born.cwd) AS cwd,
  born.root,
  coalesce(programs.uid, born.uid) AS uid,
  coalesce(programs.gid, born.gid) AS gid,
  born.cgroup,
  born.ns_pid,
  seen.upid,
  born.parent_upid,
  seen.trace
FROM seen
JOIN traces ON traces.trace = seen.trace
LEFT JOIN born ON born.trace = seen.trace AND born.upid = seen.upid
LEFT JOIN programs ON programs.trace = seen.trace AND programs.upid = seen.upid
LEFT JOIN ended ON ended.trace = seen.trace AND ended.upid = seen.upid
LEFT JOIN forked ON forked.trace = seen.trace AND forked.parent_upid = seen.upid
