//! What a token without the scope `sales-email-read` sees of e-mails.

use std::borrow::Cow;

use serde_json::json;

use crate::fields::{Fields, raw};
use crate::options::PortalOptions;
use crate::record::Record;

/// In our own words: clients look for the scope's name alone.
const NOTICE: &str =
    "The content of this email has been redacted because the sales-email-read scope is missing.";

/// The record as the portal's tokens may see it.
// UNCERTAIN: a note of September 2026 says that `/recent/modified` answers 403 instead, and nobody tells whether the
// answers to POST and PATCH are redacted, too; here every answer that holds an e-mail is.
pub(crate) fn show<'a>(options: &PortalOptions, record: Cow<'a, Record>) -> Cow<'a, Record> {
    if options.email_scope || !record.is_email() { record } else { Cow::Owned(redact(&record)) }
}

/// UNCERTAIN: what becomes of the preview; without it nothing of the content is told.
fn redact(record: &Record) -> Record {
    Record { owner_id: None, metadata: redacted(), preview: None, ..record.clone() }
}

/// Keys in the documented order.
fn redacted() -> Fields {
    let mut metadata = Fields::default();
    for key in ["cc", "to", "bcc", "validationSkipped"] {
        metadata.set(key, raw(json!([])));
    }
    metadata.set("html", raw(NOTICE));
    metadata
}
