//! JSON text as JavaScript can hold it: `JSON.parse` turns every number into a double.
//!
//! Ids become strings (a record's id is a name, not a quantity, and ids beyond 2^53 are possible), and so does
//! every other integer that a double cannot hold. All else is copied byte for byte.

/// The largest integer that a JavaScript number holds with all its neighbours.
const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// Whether numbers under this key are ids.
///
/// By name, so that `…Ids` keys which the service adds later are treated like those it has today.
pub(crate) fn is_id_key(key: &str) -> bool {
    key == "id"
        || key.ends_with("Id")
        || key.ends_with("Ids")
        || matches!(key, "createdBy" | "modifiedBy" | "userIdIncludingInactive")
}

/// Rewrites valid JSON text for `JSON.parse`.
pub(crate) fn for_javascript(text: &str) -> String {
    let mut writer = Writer { text, out: String::with_capacity(text.len() + 64), copied: 0 };
    writer.run();
    writer.out
}

struct Writer<'a> {
    text: &'a str,
    out: String,
    /// Up to here the text stands in `out`.
    copied: usize,
}

impl Writer<'_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut ids = IdScope::default();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at = match byte {
                b'"' => {
                    let end = string_end(bytes, at);
                    ids.string(self.text.get(at + 1..end.saturating_sub(1)).unwrap_or_default());
                    end
                }
                b'-' | b'0'..=b'9' => {
                    let end = number_end(bytes, at);
                    if needs_quotes(self.text.get(at..end).unwrap_or_default(), ids.inside()) {
                        self.quote(at, end);
                    }
                    end
                }
                _ => {
                    ids.punctuation(byte);
                    at + 1
                }
            };
        }
        self.copy_to(self.text.len());
    }

    fn quote(&mut self, start: usize, end: usize) {
        self.copy_to(start);
        self.out.push('"');
        self.copy_to(end);
        self.out.push('"');
    }

    fn copy_to(&mut self, end: usize) {
        self.out.push_str(self.text.get(self.copied..end).unwrap_or_default());
        self.copied = end;
    }
}

/// Knows whether the value at hand stands under an id's key, directly or in its array.
#[derive(Default)]
struct IdScope {
    last_string_is_id: bool,
    under_id_key: bool,
    array_depth: usize,
}

impl IdScope {
    fn string(&mut self, text: &str) {
        self.last_string_is_id = is_id_key(text);
    }

    fn punctuation(&mut self, byte: u8) {
        match byte {
            b':' => {
                self.under_id_key = self.last_string_is_id;
                self.array_depth = 0;
            }
            b'[' => self.array_depth += 1,
            b']' => {
                self.array_depth = self.array_depth.saturating_sub(1);
                self.under_id_key &= self.array_depth > 0;
            }
            b',' => self.under_id_key &= self.array_depth > 0,
            b'{' | b'}' => self.under_id_key = false,
            _ => {}
        }
    }

    fn inside(&self) -> bool {
        self.under_id_key
    }
}

fn needs_quotes(number: &str, is_id: bool) -> bool {
    let is_integer = !number.contains(['.', 'e', 'E']);
    let is_safe =
        || number.parse::<i64>().is_ok_and(|value| (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&value));
    is_integer && (is_id || !is_safe())
}

/// The index behind the closing quote of the string that opens at `start`.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn number_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
    start + rest.iter().take_while(is_part).count()
}

#[cfg(test)]
mod tests {
    use super::for_javascript;

    #[test]
    fn ids_and_unsafe_integers_become_strings() {
        let cases = [
            (r#"{"id":1,"n":2}"#, r#"{"id":"1","n":2}"#),
            (r#"{"contactIds":[1,2],"n":[3]}"#, r#"{"contactIds":["1","2"],"n":[3]}"#),
            (r#"{"futureIds":[[1],2],"n":3}"#, r#"{"futureIds":[["1"],"2"],"n":3}"#),
            (r#"{"timestamp":636418459634654854}"#, r#"{"timestamp":"636418459634654854"}"#),
            (r#"{"timestamp":1409172644778}"#, r#"{"timestamp":1409172644778}"#),
            (r#"{"n":123456789012345678901234567890}"#, r#"{"n":"123456789012345678901234567890"}"#),
            (
                r#"{"id":"7","createdBy":9,"x":1.5,"portalId":-1}"#,
                r#"{"id":"7","createdBy":"9","x":1.5,"portalId":"-1"}"#,
            ),
            (r#"{"body":"\"id\":1","id":{"n":1},"m":1}"#, r#"{"body":"\"id\":1","id":{"n":1},"m":1}"#),
            (r#"[{"id":1},{"id":[]},{"n":1}]"#, r#"[{"id":"1"},{"id":[]},{"n":1}]"#),
            (r#"{"é":"\\","id" : 1 , "n":1e3}"#, r#"{"é":"\\","id" : "1" , "n":1e3}"#),
        ];
        for (given, wanted) in cases {
            assert_eq!(for_javascript(given), wanted);
        }
    }
}
