//! The preview that the service derives from a body.

use crate::fields::Fields;

/// `bodyPreview`, `bodyPreviewHtml` and `bodyPreviewIsTruncated`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Preview {
    pub(crate) text: String,
    pub(crate) html: String,
    pub(crate) truncated: bool,
}

/// Recorded previews are at most this long when cut, in UTF-16 units.
const LIMIT: usize = 497;

impl Preview {
    /// The preview of a note's, call's, task's or meeting's body, or an e-mail's `html` or `text`.
    pub(crate) fn of(metadata: &Fields) -> Option<Preview> {
        let html =
            ["body", "html"].into_iter().filter_map(|key| metadata.text(key)).find(|html| !blank(html));
        let html = match html {
            Some(html) => html,
            None => escape(&metadata.text("text").filter(|text| !blank(text))?),
        };
        Some(Preview::of_html(&html))
    }

    fn of_html(html: &str) -> Preview {
        let text = plain(html);
        let (cut, truncated) = shorten(&text);
        // UNCERTAIN: how the service shortens markup; the shortened text stands for it here.
        let inner = if truncated { escape(cut) } else { breaks(html) };
        Preview {
            text: cut.to_owned(),
            html: format!("<html>\n <head></head>\n <body>\n {inner}\n </body>\n</html>"),
            truncated,
        }
    }
}

fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Puts each line break on a line of its own, as recorded; other markup keeps its layout.
fn breaks(html: &str) -> String {
    ["<br>", "<br/>", "<br />"].iter().fold(html.to_owned(), |html, tag| html.replace(tag, " \n <br>"))
}

/// Markup without tags, entities decoded, white space runs as one blank.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        rest = if from.starts_with('<') { skip_tag(from, &mut text) } else { read_entity(from, &mut text) };
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Steps over a tag; a lone `<` is text.
fn skip_tag<'a>(from: &'a str, text: &mut String) -> &'a str {
    let opens = from.chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c == '!');
    match from.split_once('>') {
        Some((tag, rest)) if opens => {
            if !inline(tag) {
                text.push(' ');
            }
            rest
        }
        _ => {
            text.push('<');
            from.get(1..).unwrap_or_default()
        }
    }
}

/// Whether words on both sides of the tag stay one word.
fn inline(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']).split([' ', '/']).next().unwrap_or_default();
    ["a", "b", "em", "i", "span", "strong", "u"].iter().any(|inline| name.eq_ignore_ascii_case(inline))
}

/// Decodes the entity at the front; what is none stays as it is.
fn read_entity<'a>(from: &'a str, text: &mut String) -> &'a str {
    let entity = from.strip_prefix('&').and_then(|from| from.split_once(';'));
    match entity.and_then(|(name, rest)| Some((decode(name)?, rest))) {
        Some((c, rest)) => {
            text.push(c);
            rest
        }
        None => {
            text.push('&');
            from.get(1..).unwrap_or_default()
        }
    }
}

fn decode(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

/// The names that mail programs and editors write most.
const ENTITIES: [(&str, char); 24] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("hellip", '…'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bull", '•'),
    ("euro", '€'),
    ("pound", '£'),
    ("copy", '©'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("szlig", 'ß'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("ccedil", 'ç'),
];

/// Cuts a long text at the end of a word; true where something was cut off.
fn shorten(text: &str) -> (&str, bool) {
    let mut units = 0;
    let end = text.char_indices().find_map(|(at, c)| {
        units += c.len_utf16();
        (units > LIMIT).then_some(at)
    });
    let Some(end) = end else { return (text, false) };
    let cut = text.get(..end).unwrap_or_default();
    (cut.rsplit_once(' ').map_or(cut, |(words, _)| words), true)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_what_a_reader_sees() {
        assert_eq!(plain("First<br>Second &amp; <b>th</b>ird<p>x</p>"), "First Second & third x");
        assert_eq!(plain("a < b &unknown; &#8364;&#x1F600;"), "a < b &unknown; €😀");
        assert_eq!(plain("<never closed"), "<never closed");
    }

    #[test]
    fn a_recorded_line_break_stands_on_its_own_line() {
        let preview = Preview::of_html("First name: Person<br>Last name: Example");
        assert_eq!(preview.text, "First name: Person Last name: Example");
        assert_eq!(
            preview.html,
            "<html>\n <head></head>\n <body>\n First name: Person \n <br>Last name: Example\n </body>\n</html>"
        );
    }

    #[test]
    fn long_text_ends_with_a_whole_word() {
        let preview = Preview::of_html(&"seven77 ".repeat(80));
        assert!(preview.truncated);
        assert!(preview.text.ends_with("seven77"));
        assert!((483..=497).contains(&preview.text.len()), "{}", preview.text.len());
        let (cut, truncated) = shorten("short");
        assert_eq!((cut, truncated), ("short", false));
        assert!(shorten(&"😀".repeat(400)).1);
    }
}
