-- view: one row for each socket and process that used it
-- column t time: when its first call began
-- column end_t time: when its last call ended
-- column pid id: process
-- column comm text: name of the thread that used it last
-- column socket text: the kernel's name of the socket
-- column local_addr text: this end, the last that was known
-- column peer_addr text: the other end, the last that was known
-- column calls count: calls about it
-- column connects count: calls that connected it, failed ones too
-- column accepts count: connections that it accepted
-- column reads count: calls that received
-- column writes count: calls that sent
-- column bytes_read bytes: bytes received
-- column bytes_written bytes: bytes sent
-- column duration_ns ns: time spent in all calls about it
-- column errors count: calls about it that failed, restarts not counted
WITH about AS (
  SELECT *, syscall_effect(syscall) AS effect
  FROM syscalls
  WHERE path LIKE 'socket:%'
)
SELECT
  min(t) AS t,
  max(end_t) AS end_t,
  min(pid) AS pid,
  max_by(comm, seq) AS comm,
  path AS socket,
  max(protocol) AS protocol,
  max_by(local_addr, seq) FILTER (WHERE local_addr IS NOT NULL) AS local_addr,
  -- A call to accept has the address of the socket that it made.
  max_by(peer_addr, seq) FILTER (WHERE peer_addr IS NOT NULL AND effect IS DISTINCT FROM 'accept') AS peer_addr,
  count(*) AS calls,
  count(*) FILTER (WHERE effect = 'connect') AS connects,
  count(*) FILTER (WHERE effect = 'accept' AND ret IS NOT NULL AND errno IS NULL) AS accepts,
  count(*) FILTER (WHERE effect = 'read' AND ret IS NOT NULL AND errno IS NULL) AS reads,
  count(*) FILTER (WHERE effect IN ('write', 'copy') AND ret IS NOT NULL AND errno IS NULL) AS writes,
  coalesce(sum(bytes) FILTER (WHERE effect = 'read'), 0) AS bytes_read,
  coalesce(sum(bytes) FILTER (WHERE effect IN ('write', 'copy')), 0) AS bytes_written,
  coalesce(sum(duration_ns), 0) AS duration_ns,
  count(*) FILTER (WHERE errno IS NOT NULL AND errno NOT BETWEEN 512 AND 516) AS errors,
  upid,
  trace
FROM about
GROUP BY trace, upid, path
