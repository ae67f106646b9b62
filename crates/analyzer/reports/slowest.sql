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
SELECT
  duration_ns AS duration,
  t,
  pid,
  comm,
  syscall,
  path,
  coalesce(error, CAST(ret AS VARCHAR)) AS result,
  args
FROM syscalls
WHERE duration_ns IS NOT NULL
ORDER BY duration DESC, t, seq, trace
LIMIT $limit
