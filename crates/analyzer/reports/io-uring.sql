-- title: Operations of io_uring
-- question: What was done through io_uring, how often did it fail, and how long did it take?
-- render: table
-- needs: io_uring
-- choice by = opcode { opcode: opcode | comm: comm | pid: pid | tid: tid | path: path | error: error | fd_type: fd_type
--     | outcome: outcome }: what to count and add up by
-- param limit int = 30: how many rows, those that took the most time first
-- column name text: the operation, or what --by names; empty for operations that have none
-- column operations count: how many completions, and how many requests that had none
-- column errors count: how many of them failed
-- column bytes bytes: how much they read and wrote
-- column total ns: time between submission and completion, added up
-- column p50 ns: half of those that completed took at most this long
-- column p99 ns: 99 of 100 that completed took at most this long
-- column max ns: the longest that completed
-- column open count: how many requests had not completed at the end; empty where all had
-- spare: p50, errors
-- next: analyze -c "SELECT t, comm, opcode, path, ret, duration_ns FROM operations WHERE {{by}} = '{name}' ORDER BY duration_ns DESC LIMIT 20"
SELECT
  {{by}} AS name,
  count(*) AS operations,
  count(*) FILTER (WHERE errno IS NOT NULL) AS errors,
  sum(bytes) AS bytes,
  sum(duration_ns) AS total,
  CAST(round(percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ns)) AS BIGINT) AS p50,
  CAST(round(percentile_cont(0.99) WITHIN GROUP (ORDER BY duration_ns)) AS BIGINT) AS p99,
  max(duration_ns) AS max,
  nullif(count(*) FILTER (WHERE outcome = 'unfinished'), 0) AS open
FROM operations
GROUP BY 1
ORDER BY total DESC NULLS LAST, operations DESC, name NULLS LAST
LIMIT $limit
