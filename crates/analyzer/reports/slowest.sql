-- title: Slowest calls
-- question: Which single calls took longest, with their arguments?
-- render: table
-- engine: trapline
-- param limit int = 20: how many calls
-- column duration ns: time between enter and exit; of a call that did not return, the time that it had been inside when
--     the recording or a signal ended it
-- column t time: when the call began
-- column pid id: process
-- column comm text: the thread's name
-- column syscall text: system call
-- column path text: the file or other object that it is about
-- column result text: what it returned, or how it failed; `not returned` if it was still inside when the recording ended,
--     `killed inside` when a signal ended its thread
-- column args text: its arguments, decoded
-- spare: t, comm
-- next: analyze summary --where "syscall = '{syscall}'" --by path

-- The few slowest first, by narrow columns alone; then all about them, so that arguments of no other call are decoded.
WITH slowest AS (
  SELECT trace, seq, duration FROM (
    SELECT trace, seq, t, duration_ns AS duration FROM syscalls WHERE duration_ns IS NOT NULL
    UNION ALL
    SELECT trace, seq, t, inside_ns FROM unreturned
  ) AS calls
  ORDER BY duration DESC, t, seq, trace LIMIT $limit
)
SELECT
  slowest.duration,
  call.t,
  call.pid,
  call.comm,
  call.syscall,
  call.path,
  CASE
    WHEN call.duration_ns IS NOT NULL THEN coalesce(call.error, CAST(call.ret AS VARCHAR))
    WHEN call.outcome = 'killed' THEN 'killed inside'
    ELSE 'not returned'
  END AS result,
  call.args
FROM slowest
JOIN syscalls AS call ON call.trace = slowest.trace AND call.seq = slowest.seq
ORDER BY duration DESC, call.t, call.seq, call.trace
