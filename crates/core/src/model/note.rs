use crate::json::object;

object! {
    /// `metadata` of a NOTE.
    pub struct Note {
        /// The note's text, in HTML; at most 65,536 characters.
        body: String = "body";
    }
}

impl Note {
    /// A note with this text, in HTML.
    pub fn new(body: impl Into<String>) -> Note {
        Note::default().body(body)
    }
}
