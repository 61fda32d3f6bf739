//! Held against serde_json, which these verdicts must be those of.
#![allow(clippy::unwrap_used, reason = "a test")]

use proptest::prelude::*;
use serde_json::value::RawValue;

use super::{Nesting, Scanner, plain_until};

/// What serde_json takes for one value, without the blanks around it.
fn value_by_serde(text: &str) -> Option<String> {
    serde_json::from_str::<&RawValue>(text).ok().map(|raw| raw.get().to_owned())
}

fn value(text: &str) -> Option<String> {
    let mut scanner = Scanner::of(text);
    let value = scanner.value().ok()?.to_owned();
    scanner.end().ok().map(|()| value)
}

fn string(text: &str) -> Option<String> {
    let mut scanner = Scanner::of(text);
    let read = scanner.string().ok()?.into_owned();
    scanner.end().ok().map(|()| read)
}

type Walked = Option<Vec<(String, String)>>;

fn entries(text: &str) -> Walked {
    let mut scanner = Scanner::of(text);
    let mut found = Vec::new();
    let walked = scanner.object(&mut |scanner, key| {
        found.push((key.into_owned(), scanner.value()?.to_owned()));
        Ok(())
    });
    walked.and_then(|()| scanner.end()).ok().map(|()| found)
}

fn entries_by_serde(text: &str) -> Walked {
    struct Entries;
    impl<'de> serde::de::Visitor<'de> for Entries {
        type Value = Vec<(String, String)>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut found = Vec::new();
            while let Some((key, raw)) = map.next_entry::<String, &RawValue>()? {
                found.push((key, raw.get().to_owned()));
            }
            Ok(found)
        }
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let walked = serde::Deserializer::deserialize_map(&mut reader, Entries);
    walked.and_then(|found| reader.end().map(|()| found)).ok()
}

fn elements(text: &str) -> Option<Vec<String>> {
    let mut scanner = Scanner::of(text);
    let found = scanner.array().ok()?.into_iter().map(str::to_owned).collect();
    scanner.end().ok().map(|()| found)
}

fn elements_by_serde(text: &str) -> Option<Vec<String>> {
    let found: Vec<&RawValue> = serde_json::from_str(text).ok()?;
    Some(found.into_iter().map(|raw| raw.get().to_owned()).collect())
}

fn agrees(text: &str) {
    assert_eq!(value(text), value_by_serde(text), "{text}");
    assert_eq!(string(text), serde_json::from_str::<String>(text).ok(), "{text}");
    assert_eq!(entries(text), entries_by_serde(text), "{text}");
    assert_eq!(elements(text), elements_by_serde(text), "{text}");
}

const TEXTS: &[&str] = &[
    "",
    " ",
    "nul",
    "null",
    "nulls",
    " true\t\r\n",
    "falsE",
    "0",
    "-0",
    "-",
    "01",
    "1.",
    "1.0",
    ".5",
    "1e5",
    "1e",
    "1E+05",
    "1e-",
    "1.5e3x",
    "123456789012345678901234567890e99999",
    "+1",
    "NaN",
    "Infinity",
    "\u{feff}1",
    "\u{a0}1",
    "1\u{c}",
    "[]",
    "[ ]",
    "[,]",
    "[1,]",
    "[1 2]",
    "[1}",
    "[[[]]]",
    "[[[]]",
    "{}",
    "{ }",
    "{,}",
    r#"{"a"}"#,
    r#"{"a":}"#,
    r#"{"a":1,}"#,
    r#"{"a":1 "b":2}"#,
    r#"{"a" : 1 , "b" : [ { } , "x" ] }"#,
    r#"{"a":1,"a":2}"#,
    r#"{a:1}"#,
    r#"{1:1}"#,
    r#"{"a":1]"#,
    r#"{"\u0061\n":"\u00e9"}"#,
    r#"{"\ud83d":1}"#,
    r#"["\ud83d"]"#,
    r#""\ud83d\ude00""#,
    r#""\ud83d\u0041""#,
    r#""\ud83dx""#,
    r#""\ude00""#,
    r#""\ude00\ud83d""#,
    r#""\uD83D\uDE0""#,
    r#""\u12""#,
    r#""\u12g4""#,
    r#""\u+123""#,
    r#""\x""#,
    r#""\""#,
    r#""\\""#,
    r#""\/\b\f\n\r\t\"""#,
    "\"a\u{1f}b\"",
    "\"a\u{0}\"",
    "\"a\u{7f}b\"",
    "\"a\nb\"",
    "\"abcdefgh\\nijklmnopqrstuvwxyz é 😀 tail\"",
    "\"unfinished",
    "\"x\" y",
    "1 1",
];

#[test]
fn the_same_verdict_on_every_text_and_every_part_of_it() {
    for text in TEXTS {
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            agrees(text.get(..end).unwrap());
        }
    }
}

#[test]
fn depth_costs_no_stack() {
    let deep = format!("{}{}", "[{\"a\":".repeat(200_000), "1");
    assert_eq!(value(&format!("{deep}{}", "}]".repeat(200_000))).map(|text| text.len()), Some(1_600_001));
    assert_eq!(value(&format!("{deep}{}", "}]".repeat(199_999))), None);
    assert_eq!(value(&format!("{deep}{}}}}}", "}]".repeat(199_999))), None);
}

#[test]
fn what_is_open_is_remembered_beyond_a_word() {
    let shapes: Vec<bool> = (0..300).map(|index| index % 3 == 0).collect();
    let mut nesting = Nesting::default();
    shapes.iter().for_each(|shape| nesting.enter(*shape));
    for shape in shapes.iter().rev() {
        assert_eq!(nesting.innermost(), Some(*shape));
        nesting.leave();
    }
    assert_eq!(nesting.innermost(), None);
}

/// Texts of which many are nearly JSON.
fn nearly_json() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        8 => prop::sample::select(vec!["{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"a\":", "\"\":"]),
        3 => prop::sample::select(vec!["1", "-", "0", ".5", "e3", "true", "false", "null", " ", "\n", "\u{b}"]),
        3 => prop::sample::select(vec!["\\", "\\n", "\\u00e9", "\\ud83d", "\\ude00", "\\u", "é", "😀", "abcdefgh"]),
    ];
    prop::collection::vec(pieces, 0..14).prop_map(|pieces| pieces.concat())
}

fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        any::<f64>()
            .prop_filter("JSON has no others", |number| number.is_finite())
            .prop_map(|n| n.to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
        Just("null".to_owned()),
        Just("[ ]".to_owned()),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        let key = any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap());
        let entry = (key, inner.clone()).prop_map(|(key, value)| format!("{key} :{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(|values| format!("[{}]", values.join(" ,"))),
            prop::collection::vec(entry, 0..6).prop_map(|entries| format!("{{ {}}}", entries.join(","))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn the_same_verdict_on_what_is_nearly_json(text in nearly_json()) {
        agrees(&text);
    }

    #[test]
    fn the_same_reading_of_json_and_of_json_with_a_mistake(text in json(), at: prop::sample::Index, byte in 0x20_u8..0x7f) {
        agrees(&text);
        let at = at.index(text.len());
        let mut bytes = text.into_bytes();
        bytes[at] = byte;
        if let Ok(text) = String::from_utf8(bytes) {
            agrees(&text);
        }
    }

    #[test]
    fn strings_end_where_they_do(bytes in prop::collection::vec(prop_oneof![0x00_u8..0x30, Just(b'\\'), any::<u8>()], 0..40), at in 0_usize..45) {
        let is_plain = |byte: &u8| *byte >= 0x20 && *byte != b'"' && *byte != b'\\';
        let rest = bytes.get(at..).unwrap_or_default();
        prop_assert_eq!(plain_until(&bytes, at), at + rest.iter().take_while(|byte| is_plain(byte)).count());
    }
}
