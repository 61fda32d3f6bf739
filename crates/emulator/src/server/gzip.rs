//! `Content-Encoding: gzip`.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Whether an `Accept-Encoding` header asks for gzip.
pub(super) fn asked(accept_encoding: Option<&str>) -> bool {
    accept_encoding.into_iter().flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let refused = parts.any(|part| part.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0)));
        (name.eq_ignore_ascii_case("gzip") || name == "*") && !refused
    })
}

/// The bytes as one gzip member; `None` only where memory ran out.
pub(super) fn compress(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// What gzip never makes: a first block of the kind that is not defined.
pub(super) fn corrupt(bytes: &[u8]) -> Vec<u8> {
    let mut zipped = compress(bytes).unwrap_or_default();
    if let Some(block) = zipped.get_mut(HEADER) {
        *block |= 0b110;
    }
    zipped
}

/// The first half of the compressed bytes.
pub(super) fn truncated(bytes: &[u8]) -> Vec<u8> {
    let mut zipped = compress(bytes).unwrap_or_default();
    zipped.truncate(zipped.len() / 2);
    zipped
}

/// The length of the header that the encoder writes.
const HEADER: usize = 10;

/// A compressed body that is made piece by piece.
pub(super) struct Stream<I> {
    pieces: I,
    /// `None` once the end is given.
    encoder: Option<GzEncoder<Vec<u8>>>,
}

impl<I> Stream<I> {
    pub(super) fn new(pieces: I) -> Stream<I> {
        Stream { pieces, encoder: Some(GzEncoder::new(Vec::new(), Compression::fast())) }
    }
}

impl<I: Iterator<Item = Vec<u8>>> Iterator for Stream<I> {
    type Item = Vec<u8>;

    /// What the next piece adds, which can be nothing at all.
    fn next(&mut self) -> Option<Vec<u8>> {
        match self.pieces.next() {
            Some(piece) => {
                let encoder = self.encoder.as_mut()?;
                encoder.write_all(&piece).ok()?;
                Some(std::mem::take(encoder.get_mut()))
            }
            None => self.encoder.take()?.finish().ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::asked;

    #[test]
    fn gzip_is_sent_only_to_those_who_ask() {
        assert!(asked(Some("gzip, deflate, br")));
        assert!(asked(Some("br;q=1.0, GZIP;q=0.5")));
        assert!(asked(Some("*")));
        assert!(!asked(Some("gzip;q=0")));
        assert!(!asked(Some("identity")));
        assert!(!asked(None));
    }
}
