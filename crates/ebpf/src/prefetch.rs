//! Records that will be asked for soon.

/// How far ahead, in bytes: some records.
const AHEAD: usize = 2048;

/// Bytes that a processor fetches at a time, on most.
const LINE: usize = 64;

/// Has the processor fetch as many bytes as `record` has, from some records behind it: where a record ends is known only
/// when its beginning is there, so that one would wait for each. A hint: that nothing may stand there does not matter.
#[inline]
pub fn prefetch(record: &[u8]) {
    for at in (AHEAD..AHEAD + record.len()).step_by(LINE) {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: no memory is read or written, whatever the address (Intel SDM, PREFETCHh).
        unsafe {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            _mm_prefetch::<_MM_HINT_T0>(record.as_ptr().wrapping_add(at).cast());
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = at;
    }
}
