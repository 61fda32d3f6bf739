//! Which columns there are: they follow from the core's tables of fields, never from the data.

use std::sync::{Arc, LazyLock};

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use hubspot_engagements_core::json::{Field as Documented, Kind};
use hubspot_engagements_core::model::Part;

/// The column for what no other column can say.
const EXTRA: &str = "extra";

/// The parts that have columns, each with what stands before its columns' names. Others are in `extra`.
const PARTS: [(Part, &str); 8] = [
    (Part::Engagement, ""),
    (Part::Associations, ""),
    (Part::Whole, ""),
    (Part::Note, "note"),
    (Part::Email, "email"),
    (Part::Task, "task"),
    (Part::Meeting, "meeting"),
    (Part::Call, "call"),
];

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Integer,
    Boolean,
    Text,
    /// One of these words, or a new one.
    Word(&'static [&'static str]),
    /// A time; where `has_raw`, the next column takes what is beyond the calendar.
    Time {
        has_raw: bool,
    },
    Integers,
    Times,
    Texts,
}

impl Form {
    /// The form of a field's column; `None` where it has none.
    fn of(field: &Documented) -> Option<Form> {
        match field.kind {
            Kind::Integer | Kind::Id | Kind::Duration => Some(Form::Integer),
            Kind::Boolean => Some(Form::Boolean),
            Kind::Text => Some(Form::Text),
            Kind::Enumeration(words) => Some(Form::Word(words)),
            // What only the service sets is a time of its own clock.
            Kind::Time => Some(Form::Time { has_raw: !field.read_only }),
            Kind::Object(fields) => has_address(fields).then_some(Form::Text),
            Kind::List(Kind::Integer | Kind::Id) => Some(Form::Integers),
            Kind::List(Kind::Time) => Some(Form::Times),
            Kind::List(Kind::Object([Documented { key: "id", kind: Kind::Id, .. }])) => Some(Form::Integers),
            Kind::List(Kind::Object(fields)) => has_address(fields).then_some(Form::Texts),
            Kind::List(_) | Kind::Raw => None,
        }
    }

    fn data_type(self) -> DataType {
        match self {
            Form::Integer => DataType::Int64,
            Form::Boolean => DataType::Boolean,
            Form::Text => DataType::Utf8,
            Form::Word(_) => DataType::Dictionary(Box::new(DataType::Int16), Box::new(DataType::Utf8)),
            Form::Time { .. } => moment(),
            Form::Integers => list_of(DataType::Int64),
            Form::Times => list_of(moment()),
            Form::Texts => list_of(DataType::Utf8),
        }
    }
}

/// A sender or recipient is shown by its address.
fn has_address(fields: &[Documented]) -> bool {
    fields.iter().any(|field| field.key == "email")
}

/// Milliseconds since 1970 in UTC.
pub(crate) fn moment() -> DataType {
    DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()))
}

fn list_of(of: DataType) -> DataType {
    DataType::List(Arc::new(Field::new_list_field(of, true)))
}

/// The columns, and where each field's is.
pub(crate) struct Layout {
    pub(crate) schema: SchemaRef,
    pub(crate) forms: Vec<Form>,
    /// For each part, the column of each of its fields.
    slots: Vec<(Part, Vec<Option<usize>>)>,
}

impl Layout {
    pub(crate) fn get() -> &'static Layout {
        static LAYOUT: LazyLock<Layout> = LazyLock::new(Layout::new);
        &LAYOUT
    }

    fn new() -> Layout {
        let (mut fields, mut forms, mut slots) = (Vec::new(), Vec::new(), Vec::new());
        let mut add = |name: String, form: Form| {
            fields.push(Field::new(name, form.data_type(), true));
            forms.push(form);
            forms.len() - 1
        };
        for (part, prefix) in PARTS {
            let mut columns = Vec::new();
            for field in part.fields() {
                columns.push(Form::of(field).map(|form| {
                    let name = name_of(prefix, field);
                    let column = add(name.clone(), form);
                    if form == (Form::Time { has_raw: true }) {
                        add(format!("{name}_raw"), Form::Integer);
                    }
                    column
                }));
            }
            slots.push((part, columns));
        }
        add(EXTRA.to_owned(), Form::Text);
        Layout { schema: Arc::new(Schema::new(fields)), forms, slots }
    }

    /// The column for what no other column can say: the last one.
    pub(crate) fn extra(&self) -> usize {
        self.forms.len() - 1
    }

    /// The column of a part's field, where it has one.
    pub(crate) fn column(&self, part: Part, field: usize) -> Option<(usize, Form)> {
        let (_, columns) = self.slots.iter().find(|(have, _)| *have == part)?;
        let column = columns.get(field).copied().flatten()?;
        Some((column, *self.forms.get(column)?))
    }
}

/// The attribute's name in Python, behind the type whose metadata it is.
fn name_of(prefix: &str, field: &Documented) -> String {
    let name = match field.name {
        "kind" => "type",
        // Beside `owner_id`, whom it is assigned to.
        "owner_ids" => "mentioned_owner_ids",
        "attachments" => "attachment_ids",
        name => name,
    };
    let unit = if field.kind == Kind::Duration { "_ms" } else { "" };
    if prefix.is_empty() || name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('_')) {
        format!("{name}{unit}")
    } else {
        format!("{prefix}_{name}{unit}")
    }
}

#[cfg(test)]
mod tests;
