#![allow(clippy::disallowed_methods, reason = "the table of the documentation is a file")]

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{EXTRA, Form, Layout, PARTS};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/columns.md");
const BEGIN: &str = "<!-- the columns: BLESS=1 cargo test -p hubspot-engagements-columnar --lib -->\n";
const END: &str = "<!-- end of the columns -->\n";

#[test]
fn the_documentation_lists_all_columns() {
    let text = std::fs::read_to_string(DOCUMENT).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (table, behind) = rest.split_once(END).unwrap();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(DOCUMENT, format!("{before}{BEGIN}{}{END}{behind}", listed())).unwrap();
    } else {
        assert_eq!(table, listed(), "BLESS=1 writes the table anew");
    }
}

#[test]
fn names_are_unique() {
    let fields = Layout::get().schema.fields();
    let names: BTreeSet<&String> = fields.iter().map(|field| field.name()).collect();
    assert_eq!(names.len(), fields.len());
}

/// Each column with its type and the place of its values in the service's engagement.
fn listed() -> String {
    let layout = Layout::get();
    let mut out = String::from("\n| column | type | from |\n|---|---|---|\n");
    let mut line = |column: usize, from: String| {
        let field = layout.schema.field(column);
        let mut kind = field.data_type().to_string().to_lowercase();
        for (long, short) in [("list(utf8)", "list of utf8"), ("list(int64)", "list of int64")] {
            kind = kind.replace(long, short);
        }
        kind = match layout.forms[column] {
            Form::Word(_) => "dictionary of utf8".to_owned(),
            Form::Time { .. } => "timestamp[ms, UTC]".to_owned(),
            Form::Times => "list of timestamp[ms, UTC]".to_owned(),
            _ => kind,
        };
        writeln!(out, "| `{}` | {kind} | {from} |", field.name()).unwrap();
    };
    for (part, _) in PARTS {
        for (place, field) in part.fields().iter().enumerate() {
            let Some((column, form)) = layout.column(part, place) else { continue };
            let under = part.key().map_or_else(String::new, |key| format!("{key}."));
            line(column, format!("`{under}{}`", field.key));
            if form == (Form::Time { has_raw: true }) {
                line(column + 1, format!("`{under}{}`, beyond the calendar", field.key));
            }
        }
    }
    line(layout.forms.len() - 1, "what has no column".to_owned());
    assert_eq!(layout.schema.fields().iter().last().unwrap().name(), EXTRA);
    out + "\n"
}
