-- title: System calls
-- question: Which system calls were made, how often did they fail, and where did the time go?
-- render: table
-- choice by = syscall { syscall: syscall | category: category | comm: comm | pid: pid | tid: tid | path: path
--     | error: error | errno: errno | fd_type: fd_type | peer: peer_addr | outcome: outcome | cpu: cpu
--     }: what to count and add up by
-- param limit int = 50: how many rows, those that took the most time first
-- column name text: the system call, or what --by names; empty for calls that have none
-- column calls count: how many calls
-- column errors count: how many of them failed; calls that the kernel restarts are not counted as failed
-- column total ns: time between enter and exit, added up
-- column share ratio: that time as a share of the recording's wall time; above 1 where calls ran side by side
-- column p50 ns: half of the calls took at most this long
-- column p99 ns: 99 of 100 calls took at most this long
-- column max ns: the longest call
-- finding sync-bound when CAST(name AS VARCHAR) IN ('fsync', 'fdatasync', 'sync', 'syncfs', 'sync_file_range')
--     AND share >= 0.1 cost total severity high: {name} takes {share} of the wall time: {calls} calls, half of them {p50} and more
-- next: analyze slowest --where "{{by}} = '{name}'"
SELECT
  {{by}} AS name,
  count(*) AS calls,
  count(*) FILTER (WHERE errno < 512) AS errors,
  sum(duration_ns) AS total,
  CAST(sum(duration_ns) AS DOUBLE) / (SELECT nullif(sum(wall_ns), 0) FROM traces) AS share,
  CAST(round(percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ns)) AS BIGINT) AS p50,
  CAST(round(percentile_cont(0.99) WITHIN GROUP (ORDER BY duration_ns)) AS BIGINT) AS p99,
  max(duration_ns) AS max
FROM syscalls
GROUP BY 1
ORDER BY total DESC NULLS LAST, calls DESC, name NULLS LAST
LIMIT $limit
