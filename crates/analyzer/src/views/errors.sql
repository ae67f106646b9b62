-- view: one row for each system call that failed; restarts (errno 512 to 516) are not failures
-- column message text: the error in words
-- column args text: the arguments as strace prints them; decoded only where it is selected
-- column category text: as in `syscalls`
SELECT
  t, end_t, ts, duration_ns, pid, tid, comm, syscall, args, error, errno, errno_text(errno) AS message, category,
  path, path2, fd, fd2, fd_type, requested, protocol, local_addr, peer_addr, ret, outcome, argv, upid, utid, seq, trace
FROM syscalls
WHERE errno IS NOT NULL AND errno NOT BETWEEN 512 AND 516
