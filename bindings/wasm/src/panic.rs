//! A panic ends the instance: whoever still waits for it must be told, for their promises will never settle.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::prelude::*;

thread_local! {
    static REPORT: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Sets what is called with the message of a panic, right before the trap.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(report: Function) {
    REPORT.with(|slot| slot.replace(Some(report)));
    std::panic::set_hook(Box::new(|panic| {
        let message = JsValue::from_str(&panic.to_string());
        let report = REPORT.with(RefCell::take);
        // Nobody is left to tell where the report itself fails.
        let _ = report.map(|report| report.call1(&JsValue::UNDEFINED, &message));
    }));
}
