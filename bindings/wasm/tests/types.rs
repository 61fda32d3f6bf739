//! The TypeScript types of the model are those of the core: this renders them and compares with the committed file.
//!
//! `BLESS=1 cargo test -p hubspot-engagements-wasm --test types` writes the file anew.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test reads and writes files"
)]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use hubspot_engagements_core::json::javascript::integer_keys;
use hubspot_engagements_core::json::{Field, Kind};
use hubspot_engagements_core::model::{
    Associations, Attachment, Call, CallStatus, Disposition, Email, EmailParticipant, EmailStatus,
    EngagementInfo, EngagementType, Meeting, MeetingOutcome, Note, ObjectType, Owner, OwnerType,
    PublishingCategory, PublishingState, PublishingTask, ScheduledTask, Task, TaskPriority, TaskStatus,
    TaskType,
};

/// The objects, and whether requests have them too.
const OBJECTS: [(&str, &[Field], bool); 13] = [
    ("EngagementInfo", EngagementInfo::FIELDS, true),
    ("Associations", Associations::FIELDS, true),
    ("Attachment", Attachment::FIELDS, true),
    ("ScheduledTask", ScheduledTask::FIELDS, false),
    ("Note", Note::FIELDS, true),
    ("EmailParticipant", EmailParticipant::FIELDS, true),
    ("Email", Email::FIELDS, true),
    ("Task", Task::FIELDS, true),
    ("Meeting", Meeting::FIELDS, true),
    ("Call", Call::FIELDS, true),
    ("PublishingTask", PublishingTask::FIELDS, false),
    ("Disposition", Disposition::FIELDS, false),
    ("Owner", Owner::FIELDS, false),
];

const WORDS: [(&str, &[&str]); 11] = [
    ("EngagementType", EngagementType::KNOWN),
    ("ObjectType", ObjectType::KNOWN),
    ("TaskStatus", TaskStatus::KNOWN),
    ("TaskType", TaskType::KNOWN),
    ("TaskPriority", TaskPriority::KNOWN),
    ("CallStatus", CallStatus::KNOWN),
    ("MeetingOutcome", MeetingOutcome::KNOWN),
    ("EmailStatus", EmailStatus::KNOWN),
    ("PublishingState", PublishingState::KNOWN),
    ("PublishingCategory", PublishingCategory::KNOWN),
    ("OwnerType", OwnerType::KNOWN),
];

/// What no answer was ever seen without.
const ALWAYS: [(&str, &str); 3] = [("Disposition", "id"), ("Disposition", "label"), ("Owner", "id")];

const HEAD: &str = "\
// Made of the Rust model by `BLESS=1 cargo test -p hubspot-engagements-wasm --test types`. Do not edit.
import type { DurationInput, Id, IdInput, Milliseconds, OpenWord, Time, TimeInput } from './scalars.js';

/** Keys that this version does not know. */
export interface Open {
  [key: string]: unknown;
}
";

#[test]
fn the_committed_types_are_those_of_the_model() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file = root.join("js/src/model.generated.ts");
    let wanted = render(&Comments::read(&root.join("crates/core/src/model")));
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, &wanted).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    let first = committed.lines().zip(wanted.lines()).find(|(have, want)| have != want);
    assert!(
        committed == wanted,
        "{} is not what the model says (first difference: {first:?}): run this test with BLESS=1",
        file.display()
    );
}

fn render(comments: &Comments) -> String {
    let mut out = HEAD.to_owned();
    for (name, words) in WORDS {
        let union: String = words.iter().map(|word| format!("\n  | '{word}'")).collect();
        write!(out, "\n{}export type {name} = OpenWord<{union}\n>;\n", comments.of("", name, "")).unwrap();
    }
    for (name, fields, is_input) in OBJECTS {
        out.push_str(&interface(comments, name, fields));
        if is_input {
            out.push_str(&input(comments, name, fields));
        }
    }
    out.push_str(&integer_key_list());
    out
}

fn interface(comments: &Comments, name: &str, fields: &[Field]) -> String {
    let is_info = name == "EngagementInfo";
    let parameter = if is_info { "<Type extends string = EngagementType>" } else { "" };
    let mut out =
        format!("\n{}export interface {name}{parameter} extends Open {{\n", comments.of("", name, ""));
    for field in fields {
        let kind = if is_info && field.key == "type" { "Type".to_owned() } else { result(field.kind) };
        let (mark, null) = if ALWAYS.contains(&(name, field.key)) { ("", "") } else { ("?", or_null(&kind)) };
        writeln!(out, "{}  {}{mark}: {kind}{null};", comments.of("  ", name, field.key), field.key).unwrap();
    }
    out + "}\n"
}

fn or_null(kind: &str) -> &'static str {
    if kind == "unknown" { "" } else { " | null" }
}

/// What a request may have: no key that only the service sets, and no unknown one.
fn input(comments: &Comments, name: &str, fields: &[Field]) -> String {
    let mut out = format!("\n/** {{@link {name}}} in a request. */\nexport interface {name}Input {{\n");
    for field in fields.iter().filter(|field| !field.read_only) {
        let kind = parameter(field.kind);
        let null = or_null(&kind);
        writeln!(out, "{}  {}?: {kind}{null};", comments.of("  ", name, field.key), field.key).unwrap();
    }
    out + "}\n"
}

fn result(kind: Kind) -> String {
    match kind {
        Kind::Integer => "number | string".to_owned(),
        Kind::Id => "Id".to_owned(),
        Kind::Time => "Time".to_owned(),
        Kind::Duration => "Milliseconds".to_owned(),
        Kind::List(of) => format!("{}[]", bracketed(result(*of))),
        other => common(other, ""),
    }
}

fn parameter(kind: Kind) -> String {
    match kind {
        Kind::Integer => "number | bigint".to_owned(),
        Kind::Id => "IdInput".to_owned(),
        Kind::Time => "TimeInput".to_owned(),
        Kind::Duration => "DurationInput".to_owned(),
        Kind::List(of) => format!("readonly {}[]", bracketed(parameter(*of))),
        other => common(other, "Input"),
    }
}

fn common(kind: Kind, suffix: &str) -> String {
    match kind {
        Kind::Boolean => "boolean".to_owned(),
        Kind::Text => "string".to_owned(),
        Kind::Enumeration(known) => {
            let name = WORDS.iter().find(|(_, words)| *words == known).map(|(name, _)| *name);
            name.unwrap_or_else(|| panic!("no name for the words {known:?}")).to_owned()
        }
        Kind::Object(fields) => {
            let name = OBJECTS.iter().find(|(_, known, _)| *known == fields).map(|(name, ..)| *name);
            format!("{}{suffix}", name.unwrap_or_else(|| panic!("no name for the object {fields:?}")))
        }
        _ => "unknown".to_owned(),
    }
}

fn bracketed(kind: String) -> String {
    if kind.contains(' ') { format!("({kind})") } else { kind }
}

/// The keys of the core's rule.
fn integer_key_list() -> String {
    let list: String = integer_keys().iter().map(|key| format!("\n  '{key}',")).collect();
    format!(
        "\n/** Keys whose values are integers wherever an engagement documents them. */\n\
         export const INTEGER_KEYS: ReadonlySet<string> = new Set([{list}\n]);\n"
    )
}

/// The doc comments of the model, by type and key (or by type alone).
struct Comments(HashMap<(String, String), String>);

impl Comments {
    fn read(folder: &Path) -> Comments {
        let mut found = HashMap::new();
        // What tests a model lies in a folder of its own.
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        for path in entries.filter(|path| path.is_file()) {
            let mut comment = Vec::new();
            let mut name = String::new();
            for line in fs::read_to_string(path).unwrap().lines().map(str::trim) {
                if let Some(text) = line.strip_prefix("///") {
                    comment.push(text.trim().to_owned());
                    continue;
                }
                let declared = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "));
                if let Some(rest) = declared {
                    name = rest.trim_end_matches([' ', '{']).to_owned();
                    found.insert((name.clone(), String::new()), comment.join("\n"));
                } else if let Some(key) = line.split(" = \"").nth(1).and_then(|rest| rest.split('"').next()) {
                    found.insert((name.clone(), key.to_owned()), comment.join("\n"));
                }
                comment.clear();
            }
        }
        Comments(found)
    }

    fn of(&self, indent: &str, name: &str, key: &str) -> String {
        let text = self.0.get(&(name.to_owned(), key.to_owned())).filter(|text| !text.is_empty());
        // A field without a word about it is a mistake of the model's.
        let text = text.unwrap_or_else(|| panic!("{name}.{key} has no doc comment"));
        // What only Rust has is called otherwise here.
        let text = text.replace(" and are kept in `extra`", " and are kept");
        let lines: Vec<&str> = text.lines().collect();
        match lines.as_slice() {
            [line] => format!("{indent}/** {line} */\n"),
            lines => {
                let lines: String = lines
                    .iter()
                    .map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n")
                    .collect();
                format!("{indent}/**\n{lines}{indent} */\n")
            }
        }
    }
}
