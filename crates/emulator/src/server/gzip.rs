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
