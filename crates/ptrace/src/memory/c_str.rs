//! Strings that end with a NUL.

use super::{Memory, Owner, Range, to_page_end};
use crate::Error;

/// How a string ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CStrEnd {
    /// With its NUL.
    Nul,
    /// At the limit.
    Limit,
    /// At memory that cannot be read.
    Fault,
}

impl Memory {
    /// Appends the string at `address`, without its NUL, to `into`: at most `limit` bytes, page by page, so that nothing
    /// beyond the page of its NUL is touched.
    ///
    /// # Errors
    /// As [`Memory::read`].
    pub fn c_str<'a>(
        &mut self,
        owner: impl Into<Owner<'a>>,
        address: u64,
        limit: usize,
        into: &mut Vec<u8>,
    ) -> Result<CStrEnd, Error> {
        let owner = owner.into();
        let mut left = limit;
        let mut next = Some(address);
        while left > 0 {
            let Some(address) = next else { return Ok(CStrEnd::Fault) };
            let length = left.min(to_page_end(address, self.page()));
            let pieces = self.read(owner, &[Range { address, length }])?;
            let bytes = pieces.get(0);
            if let Some(end) = bytes.iter().position(|&byte| byte == 0) {
                into.extend_from_slice(&bytes[..end]);
                return Ok(CStrEnd::Nul);
            }
            into.extend_from_slice(bytes);
            if bytes.len() < length {
                return Ok(CStrEnd::Fault);
            }
            left -= length;
            next = address.checked_add(length as u64);
        }
        Ok(CStrEnd::Limit)
    }
}
