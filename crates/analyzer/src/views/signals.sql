-- view: one row for each delivered signal
-- column signal text: name of the signal
-- column end_t time: the same as `t`
SELECT
  t, coalesce(end_t, t) AS end_t, ts, signal, si_code, sender_pid, pid, tid, comm, upid, utid, memory, seq, trace
FROM events
WHERE kind = 'signal'
