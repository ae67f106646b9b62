//! Compression of pages.

use std::io;

use bytes::Bytes;
use zstd::bulk::Compressor;
use zstd::zstd_safe::compress_bound;

/// Compresses pages, one after the other in the same memory: fresh memory for each would cost as much as a fast level.
pub(crate) struct Zstd {
    compressor: Compressor<'static>,
    level: i32,
    page: Vec<u8>,
    compressed: Vec<u8>,
}

impl Zstd {
    pub(crate) fn new(level: i32) -> io::Result<Self> {
        Ok(Self { compressor: Compressor::new(level)?, level, page: Vec::new(), compressed: Vec::new() })
    }

    /// How hard it tries.
    pub(super) fn level(&self) -> i32 {
        self.level
    }

    /// Compresses the bytes that `fill` adds to an empty vector. Gives their number too, and what `fill` gave.
    pub(super) fn compress_page<T>(&mut self, fill: impl FnOnce(&mut Vec<u8>) -> T) -> io::Result<((Bytes, usize), T)> {
        let mut page = std::mem::take(&mut self.page);
        let told = fill(&mut page);
        let compressed = self.compress(&page)?;
        let length = page.len();
        page.clear();
        page.shrink_to(MOST_KEPT);
        self.page = page;
        Ok(((compressed, length), told))
    }

    pub(super) fn compress(&mut self, bytes: &[u8]) -> io::Result<Bytes> {
        self.compressed.clear();
        self.compressed.shrink_to(MOST_KEPT);
        self.compressed.reserve(compress_bound(bytes.len()));
        self.compressor.compress_to_buffer(bytes, &mut self.compressed)?;
        Ok(Bytes::copy_from_slice(&self.compressed))
    }
}

/// More memory than this is given back: only a page with an enormous value takes as much.
const MOST_KEPT: usize = 4 << 20;
