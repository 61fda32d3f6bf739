use crate::json::object;

object! {
    /// `metadata` of a NOTE.
    pub struct Note {
        /// The note's text, in HTML; at most 65,536 characters.
        body: String = "body",
    }
}
