-- view: one row for each stretch of time in which events were lost, whatever the filters say
-- column t time: when it began
-- column end_t time: when it ended
-- column ts time: when it began, as a moment
-- column duration_ns ns: its length
-- column lost count: how many events are missing
SELECT t, coalesce(end_t, t) AS end_t, ts, duration_ns, lost, lost_reason, cpu, pid, tid, upid, utid, seq, trace
FROM recorded
WHERE kind = 'lost'
