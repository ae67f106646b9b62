-- title: Slowest calls
-- question: Which single calls took longest, with their arguments?
-- render: table
-- engine: trapline
-- param limit int = 20: how many calls
-- column duration ns: time between enter and exit
-- column t time: when the call began
-- column pid id: process
-- column comm text: the thread's name
-- column syscall text: system call
-- column path text: the file or other object that it is about
-- column result text: what it returned, or how it failed
-- column args text: its arguments, decoded
-- next: analyze summary --where "syscall = '{syscall}'" --by path

-- The few slowest first, by narrow columns alone; then all about them, so that arguments of no other call are decoded.
WITH slowest AS (
  SELECT trace, seq FROM syscalls WHERE duration_ns IS NOT NULL ORDER BY duration_ns DESC, t, seq, trace LIMIT $limit
)
SELECT
  call.duration_ns AS duration,
  call.t,
  call.pid,
  call.comm,
  call.syscall,
  call.path,
  coalesce(call.error, CAST(call.ret AS VARCHAR)) AS result,
  call.args
FROM slowest
JOIN syscalls AS call ON call.trace = slowest.trace AND call.seq = slowest.seq
ORDER BY duration DESC, call.t, call.seq, call.trace
