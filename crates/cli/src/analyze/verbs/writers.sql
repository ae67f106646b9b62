-- title: Writers
-- question: Who writes how much, and in what pieces?
-- param limit int = 20: how many rows, those that wrote most first
-- param at_least bytes = 1: leave out smaller writes
-- choice by = comm { comm: comm | path: path | syscall: syscall }: what to add up by
-- column name text: the thread's name, or what --by names
-- column writes count: how many writes
-- column bytes bytes: how much they wrote
-- column mean bytes: how much a mean write wrote
-- column total ns: time that they took, added up
-- finding small-writes when writes >= 1000 AND mean < 512 cost total severity medium:
--     {name} writes {mean} at a time: {writes} writes for {bytes}
-- next: analyze slowest --where "{{by}} = '{name}'"
SELECT
  {{by}} AS name,
  count(*) AS writes,
  sum(bytes) AS bytes,
  CAST(round(avg(bytes)) AS BIGINT) AS mean,
  sum(duration_ns) AS total
FROM syscalls
WHERE syscall IN ('write', 'pwrite64', 'writev', 'pwritev', 'pwritev2') AND bytes >= $at_least
GROUP BY 1
ORDER BY bytes DESC NULLS LAST, name NULLS LAST
LIMIT $limit
