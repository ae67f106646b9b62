-- view: one row for the life of each descriptor in a descriptor table, whatever the filters say
-- column t time: when the descriptor came to be
-- column end_t time: when it ended
-- column ts time: when it came to be, as a moment
-- column duration_ns ns: its life
-- column pid id: process that made it
-- column comm text: name of the thread that made it
-- column path text: the kernel's name for the open file
SELECT
  t, end_t, ts, duration_ns, pid, tid, comm, fd, path, fd_type, origin, fate, reads, writes, bytes_read, bytes_written,
  protocol, local_addr, peer_addr, fd_table, file_id, upid, utid, seq, trace
FROM recorded
WHERE kind = 'fd'
