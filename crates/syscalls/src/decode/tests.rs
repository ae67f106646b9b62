//! Expectations taken from strace 6.1.
