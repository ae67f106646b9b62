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
-- column example text: the first of them, with its arguments
-- finding mostly-failing when failed >= 50 AND rate >= 0.5 AND error NOT IN ('ENOTTY', 'EAGAIN', 'EINPROGRESS', 'ECHILD')
--     cost total severity medium: {failed} of {calls} {syscall} calls by {process} failed with {error}, first {example}
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
  failed.syscall || '(' || example.args || ')' AS example
FROM failed
JOIN made ON made.syscall = failed.syscall AND made.process = failed.process
JOIN tally
  ON tally.trace = failed.trace AND tally.syscall = failed.syscall
  AND tally.process = failed.process AND tally.error = failed.error
LEFT JOIN syscalls AS example ON example.trace = tally.trace AND example.seq = tally.first
ORDER BY failed.failed DESC, failed.syscall, failed.error, failed.process
