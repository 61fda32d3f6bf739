//! A field's value read by the table alone.

use std::borrow::Cow;

use super::{Kind, ReadError, Scanner, Source, each_entry, elements, finite, integer, is_null};

/// A field's value, read by its kind. Text is borrowed where it has no escapes.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// A whole number, an id, a time or a span.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// Text, or a word of an enumeration.
    Text(Cow<'a, str>),
    /// Values in order.
    List(Vec<Cell<'a>>),
    /// An object.
    Object {
        /// The documented fields that it has, by their names.
        fields: Vec<(&'static str, Cell<'a>)>,
        /// Whether it has keys that nobody documents.
        has_more: bool,
    },
    /// Any JSON value, as text.
    Raw(&'a str),
}

impl<'a> Cell<'a> {
    /// Reads a value of the service's, with the verdict that the model's own reader would give.
    pub(crate) fn read(kind: Kind, text: &'a str) -> Result<Cell<'a>, ReadError> {
        match kind {
            Kind::Integer | Kind::Id | Kind::Duration | Kind::Time => {
                integer(text, Source::Service).map(Cell::Integer)
            }
            Kind::Boolean => super::Json::read(text, Source::Service).map(Cell::Boolean),
            Kind::Text | Kind::Enumeration(_) => text_of(text).map(Cell::Text),
            Kind::Raw => finite(text).map(Cell::Raw),
            Kind::List(kind) => {
                let read = |(index, text)| Cell::read(*kind, text).map_err(|error| error.under(index));
                elements(text)?.into_iter().enumerate().map(read).collect::<Result<_, _>>().map(Cell::List)
            }
            Kind::Object(table) => {
                let (mut fields, mut has_more) = (Vec::new(), false);
                each_entry(text, &mut |key, value| {
                    match table.iter().find(|field| field.key == key) {
                        Some(_) if is_null(value) => {}
                        Some(field) => fields.push((field.name, Cell::read(field.kind, value)?)),
                        None => {
                            finite(value)?;
                            has_more = true;
                        }
                    }
                    Ok(())
                })?;
                Ok(Cell::Object { fields, has_more })
            }
        }
    }
}

fn text_of(text: &str) -> Result<Cow<'_, str>, ReadError> {
    if !text.starts_with('"') {
        return Err(ReadError::expected("a string", text));
    }
    let mut scanner = Scanner::of(text);
    let read = scanner.string()?;
    scanner.end().map(|()| read)
}
