-- title: Errors
-- question: Which calls fail, how, for whom, and how often?
-- render: table
-- engine: trapline
-- choice by = comm { comm: comm | pid: CAST(pid AS VARCHAR) | all: 'all' }: what a process is told by
-- param limit int = 30: how many rows, the most frequent failures first
-- column syscall text: system call
-- column error text: how it failed
-- column process text: who called, as --by says
-- column failed count: how many calls failed so
-- column calls count: how many calls of this kind the process made
-- column rate ratio: failed calls as a share of these
-- column total ns: time spent in the failed calls
-- column searched count: how many of them only searched directories, such as those of PATH, for a name that the same call
--     then found in another one; empty where none did
-- column example text: the first of them, with its arguments
-- spare: searched, total, rate
-- finding mostly-failing when failed - coalesce(searched, 0) >= 50 AND failed - coalesce(searched, 0) >= 0.5 * calls
--     AND error NOT IN ('ENOTTY', 'EAGAIN', 'EINPROGRESS', 'ECHILD')
--     cost total severity medium: {failed} of {calls} {syscall} calls by {process} failed with {error}, first {example}
-- finding search-path when searched >= 50 AND searched >= 0.5 * calls
--     cost total severity low: {searched} of {calls} {syscall} calls by {process} searched one directory after the other
--     for what they then found, first {example}
-- next: analyze slowest --where "syscall = '{syscall}' AND error = '{error}'"
WITH tally AS (
  -- One pass over the calls; failures that the kernel restarts (errno from 512) count as none.
  SELECT
    trace,
    syscall,
    coalesce({{by}}, '') AS process,
    CASE WHEN errno < 512 THEN coalesce(error, CAST(errno AS VARCHAR)) END AS error,
    count(*) AS calls,
    sum(duration_ns) AS total,
    min(seq) AS first
  FROM syscalls
  GROUP BY 1, 2, 3, 4
),
made AS (
  SELECT syscall, process, sum(calls) AS calls FROM tally GROUP BY 1, 2
),
missed AS (
  SELECT trace, upid, seq, syscall, coalesce({{by}}, '') AS process, error, path, split_part(path, '/', -1) AS name
  FROM syscalls
  WHERE errno = 2 AND path LIKE '/%'
),
-- Where the process found a file of that name by the same call at last.
found AS (
  SELECT sought.trace, sought.upid, sought.syscall, sought.name, max(seq) AS last, max_by(path, seq) AS place
  FROM (SELECT DISTINCT trace, upid, syscall, name FROM missed) AS sought
  JOIN syscalls AS call
    ON call.trace = sought.trace AND call.upid = sought.upid AND call.syscall = sought.syscall
    AND split_part(call.path, '/', -1) = sought.name
  WHERE call.errno IS NULL AND call.ret IS NOT NULL AND call.path LIKE '/%'
  GROUP BY 1, 2, 3, 4
),
searches AS (
  SELECT missed.syscall, missed.process, missed.error, count(*) AS searched
  FROM missed
  JOIN found
    ON found.trace = missed.trace AND found.upid = missed.upid AND found.syscall = missed.syscall
    AND found.name = missed.name AND found.last > missed.seq AND found.place <> missed.path
  GROUP BY 1, 2, 3
),
failed AS (
  SELECT syscall, process, error, sum(calls) AS failed, sum(total) AS total, min(trace) AS trace
  FROM tally
  WHERE error IS NOT NULL
  GROUP BY 1, 2, 3
  ORDER BY failed DESC, syscall, error, process
  LIMIT $limit
)
SELECT
  failed.syscall,
  failed.error,
  failed.process,
  failed.failed,
  made.calls,
  CAST(failed.failed AS DOUBLE) / made.calls AS rate,
  failed.total,
  searches.searched,
  failed.syscall || '(' || example.args || ')' AS example
FROM failed
JOIN made ON made.syscall = failed.syscall AND made.process = failed.process
JOIN tally
  ON tally.trace = failed.trace AND tally.syscall = failed.syscall
  AND tally.process = failed.process AND tally.error = failed.error
LEFT JOIN searches
  ON searches.syscall = failed.syscall AND searches.process = failed.process AND searches.error = failed.error
LEFT JOIN syscalls AS example ON example.trace = tally.trace AND example.seq = tally.first
ORDER BY failed.failed DESC, failed.syscall, failed.error, failed.process
