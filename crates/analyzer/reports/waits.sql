-- title: Waits
-- question: Which calls wait, and which work on a CPU?
-- render: table
-- needs: sched
-- choice by = syscall { syscall: syscall | category: category | comm: comm | pid: pid | tid: tid | path: path
--     | fd_type: fd_type | peer: peer_addr }: what to count and add up by
-- param limit int = 30: how many rows, those that waited longest first
-- column name text: the system call, or what --by names; empty for calls that have none
-- column calls count: how many calls returned
-- column total ns: time between enter and exit, added up
-- column cpu ns: how much of it they ran on a CPU
-- column waited ns: how much of it they did not: asleep, or ready while others had the CPU
-- column share ratio: waited as a share of total
-- column longest ns: the longest that one of them waited
-- spare: longest, share
-- next: analyze slowest --where "{{by}} = '{name}'"
SELECT
  {{by}} AS name,
  count(*) AS calls,
  sum(duration_ns) AS total,
  sum(cpu_ns) AS cpu,
  sum(duration_ns - cpu_ns) AS waited,
  CAST(sum(duration_ns - cpu_ns) AS DOUBLE) / nullif(sum(duration_ns), 0) AS share,
  max(duration_ns - cpu_ns) AS longest
FROM syscalls
WHERE cpu_ns IS NOT NULL
GROUP BY 1
ORDER BY waited DESC, calls DESC, name NULLS LAST
LIMIT $limit
