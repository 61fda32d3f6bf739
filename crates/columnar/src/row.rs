//! One engagement as one row.

use std::borrow::Cow;

use hubspot_engagements_core::json::{Cell, ReadError, write_key};
use hubspot_engagements_core::model::{Part, Record, Values};

use crate::layout::{Form, Layout};

/// The value of one column.
#[derive(Debug)]
pub(crate) enum Datum<'a> {
    Integer(i64),
    Boolean(bool),
    Text(Cow<'a, str>),
    Integers(Vec<Option<i64>>),
    Texts(Vec<Option<Cow<'a, str>>>),
}

/// The values of those columns that have one, each with its column's place.
pub(crate) type Data<'a> = Vec<(usize, Datum<'a>)>;

/// A row under construction. Nothing of it reaches a column before all of it could be read.
pub(crate) struct Row<'a> {
    layout: &'static Layout,
    data: Data<'a>,
    rest: Rest,
}

/// About how many columns have a value of an engagement.
const USUAL_VALUES: usize = 40;

impl<'a> Row<'a> {
    fn new() -> Row<'a> {
        Row { layout: Layout::get(), data: Vec::with_capacity(USUAL_VALUES), rest: Rest::default() }
    }

    /// The values that the record has.
    pub(crate) fn of(record: &'a Record) -> Result<Data<'a>, ReadError> {
        let mut row = Row::new();
        record.values(&mut row)?;
        let rest = std::mem::take(&mut row.rest).json();
        Ok(row.finish(rest.map(Cow::Owned)))
    }

    /// The same of a record that cannot be decoded: what the index knows of it, and all its text in `extra`.
    pub(crate) fn of_undecodable(record: &'a Record) -> Data<'a> {
        let mut row = Row::new();
        for (place, field) in Part::Engagement.fields().iter().enumerate() {
            let cell = match field.key {
                "id" => record.id().map(|id| Cell::Integer(id.0)),
                "type" => record.kind().map(|kind| Cell::Text(kind.as_str().into())),
                "lastUpdated" => record.last_updated().map(|time| Cell::Integer(time.0)),
                _ => None,
            };
            if let Some((cell, (column, form))) = cell.zip(row.layout.column(Part::Engagement, place)) {
                row.put(column, form, cell);
            }
        }
        row.finish(Some(record.json().into()))
    }

    fn finish(mut self, extra: Option<Cow<'a, str>>) -> Data<'a> {
        self.data.extend(extra.map(|text| (self.layout.extra(), Datum::Text(text))));
        self.data
    }

    fn set(&mut self, column: usize, datum: Datum<'a>) {
        self.data.push((column, datum));
    }

    /// Puts a value into its column; says whether the column holds all of it.
    fn put(&mut self, column: usize, form: Form, value: Cell<'a>) -> bool {
        let (datum, is_all) = match (form, value) {
            (Form::Time { has_raw }, Cell::Integer(time)) if !is_in_calendar(time) => {
                if has_raw {
                    self.set(column + 1, Datum::Integer(time));
                }
                return has_raw;
            }
            (_, Cell::Integer(number)) => (Some(Datum::Integer(number)), true),
            (_, Cell::Boolean(flag)) => (Some(Datum::Boolean(flag)), true),
            (_, Cell::Text(text)) => (Some(Datum::Text(text)), true),
            (Form::Times, Cell::List(times)) => integers(times, is_in_calendar),
            (Form::Integers, Cell::List(numbers)) => integers(numbers, |_| true),
            (_, Cell::List(people)) => addresses(people),
            (_, person @ Cell::Object { .. }) => {
                let (address, is_all) = member(person, "email");
                (address.and_then(text).map(Datum::Text), is_all)
            }
            (_, Cell::Raw(_)) => (None, false),
        };
        if let Some(datum) = datum {
            self.set(column, datum);
        }
        is_all
    }
}

impl<'a> Values<'a> for Row<'a> {
    fn documented(&mut self, part: Part, field: usize, value: Cell<'a>, text: &'a str) {
        let is_all = match self.layout.column(part, field) {
            Some((column, form)) => self.put(column, form, value),
            None => matches!(&value, Cell::List(values) if values.is_empty()),
        };
        if let Some(field) = part.fields().get(field).filter(|_| !is_all) {
            self.rest.add(part, field.key, text);
        }
    }

    fn unknown(&mut self, part: Part, key: &str, text: &'a str) {
        self.rest.add(part, key, text);
    }
}

/// Whether every language's calendar has the time: years 1 to 9999.
fn is_in_calendar(ms: i64) -> bool {
    const FIRST: i64 = -62_135_596_800_000;
    const LAST: i64 = 253_402_300_799_999;
    (FIRST..=LAST).contains(&ms)
}

/// A list of numbers, or of objects by their ids; what `fits` refuses becomes null.
fn integers<'a>(values: Vec<Cell<'a>>, fits: impl Fn(i64) -> bool) -> (Option<Datum<'a>>, bool) {
    let mut is_all = true;
    let mut number = |value| {
        let number = match value {
            Cell::Integer(number) => Some(number).filter(|number| fits(*number)),
            object => match member(object, "id") {
                (Some(Cell::Integer(id)), all) => {
                    is_all &= all;
                    Some(id)
                }
                _ => None,
            },
        };
        is_all &= number.is_some();
        number
    };
    let numbers = values.into_iter().map(&mut number).collect();
    (Some(Datum::Integers(numbers)), is_all)
}

fn addresses(people: Vec<Cell<'_>>) -> (Option<Datum<'_>>, bool) {
    let mut is_all = true;
    let address = |person| {
        let (address, all) = member(person, "email");
        is_all &= all;
        address.and_then(text)
    };
    let texts = people.into_iter().map(address).collect();
    (Some(Datum::Texts(texts)), is_all)
}

/// An object's field, and whether that is all there is to the object.
fn member<'a>(object: Cell<'a>, name: &str) -> (Option<Cell<'a>>, bool) {
    let Cell::Object { fields, has_more } = object else { return (None, false) };
    let is_all = !has_more && fields.iter().all(|(have, _)| *have == name);
    let found = fields.into_iter().find(|(have, _)| *have == name);
    (found.map(|(_, value)| value), is_all)
}

fn text(value: Cell<'_>) -> Option<Cow<'_, str>> {
    if let Cell::Text(text) = value { Some(text) } else { None }
}

/// What has no column, gathered in the shape of an engagement: the text of each part's object without its last brace.
#[derive(Default)]
struct Rest(Vec<(Option<&'static str>, String)>);

impl Rest {
    fn add(&mut self, part: Part, key: &str, text: &str) {
        let under = part.key();
        if self.0.iter().all(|(have, _)| *have != under) {
            self.0.push((under, String::from("{")));
        }
        if let Some((_, object)) = self.0.iter_mut().find(|(have, _)| *have == under) {
            write_key(object, key);
            object.push_str(text);
        }
    }

    fn json(self) -> Option<String> {
        let mut parts = self.0;
        // The whole comes first: the others go into it.
        parts.sort_by_key(|(under, _)| under.is_some());
        let mut whole = None;
        for (under, object) in parts {
            match under {
                None => whole = Some(object),
                Some(key) => {
                    let whole = whole.get_or_insert_with(|| String::from("{"));
                    write_key(whole, key);
                    whole.push_str(&object);
                    whole.push('}');
                }
            }
        }
        whole.map(|mut whole| {
            whole.push('}');
            whole
        })
    }
}
