//! A body of any length: valid JSON, so that nothing but its length speaks against it.

/// A page without results.
const PAGE: &[u8] = br#"{"results":[],"hasMore":false,"offset":0}"#;

/// What is left of such a body: a page, and blanks behind it.
#[derive(Debug, Clone)]
pub(crate) struct Filler {
    length: u64,
    given: u64,
}

impl Filler {
    /// A body of that many bytes.
    pub(crate) fn new(length: u64) -> Filler {
        Filler { length, given: 0 }
    }
}

/// Pieces of 64 KiB, so that nothing is ever held in memory as a whole.
impl Iterator for Filler {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let left = usize::try_from(self.length - self.given).unwrap_or(usize::MAX);
        let size = left.min(64 * 1024);
        let mut piece = if self.given == 0 { PAGE.to_vec() } else { Vec::new() };
        piece.resize(size, b' ');
        self.given += size as u64;
        (size > 0).then_some(piece)
    }
}
