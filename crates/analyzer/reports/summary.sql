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
-- column total ns: time between enter and exit, added up over the calls that returned
-- column share ratio: that time as a share of the recording's wall time; above 1 where calls ran side by side
-- column p50 ns: half of the calls that returned took at most this long
-- column p99 ns: 99 of 100 calls that returned took at most this long
-- column max ns: the longest call that returned
-- column inside count: how many had not returned when the recording or a signal ended them; empty where all had
-- column inside_for ns: how long these had been inside by then, added up; no part of the other times
-- column on_cpu ns: how much of the total they ran on a CPU, where that was recorded (`rec --sched`); the rest they waited
-- spare: share, p50, on_cpu
-- finding sync-bound when CAST(name AS VARCHAR) IN ('fsync', 'fdatasync', 'sync', 'syncfs', 'sync_file_range')
--     AND share >= 0.1 cost total severity high: {name} takes {share} of the wall time: {calls} calls, half of them {p50} and more
-- next: analyze slowest --where "{{by}} = '{name}'"
SELECT
  name,
  sum(one) AS calls,
  count(*) FILTER (WHERE failure < 512) AS errors,
  sum(took) AS total,
  CAST(sum(took) AS DOUBLE) / (SELECT nullif(sum(wall_ns), 0) FROM traces) AS share,
  CAST(round(percentile_cont(0.5) WITHIN GROUP (ORDER BY took)) AS BIGINT) AS p50,
  CAST(round(percentile_cont(0.99) WITHIN GROUP (ORDER BY took)) AS BIGINT) AS p99,
  max(took) AS max,
  nullif(count(inside_ns), 0) AS inside,
  sum(inside_ns) AS inside_for,
  sum(ran) AS on_cpu
FROM (
  SELECT {{by}} AS name, 1 AS one, errno AS failure, duration_ns AS took, cpu_ns AS ran,
    CAST(NULL AS BIGINT) AS inside_ns
  FROM syscalls
  UNION ALL
  -- The calls that did not return once more, for the time that they had been inside.
  SELECT {{by}} AS name, 0 AS one, NULL AS failure, NULL AS took, NULL AS ran, inside_ns FROM unreturned
) AS calls
GROUP BY name
ORDER BY coalesce(total, 0) + coalesce(inside_for, 0) DESC, calls DESC, name NULLS LAST
LIMIT $limit
