-- view: one row for each system call that had not returned when the recording ended, or when a signal ended its thread; not those that the program's own exit or exec ended
-- column end_t time: always null: it had not ended
-- column inside_ns ns: how long it had been inside by then; of a call that was found in progress at an attach, since the attach
-- column signal text: name of the signal that ended its thread; null where the recording ended first
-- column args text: as in `syscalls`
-- column category text: as in `syscalls`
WITH ended AS (
  SELECT trace, utid, min(t) AS t, min_by(signal, seq) AS signal
  FROM recorded
  WHERE kind = 'thread_exit'
  GROUP BY trace, utid
)
SELECT
  call.t, call.end_t, call.ts, greatest(coalesce(ended.t, traces.end_t) - call.t, 0) AS inside_ns, call.pid, call.tid,
  call.comm, call.syscall, call.args, call.outcome, ended.signal, call.category, call.path, call.path2, call.fd, call.fd2,
  call.fd_type, call.requested, call.protocol, call.local_addr, call.peer_addr, call.ret, call.error, call.errno,
  call.cpu, call.upid, call.utid, call.seq, call.trace
FROM syscalls AS call
JOIN traces ON traces.trace = call.trace
LEFT JOIN ended ON ended.trace = call.trace AND ended.utid = call.utid
WHERE
  call.duration_ns IS NULL AND call.ret IS NULL
  AND call.outcome IN ('unfinished', 'detached', 'entered_before', 'killed')
  AND (call.outcome <> 'killed' OR ended.signal IS NOT NULL)
