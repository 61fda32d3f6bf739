//! A field's value read by the table alone.

use std::borrow::Cow;

use super::{Field, Kind, ReadError, Scanner, Source, finite, integer, once_each};

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
    /// Reads the service's value that comes next, with the verdict that the model's own reader would give.
    pub(crate) fn read(kind: Kind, scanner: &mut Scanner<'a>) -> Result<Cell<'a>, ReadError> {
        match kind {
            Kind::Integer | Kind::Id | Kind::Duration | Kind::Time => {
                integer(scanner.value()?, Source::Service).map(Cell::Integer)
            }
            Kind::Boolean => super::Json::read(scanner.value()?, Source::Service).map(Cell::Boolean),
            Kind::Text | Kind::Enumeration(_) if scanner.is_at(b'"') => scanner.string().map(Cell::Text),
            Kind::Text | Kind::Enumeration(_) => Err(ReadError::expected("a string", scanner.value()?)),
            Kind::Raw => finite(scanner.value()?).map(Cell::Raw),
            Kind::List(kind) if scanner.is_at(b'[') => Cell::list(*kind, scanner),
            Kind::List(_) => Err(ReadError::expected("an array", scanner.value()?)),
            Kind::Object(table) if scanner.is_at(b'{') => Cell::object(table, scanner),
            Kind::Object(_) => Err(ReadError::expected("an object", scanner.value()?)),
        }
    }

    fn list(kind: Kind, scanner: &mut Scanner<'a>) -> Result<Cell<'a>, ReadError> {
        let mut list = Vec::new();
        scanner.array_with(&mut |scanner| {
            list.push(Cell::read(kind, scanner).map_err(|error| error.under(list.len()))?);
            Ok(())
        })?;
        Ok(Cell::List(list))
    }

    fn object(table: &'static [Field], scanner: &mut Scanner<'a>) -> Result<Cell<'a>, ReadError> {
        let (mut fields, mut has_more, mut keys) = (Vec::new(), false, Vec::new());
        scanner.object_with(&mut |scanner, key| {
            let read = match table.iter().find(|field| field.key == key) {
                Some(field) => Cell::unless_null(field.kind, scanner)
                    .map(|value| fields.extend(value.map(|value| (field.name, value)))),
                None => {
                    has_more = true;
                    scanner.value().and_then(finite).map(drop)
                }
            };
            read.map_err(|error| error.under(&key))?;
            keys.push(key);
            Ok(())
        })?;
        once_each(&keys)?;
        Ok(Cell::Object { fields, has_more })
    }

    /// [`Cell::read`] of what may also be null.
    pub(crate) fn unless_null(kind: Kind, scanner: &mut Scanner<'a>) -> Result<Option<Cell<'a>>, ReadError> {
        if scanner.is_at(b'n') { scanner.value().map(|_| None) } else { Cell::read(kind, scanner).map(Some) }
    }
}
