-- title: Files
-- question: Which files were opened, read and written, how much, and what did it cost?
-- render: table
-- choice by = path { path: path
--     | dir: coalesce(nullif(left(path, length(path) - strpos(reverse(path), '/')), ''), '/')
--     | ext: CASE WHEN strpos(substr(split_part(path, '/', -1), 2), '.') > 0 THEN '.' || split_part(path, '.', -1) END
--     }: each file, all files of a directory, or all with one extension
-- param limit int = 30: how many rows, those that took the most time first
-- column name text: path, directory or extension; empty for files without an extension
-- column opens count: successful opens
-- column reads count: reads
-- column writes count: writes
-- column bytes bytes: bytes read and written
-- column mean bytes: bytes of a mean read or write
-- column time ns: time spent in all calls about it
-- column errors count: calls about it that failed
-- spare: mean, errors
-- finding small-io when reads + writes >= 1000 AND mean < 512 cost time severity medium:
--     {name} is read and written {mean} at a time: {reads} reads and {writes} writes for {bytes}
-- next: analyze slowest --where "{{by}} = '{name}'"
SELECT
  {{by}} AS name,
  sum(opens) AS opens,
  sum(reads) AS reads,
  sum(writes) AS writes,
  sum(bytes_read + bytes_written) AS bytes,
  CAST(round(sum(bytes_read + bytes_written) / nullif(CAST(sum(reads + writes) AS DOUBLE), 0)) AS BIGINT) AS mean,
  sum(duration_ns) AS time,
  sum(errors) AS errors
FROM files
WHERE path LIKE '/%'
GROUP BY 1
ORDER BY time DESC NULLS LAST, bytes DESC, name NULLS LAST
LIMIT $limit
