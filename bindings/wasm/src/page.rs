//! A page of a listing, which stays in wasm memory until somebody looks at a record.

use hubspot_engagements_core::error::Error;
use hubspot_engagements_core::model;
use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::thrown;

/// A page with its index.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Page {
    page: model::Page,
    operation: &'static str,
}

impl Page {
    pub(crate) fn new(operation: &'static str, page: model::Page) -> Page {
        Page { page, operation }
    }

    fn index(&self, entry: impl Fn(&model::Record) -> JsValue) -> Array {
        self.page.iter().map(|record| entry(&record)).collect()
    }
}

#[wasm_bindgen]
impl Page {
    /// How many records it has.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> usize {
        self.page.len()
    }

    /// Where the next page begins; `undefined` on the last page.
    #[wasm_bindgen(getter)]
    pub fn next(&self) -> Option<String> {
        self.page.next().map(|cursor| cursor.as_str().to_owned())
    }

    /// How many records the listing has in all, where the service says so.
    #[wasm_bindgen(getter)]
    pub fn total(&self) -> Option<f64> {
        self.page.total().map(|total| total as f64)
    }

    /// Ids of the records that were left out right before this page, because the service cannot deliver them.
    pub fn skipped(&self) -> Vec<String> {
        self.page.skipped().iter().map(ToString::to_string).collect()
    }

    /// Each record's id; `undefined` where it has none.
    pub fn ids(&self) -> Array {
        self.index(|record| record.id().map_or(JsValue::UNDEFINED, |id| id.to_string().into()))
    }

    /// Each record's type; `undefined` where it has none.
    pub fn types(&self) -> Array {
        self.index(|record| record.kind().map_or(JsValue::UNDEFINED, |kind| kind.as_str().into()))
    }

    /// When each record was changed last, in milliseconds since 1970; NaN where it does not say.
    #[wasm_bindgen(js_name = lastUpdated)]
    pub fn last_updated(&self) -> Vec<f64> {
        self.page.iter().map(|record| record.last_updated().map_or(f64::NAN, |time| time.0 as f64)).collect()
    }

    /// The response as the service sent it.
    pub fn json(&self) -> String {
        self.page.json().to_owned()
    }

    /// The record at `index` as [`model::Record::javascript`] writes it; `undefined` behind the end.
    ///
    /// # Errors
    /// Of kind `response`, where this record cannot be decoded.
    pub fn record(&self, index: usize) -> Result<Option<String>, JsValue> {
        let Some(record) = self.page.get(index) else { return Ok(None) };
        record_text(self.operation, &record).map(Some).map_err(|error| thrown(&error))
    }
}

/// An engagement as text for the facade, which reads it with `JSON.parse`.
pub(crate) fn record_text(operation: &str, record: &model::Record) -> Result<String, Error> {
    record.javascript().map_err(|error| Error::undecodable(operation, record, error))
}
