-- view: one row for each operation of io_uring; they are no system calls, and only recordings through BPF have them
-- column opcode text: the operation, as the kernel names it
SELECT
  t, end_t, ts, duration_ns, pid, tid, comm, opcode, ret, error, errno, outcome, path, fd, new_fd, fd_type, bytes,
  protocol, local_addr, peer_addr, upid, utid, cpu, seq, trace
FROM events
WHERE kind = 'io_uring'
