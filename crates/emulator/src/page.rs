//! The envelopes of the listings, keys in the recorded order.

use std::borrow::Cow;

use serde::Serialize;

use crate::record::Record;

/// `/paged` and `/associated/…/paged`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Paged<'a> {
    pub(crate) results: Vec<Cow<'a, Record>>,
    pub(crate) has_more: bool,
    /// The id of the last record; a number on the last page, too.
    pub(crate) offset: i64,
}

/// `/crm-associations/v1/associations/{objectId}/…`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ids {
    pub(crate) results: Vec<i64>,
    pub(crate) has_more: bool,
    /// The last id.
    pub(crate) offset: i64,
}

/// `/recent/modified`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Recent<'a> {
    pub(crate) results: Vec<Cow<'a, Record>>,
    pub(crate) has_more: bool,
    /// The row at which the next page starts.
    pub(crate) offset: usize,
    pub(crate) total: usize,
}

/// `/modified/after`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Changes<'a> {
    pub(crate) results: Vec<Cow<'a, Record>>,
    pub(crate) has_more: bool,
    pub(crate) after: After,
}

/// Where a listing of changes goes on: clients have met both JSON types.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum After {
    Number(i64),
    Text(String),
}
