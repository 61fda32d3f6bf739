//! The table, and its placeholders.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// What placeholders stand for.
pub(crate) type Words = Map<String, Value>;

/// `tests/faults/table.json`, which its README describes.
pub(crate) struct Table(Value);

/// One case, with all of `each` filled in.
pub(crate) struct Case {
    pub(crate) row: u64,
    pub(crate) title: String,
    pub(crate) fault: Value,
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_path_buf()
}

impl Table {
    pub(crate) fn read() -> Table {
        let text = std::fs::read_to_string(root().join("tests/faults/table.json")).unwrap();
        Table(serde_json::from_str(&text).unwrap())
    }

    pub(crate) fn rows(&self) -> &[Value] {
        self.0["rows"].as_array().unwrap()
    }

    /// The operation and the parameters of a call by its short name.
    pub(crate) fn call(&self, name: &str) -> (&str, &Map<String, Value>) {
        let call = &self.0["calls"][name];
        (call["operation"].as_str().unwrap(), call["params"].as_object().unwrap())
    }

    /// Every case that this language runs.
    pub(crate) fn cases(&self, language: &str) -> Vec<Case> {
        let mut cases = Vec::new();
        for row in self.rows() {
            let number = row["row"].as_u64().unwrap();
            for case in row["cases"].as_array().into_iter().flatten() {
                let is_ours = |only: &Vec<Value>| only.iter().any(|one| one == language);
                if !case["only"].as_array().is_none_or(is_ours) {
                    continue;
                }
                let once = vec![Value::Object(Map::new())];
                for words in case["each"].as_array().unwrap_or(&once) {
                    let mut fault = case.clone();
                    fault.as_object_mut().unwrap().remove("each");
                    let title = format!("row {number}: {}, {} {words}", row["name"], case["of"]);
                    cases.push(Case {
                        row: number,
                        title,
                        fault: filled(&fault, words.as_object().unwrap()),
                    });
                }
            }
        }
        cases
    }
}

/// The value with its placeholders replaced: a text that is one by the word itself, within a text by its text.
pub(crate) fn filled(value: &Value, words: &Words) -> Value {
    match value {
        Value::String(text) => words.get(text).cloned().unwrap_or_else(|| {
            let mut longest_first: Vec<(&String, &Value)> = words.iter().collect();
            longest_first.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
            longest_first
                .iter()
                .fold(text.clone(), |text, (word, value)| text.replace(*word, &shown(value)))
                .into()
        }),
        Value::Array(list) => list.iter().map(|entry| filled(entry, words)).collect(),
        Value::Object(entries) => {
            entries.iter().map(|(key, entry)| (key.clone(), filled(entry, words))).collect()
        }
        other => other.clone(),
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
