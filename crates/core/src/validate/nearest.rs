//! What a misspelt key was meant to be.

/// How a key that nobody documents relates to one that is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Nearest<'a> {
    /// The same but for case, `_` and `-`, or the singular of a list: surely a mistake.
    Same(&'a str),
    /// Nearly the same letters: perhaps one.
    Close(&'a str),
    /// Something new.
    None,
}

/// Compares a key with the known ones.
pub(super) fn nearest<'a>(key: &str, known: &[&'a str]) -> Nearest<'a> {
    let plain = plain(key);
    let letters = plain.chars().count();
    let mut close = Nearest::None;
    for candidate in known.iter().copied() {
        let wanted = self::plain(candidate);
        if wanted == plain || wanted.strip_suffix("ids").is_some_and(|stem| plain == format!("{stem}id")) {
            return Nearest::Same(candidate);
        }
        // A key may be of any length; comparing it letter by letter is for those that can be close.
        let can_be_close = plain.len() > 4 && letters.abs_diff(wanted.chars().count()) <= 2;
        if can_be_close && close == Nearest::None && distance(&plain, &wanted) <= 2 {
            close = Nearest::Close(candidate);
        }
    }
    close
}

fn plain(key: &str) -> String {
    let mut plain = key.to_ascii_lowercase();
    plain.retain(|letter| !matches!(letter, '_' | '-' | ' '));
    plain
}

/// How many letters must be put in, taken out or replaced (Levenshtein), row by row.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.chars().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        let mut next = vec![left];
        for (above, wanted) in row.iter().skip(1).zip(&other) {
            left = (left + 1).min(above + 1).min(diagonal + usize::from(letter != *wanted));
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Nearest, distance, nearest};

    #[test]
    fn distances() {
        for (one, other, wanted) in
            [("", "", 0), ("a", "", 1), ("kitten", "sitting", 3), ("owner", "ownre", 2)]
        {
            assert_eq!(distance(one, other), wanted, "{one} {other}");
        }
    }

    #[test]
    fn keys() {
        let known = ["ownerId", "contactIds", "durationMilliseconds"];
        let near = |key| nearest(key, &known);
        assert_eq!(near("owner_id"), Nearest::Same("ownerId"));
        assert_eq!(near("OwnerID"), Nearest::Same("ownerId"));
        assert_eq!(near("contactId"), Nearest::Same("contactIds"));
        assert_eq!(near("durationMiliseconds"), Nearest::Close("durationMilliseconds"));
        assert_eq!(near("hs_custom"), Nearest::None);
    }
}
