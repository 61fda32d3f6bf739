//! The calls of the last seven days, by owner.
//!
//! ```sh
//! HUBSPOT_ACCESS_TOKEN=pat-na1-… cargo run -p calls-by-owner
//! ```
//!
//! `HUBSPOT_BASE_URL` points it at the emulator.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::TryStreamExt;
use hubspot_engagements::{Client, ListRecent, Metadata, Timestamp};

const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let token = std::env::var("HUBSPOT_ACCESS_TOKEN").map_err(|_| "set HUBSPOT_ACCESS_TOKEN")?;
    let mut builder = Client::builder(&token);
    if let Ok(url) = std::env::var("HUBSPOT_BASE_URL") {
        builder = builder.base_url(&url);
    }
    let hubspot = builder.build()?;

    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let since = Timestamp(now - WEEK_MS);
    let listing = ListRecent { count: Some(100), since: Some(since), offset: None };

    let mut owners: BTreeMap<Option<i64>, (u32, i64)> = BTreeMap::new();
    let mut recent = hubspot.recent(listing).items();
    while let Some(engagement) = recent.try_next().await? {
        let Some(Metadata::Call(call)) = engagement.metadata else { continue };
        if engagement.engagement.timestamp.is_some_and(|time| time >= since) {
            let (calls, talked_ms) = owners.entry(engagement.engagement.owner_id.map(|id| id.0)).or_default();
            *calls += 1;
            *talked_ms += call.duration.map_or(0, |duration| duration.0);
        }
    }
    println!("owner,calls,minutes");
    for (owner, (calls, talked_ms)) in owners {
        println!("{},{calls},{}", owner.unwrap_or_default(), talked_ms / 60_000);
    }
    Ok(())
}
