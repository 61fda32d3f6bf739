//! What a record tells value by value, beside what its decoded form holds.

use hubspot_engagements_core::json::{Cell, Extra, Field, Object, Value};
use hubspot_engagements_core::model::{Engagement, EngagementType, Part, Record, Values};

/// All values of an engagement.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Told {
    documented: Vec<(Part, usize, String)>,
    unknown: Vec<(Part, String, String)>,
}

impl<'a> Values<'a> for Told {
    fn documented(&mut self, part: Part, field: usize, value: Cell<'a>, _: &'a str) {
        self.documented.push((part, field, shown(value)));
    }

    fn unknown(&mut self, part: Part, key: &str, text: &'a str) {
        self.unknown.push((part, key.to_owned(), text.to_owned()));
    }
}

impl Told {
    /// What the decoded engagement holds.
    pub(crate) fn of(decoded: &Engagement) -> Told {
        let mut told = Told::default();
        told.add(Part::Engagement, &decoded.engagement);
        if let Some(associations) = &decoded.associations {
            told.add(Part::Associations, associations);
        }
        if let Some(metadata) = &decoded.metadata {
            let part = decoded.engagement.kind.as_ref().map_or(Part::Other, EngagementType::metadata);
            told.add(part, metadata.as_object());
        }
        told.add_list(0, decoded.attachments.as_deref());
        told.add_list(1, decoded.scheduled_tasks.as_deref());
        told.add_unknown(Part::Whole, &decoded.extra, |key| {
            ["engagement", "associations", "attachments", "scheduledTasks", "metadata"].contains(&key)
        });
        told
    }

    fn add(&mut self, part: Part, object: &dyn Object) {
        for (place, field) in object.fields().iter().enumerate() {
            let value = object.get(field.name).map(|value| shown(cell(&value)));
            self.documented.extend(value.map(|value| (part, place, value)));
        }
        self.add_unknown(part, object.extra(), |key| is_documented(object.fields(), key));
    }

    fn add_list<T: Object>(&mut self, place: usize, list: Option<&[T]>) {
        let cells = list.map(|list| Cell::List(list.iter().map(|object| object_cell(object)).collect()));
        self.documented.extend(cells.map(|cells| (Part::Whole, place, shown(cells))));
    }

    fn add_unknown(&mut self, part: Part, extra: &Extra, is_documented: impl Fn(&str) -> bool) {
        let unknown = extra.iter().filter(|(key, _)| !is_documented(key));
        self.unknown.extend(unknown.map(|(key, text)| (part, key.to_owned(), text.to_owned())));
    }

    /// The same in an order of its own: keys may come in any.
    pub(crate) fn sorted(mut self) -> Told {
        self.documented.sort();
        self.unknown.sort();
        self
    }
}

fn is_documented(fields: &[Field], key: &str) -> bool {
    fields.iter().any(|field| field.key == key)
}

/// The value as text, the fields of objects in the order of their names.
fn shown(value: Cell<'_>) -> String {
    match value {
        Cell::List(values) => format!("{:?}", values.into_iter().map(shown).collect::<Vec<_>>()),
        Cell::Object { fields, has_more } => {
            let mut fields: Vec<_> = fields.into_iter().map(|(name, value)| (name, shown(value))).collect();
            fields.sort();
            format!("{fields:?} {has_more}")
        }
        plain => format!("{plain:?}"),
    }
}

fn cell<'a>(value: &Value<'a>) -> Cell<'a> {
    match value {
        Value::Integer(number) | Value::Id(number) | Value::Time(number) | Value::Duration(number) => {
            Cell::Integer(*number)
        }
        Value::Boolean(flag) => Cell::Boolean(*flag),
        Value::Text(text) => Cell::Text((*text).into()),
        Value::List(values) => Cell::List(values.iter().map(cell).collect()),
        Value::Object(object) => object_cell(*object),
        Value::Raw(text) => Cell::Raw(text),
    }
}

fn object_cell(object: &dyn Object) -> Cell<'_> {
    let field = |field: &Field| Some((field.name, cell(&object.get(field.name)?)));
    let fields = object.fields().iter().filter_map(field).collect();
    let has_more = object.extra().iter().any(|(key, _)| !is_documented(object.fields(), key));
    Cell::Object { fields, has_more }
}

#[test]
fn of_two_mistakes_every_reader_names_the_one_beside_the_metadata() {
    const KIND: &str = r#""engagement":{"type":"CALL"}"#;
    const METADATA: &str = r#""metadata":{"body":1}"#;
    const ASSOCIATIONS: &str = r#""associations":{"contactIds":1}"#;
    let paths = |parts: [&str; 3]| {
        let record = Record::from_json(&format!("{{{}}}", parts.join(","))).unwrap();
        let told = record.values(&mut Told::default());
        [record.decode().unwrap_err(), told.unwrap_err(), record.javascript().unwrap_err()]
            .map(|error| error.path)
    };
    for parts in [
        [KIND, METADATA, ASSOCIATIONS],
        [METADATA, KIND, ASSOCIATIONS],
        [METADATA, ASSOCIATIONS, KIND],
        [ASSOCIATIONS, METADATA, KIND],
    ] {
        assert_eq!(paths(parts), ["/associations/contactIds"; 3], "{parts:?}");
    }
    assert_eq!(paths([KIND, METADATA, r#""new":1"#]), ["/metadata/body"; 3]);
}
