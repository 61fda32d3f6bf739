//! Finding a text within another, byte by byte: what is searched here is short, and the standard library's search for
//! long texts is 4 KB of a module for the browser.

/// Where `part` begins in `text`.
pub(crate) fn find(text: &str, part: &str) -> Option<usize> {
    text.as_bytes().windows(part.len().max(1)).position(|window| window == part.as_bytes())
}

/// What stands before and behind the first `part`.
pub(crate) fn split_once<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text, part)?;
    Some((text.get(..at)?, text.get(at + part.len()..)?))
}

/// The text with `by` in place of every `part`.
pub(crate) fn replaced(text: &str, part: &str, by: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = split_once(rest, part) {
        out.push_str(before);
        out.push_str(by);
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{find, replaced, split_once};

    #[test]
    fn texts_in_texts() {
        assert_eq!(
            (find("abcab", "ab"), find("abc", "c"), find("", "a"), find("a", "ab")),
            (Some(0), Some(2), None, None)
        );
        assert_eq!(split_once("https://a://b", "://"), Some(("https", "a://b")));
        assert_eq!(
            (replaced("aXbXXc", "X", "é"), replaced("é", "X", "")),
            ("aébééc".to_owned(), "é".to_owned())
        );
    }
}
