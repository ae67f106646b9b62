-- view: one row for each path that calls were about: files, directories, devices
-- column t time: when the first of these calls began
-- column end_t time: when the last of them ended
-- column path text: absolute path
-- column calls count: calls about it
-- column opens count: times it was opened
-- column reads count: calls that read from it
-- column writes count: calls that wrote to it
-- column bytes_read bytes: bytes read
-- column bytes_written bytes: bytes written
-- column duration_ns ns: time spent in all calls about it
-- column errors count: calls about it that failed, restarts not counted
-- column missing count: those that failed with ENOENT
-- column processes count: processes that made these calls
WITH about AS (
  SELECT trace, path, t, end_t, duration_ns, bytes, ret, errno, upid, syscall_effect(syscall) AS effect
  FROM syscalls
  WHERE path LIKE '/%'
  UNION ALL
  SELECT
    trace, path2, t, end_t, duration_ns, bytes, ret, errno, upid,
    CASE WHEN syscall_effect(syscall) = 'copy' THEN 'write' END
  FROM syscalls
  WHERE path2 LIKE '/%'
)
SELECT
  min(t) AS t,
  max(end_t) AS end_t,
  path,
  count(*) AS calls,
  count(*) FILTER (WHERE effect = 'open' AND ret IS NOT NULL AND errno IS NULL) AS opens,
  count(*) FILTER (WHERE effect IN ('read', 'copy') AND ret IS NOT NULL AND errno IS NULL) AS reads,
  count(*) FILTER (WHERE effect = 'write' AND ret IS NOT NULL AND errno IS NULL) AS writes,
  coalesce(sum(bytes) FILTER (WHERE effect IN ('read', 'copy')), 0) AS bytes_read,
  coalesce(sum(bytes) FILTER (WHERE effect = 'write'), 0) AS bytes_written,
  coalesce(sum(duration_ns), 0) AS duration_ns,
  count(*) FILTER (WHERE errno IS NOT NULL AND errno NOT BETWEEN 512 AND 516) AS errors,
  count(*) FILTER (WHERE errno = 2) AS missing,
  count(DISTINCT upid) AS processes,
  trace
FROM about
GROUP BY trace, path
