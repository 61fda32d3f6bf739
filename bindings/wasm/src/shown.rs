//! What the core tells, as plain objects.

use hubspot_engagements_core::json::Tree;
use serde::ser::{Serialize, Serializer};
use wasm_bindgen::JsValue;

/// The same values in JavaScript: `null` for nothing, objects with the tree's keys.
///
/// # Errors
/// What serde-wasm-bindgen says of an integer that no JavaScript number holds.
pub(crate) fn shown(tree: &Tree<'_>) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    Shown(tree).serialize(&serializer).map_err(JsValue::from)
}

struct Shown<'a>(&'a Tree<'a>);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Tree::Null => serializer.serialize_unit(),
            Tree::Boolean(truth) => serializer.serialize_bool(*truth),
            Tree::Integer(number) => serializer.serialize_i64(*number),
            Tree::Text(text) => serializer.serialize_str(text),
            Tree::List(values) => serializer.collect_seq(values.iter().map(Shown)),
            Tree::Object(entries) => {
                serializer.collect_map(entries.iter().map(|(key, value)| (key, Shown(value))))
            }
        }
    }
}
