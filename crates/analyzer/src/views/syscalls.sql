-- view: one row for each system call
-- column args text: the arguments as strace prints them; decoded only where it is selected
-- column result text: the result as strace prints it after `=`; decoded only where it is selected
-- column category text: the most telling class of the call: `network`, `file`, `process`, `memory`, `signal`, `ipc`, `creds`, `clock`, `desc` (works on a descriptor), `other`
-- column cwd text: working directory, where the recorder gives it for calls
SELECT
  t, end_t, ts, duration_ns, pid, tid, comm, syscall,
  syscall_args(abi, nr, arg0, arg1, arg2, arg3, arg4, arg5, ret, memory, data, path, path2) AS args,
  result_text(abi, nr, arg0, arg1, arg2, arg3, arg4, arg5, ret, memory, data, path, path2) AS result,
  ret, error, errno, outcome, syscall_category(syscall) AS category,
  path, path2, fd, fd2, new_fd, new_fd2, fd_type, requested, bytes, file_offset, protocol, local_addr, peer_addr,
  upid, utid, cpu, cpu_ns, abi, nr, arg0, arg1, arg2, arg3, arg4, arg5, argv, cwd, fd_table, file_id, uid, gid, memory, data,
  seq, trace
FROM events
WHERE kind = 'syscall'
