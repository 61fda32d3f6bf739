//! What a machine gets from JavaScript: the time, sleep, a seed, hooks and a transport.

use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::error::{Error, Issue};
use hubspot_engagements_core::machine::Notice;
use hubspot_engagements_core::secret::Token;
use js_sys::{Date, Function, Math, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::thrown;
use crate::transport::Transport;

#[wasm_bindgen]
extern "C" {
    /// Pages, workers and Node all have it.
    #[wasm_bindgen(js_namespace = performance, js_name = now, catch)]
    fn performance_now() -> Result<f64, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// What the facade hands over beside the core's settings; each may be absent.
    pub type HostOptions;
    /// `(url, init) => Promise<Response>`
    #[wasm_bindgen(method, getter, structural)]
    fn fetch(this: &HostOptions) -> JsValue;
    /// Whether what the server may see only once goes out as a stream, over the runtime's own `fetch`.
    #[wasm_bindgen(method, getter, structural, js_name = streamBodies)]
    fn stream_bodies(this: &HostOptions) -> bool;
    /// `(kind, value) => Promise | undefined`: the kinds are `token`, `event`, `journal` and `refreshToken`.
    #[wasm_bindgen(method, getter, structural)]
    fn hook(this: &HostOptions) -> JsValue;
    /// `(milliseconds) => Promise<void>`
    #[wasm_bindgen(method, getter, structural)]
    fn sleep(this: &HostOptions) -> JsValue;
    /// `() => milliseconds`
    #[wasm_bindgen(method, getter, structural)]
    fn now(this: &HostOptions) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn seed(this: &HostOptions) -> Option<u64>;
}

/// The JavaScript side of a client.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) transport: Transport,
    hook: Option<Function>,
    sleep: Option<Function>,
    now: Option<Function>,
    seed: Option<u64>,
}

impl Host {
    pub(crate) fn new(options: &HostOptions) -> Result<Host, Error> {
        Ok(Host {
            transport: Transport::new(function(options.fetch(), "fetch")?, options.stream_bodies()),
            hook: function(options.hook(), "hook")?,
            sleep: function(options.sleep(), "sleep")?,
            now: function(options.now(), "now")?,
            seed: options.seed(),
        })
    }

    pub(crate) fn now(&self) -> Now {
        if let Some(now) = &self.now {
            let now = now.call0(&JsValue::UNDEFINED).ok().and_then(|now| now.as_f64()).unwrap_or(0.0);
            return Now { monotonic_ms: now as u64, unix_ms: now as i64 };
        }
        let unix = Date::now();
        let monotonic = performance_now().unwrap_or(unix);
        // Float to integer conversions saturate: no clock can make them panic.
        Now { monotonic_ms: monotonic as u64, unix_ms: unix as i64 }
    }

    /// Lets time pass.
    ///
    /// # Errors
    /// An injected sleep failed, so that time may stand still.
    pub(crate) async fn sleep(&self, time: Duration) -> Result<(), JsValue> {
        let Some(sleep) = &self.sleep else {
            TimeoutFuture::new(millis(time)).await;
            return Ok(());
        };
        let slept = sleep.call1(&JsValue::UNDEFINED, &millis(time).into())?;
        JsFuture::from(Promise::resolve(&slept)).await.map(drop)
    }

    /// The caller's token; `None` where there is no other.
    ///
    /// # Errors
    /// What the caller's function threw, and the details of a text that cannot be a token.
    pub(crate) async fn token(&self, rejected: bool) -> Result<Option<Token>, JsValue> {
        let given = self.hook("token", rejected.into()).await?;
        let Some(text) = given.as_string() else { return Ok(None) };
        let token = Token::new(&text).map_err(|error| {
            let message = format!("the access token cannot be used: {error}");
            thrown(&Error::invalid_option(Issue::new("/accessToken", "invalid_token", message)))
        });
        token.map(Some)
    }

    /// Tells what a machine tells, and waits until the caller has dealt with it.
    ///
    /// # Errors
    /// What the caller's function threw.
    pub(crate) async fn tell(&self, notice: &Notice) -> Result<(), JsValue> {
        let (kind, text) = match notice {
            Notice::Event(event) => ("event", event.to_json()),
            Notice::Journal(entry) => ("journal", entry.to_json()),
            Notice::RefreshToken(token) => ("refreshToken", token.expose().to_owned()),
        };
        self.hook(kind, text.into()).await.map(drop)
    }

    async fn hook(&self, kind: &str, value: JsValue) -> Result<JsValue, JsValue> {
        let Some(hook) = &self.hook else { return Ok(JsValue::UNDEFINED) };
        let given = hook.call2(&JsValue::UNDEFINED, &kind.into(), &value)?;
        if given.is_undefined() {
            return Ok(given);
        }
        JsFuture::from(Promise::resolve(&given)).await
    }

    /// The seed of the next machine: calls that fail together must not retry together.
    pub(crate) fn seed(&self) -> u64 {
        self.seed.unwrap_or_else(|| (Math::random() * 9_007_199_254_740_992.0) as u64)
    }
}

/// Timers take at most 2^31 - 1 milliseconds, 24 days, and fire at once for more.
pub(crate) fn millis(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).map_or(i32::MAX.unsigned_abs(), |ms| ms.min(i32::MAX.unsigned_abs()))
}

fn function(value: JsValue, name: &str) -> Result<Option<Function>, Error> {
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    let wrong = |_| Error::invalid_option(Issue::new(format!("/{name}"), "wrong_type", "must be a function"));
    value.dyn_into().map(Some).map_err(wrong)
}
