//! The path and the query of a request's URL.

/// What the emulator looks at in a URL: not the scheme, not the host, not the fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// The path's segments, unescaped.
    pub(crate) segments: Vec<String>,
    /// Names and values, unescaped, in order.
    query: Vec<(String, String)>,
}

impl Target {
    /// Reads an absolute URL, or only its path and query.
    pub(crate) fn parse(url: &str) -> Target {
        let url = url.split('#').next().unwrap_or_default();
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let path = match path.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
            None => path.strip_prefix('/').unwrap_or(path),
        };
        Target {
            segments: path.split('/').map(|segment| unescape(segment, false)).collect(),
            query: pairs(query),
        }
    }

    /// The path, unescaped.
    pub(crate) fn path(&self) -> String {
        format!("/{}", self.segments.join("/"))
    }

    /// The first value of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(have, _)| have == name).map(|(_, value)| value.as_str())
    }

    /// The first value of that name as an integer; an empty one counts as absent.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, BadQuery> {
        match self.get(name) {
            None | Some("") => Ok(None),
            Some(value) => value.parse().map(Some).map_err(|_| BadQuery { name: name.to_owned() }),
        }
    }

    /// The first value of that name as `true` or `false`; an absent or empty one is false.
    // UNCERTAIN how another word is answered.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, BadQuery> {
        match self.get(name) {
            None | Some("") => Ok(false),
            Some(value) => value.to_ascii_lowercase().parse().map_err(|_| BadQuery { name: name.to_owned() }),
        }
    }

    /// A page size: `default` where it is absent, otherwise kept between 1 and `max`.
    // UNCERTAIN whether the service clamps or refuses a size above its limit, and what 0 does.
    pub(crate) fn size(&self, name: &str, default: i64, max: i64) -> Result<usize, BadQuery> {
        let size = self.integer(name)?.unwrap_or(default).clamp(1, max);
        Ok(usize::try_from(size).unwrap_or(1))
    }
}

/// A query value that is no integer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadQuery {
    /// The parameter's name.
    pub(crate) name: String,
}

/// Names and values of a query or of a form, unescaped, in order.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    text.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}

fn pair(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    (unescape(name, true), unescape(value, true))
}

/// Reads `%41` as `A`, and `+` as a blank in a query.
fn unescape(text: &str, plus: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let escape = if byte == b'%' { hex(rest.clone()) } else { None };
        match (byte, escape) {
            (_, Some(value)) => {
                bytes.push(value);
                rest.nth(1);
            }
            (b'+', None) if plus => bytes.push(b' '),
            (byte, None) => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte that the next two hexadecimal digits stand for.
fn hex(mut ahead: std::str::Bytes<'_>) -> Option<u8> {
    let mut digit = || char::from(ahead.next()?).to_digit(16);
    u8::try_from(digit()? * 16 + digit()?).ok()
}
