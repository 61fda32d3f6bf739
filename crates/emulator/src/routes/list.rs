//! The four listings.

use std::borrow::Cow;

use super::{Outcome, parse_id};
use crate::answer::{Answer, Problem};
use crate::association::ObjectType;
use crate::page::{After, Changes, Paged, Recent};
use crate::portal::Portal;
use crate::query::Target;
use crate::random::Random;
use crate::record::Record;
use crate::redaction::show;

/// How far back `/recent/modified` looks, in milliseconds.
const RECENT_MS: i64 = 30 * 86_400_000;
/// How many rows `/recent/modified` gives away.
const RECENT_ROWS: usize = 10_000;

/// `GET /engagements/v1/engagements/paged?limit&offset`
pub(super) fn paged(portal: &Portal, target: &Target) -> Outcome {
    by_id(portal, target, |_| true)
}

/// `GET /engagements/v1/engagements/associated/{OBJECT_TYPE}/{objectId}/paged?limit&offset`
// UNCERTAIN: the largest `limit` here; that of `/paged` is taken.
pub(super) fn associated(portal: &Portal, target: &Target, kind: &str, id: &str) -> Outcome {
    let kind = ObjectType::parse(kind)?;
    let id = parse_id(id)?;
    by_id(portal, target, |record| record.associations.of(kind).contains(&id))
}

fn by_id(portal: &Portal, target: &Target, keep: impl Fn(&Record) -> bool) -> Outcome {
    let limit = target.size("limit", 100, 250)?;
    let offset = target.integer("offset")?.unwrap_or(0);
    let (results, has_more) = portal.store.behind(offset, limit, keep);
    let offset = results.last().map_or(offset, |record| record.id);
    Ok(Answer::json(Paged { results: shown(portal, results), has_more, offset }))
}

/// The records of a page as the portal's tokens may see them.
fn shown<'a>(portal: &Portal, records: Vec<&'a Record>) -> Vec<Cow<'a, Record>> {
    records.into_iter().map(|record| show(&portal.options, record)).collect()
}

/// `GET /engagements/v1/engagements/recent/modified?count&offset&since`
pub(super) fn recent(portal: &Portal, now_ms: i64, target: &Target) -> Outcome {
    let count = target.size("count", 20, 100)?;
    let offset = usize::try_from(target.integer("offset")?.unwrap_or(0)).unwrap_or(0);
    if offset.saturating_add(count) > RECENT_ROWS {
        // UNCERTAIN verbatim on engagements; recorded on companies and deals.
        return Err(Problem::new(400, "Cannot fetch more than 10000 total records for this endpoint").into());
    }
    // UNCERTAIN: `since` itself is left out, as the documents say "after".
    let since = target.integer("since")?.unwrap_or(i64::MIN).max(now_ms.saturating_sub(RECENT_MS));
    let changes = portal.store.changes(now_ms, portal.options.index_lag_ms);
    let rows: Vec<&Record> = changes
        .into_iter()
        .rev()
        .take_while(|&(time, _, _)| time > since)
        .map(|(_, _, record)| record)
        .collect();
    let total = rows.len();
    let results: Vec<&Record> = rows.into_iter().skip(offset).take(count).collect();
    let offset = offset.saturating_add(results.len());
    Ok(Answer::json(Recent { results: shown(portal, results), has_more: offset < total, offset, total }))
}

/// `GET /engagements/v1/engagements/modified/after?after&limit`
// UNCERTAIN: the cursor's form and what is missing or unreadable; "after" is taken to leave out the time itself.
pub(super) fn modified_after(portal: &Portal, now_ms: i64, target: &Target) -> Outcome {
    let limit = target.size("limit", 100, 1_000)?;
    let start = position(target.get("after").unwrap_or_default())?;
    let mut changes = portal.store.changes(now_ms, portal.options.index_lag_ms);
    if !portal.options.contacts_scope {
        // Documented: 200 with nothing, not 403.
        changes.clear();
    }
    let mut behind = changes.into_iter().filter(|&(time, id, _)| (time, id) > start);
    let page: Vec<(i64, i64, &Record)> = behind.by_ref().take(limit).collect();
    let has_more = behind.next().is_some();
    let last = page.last().map_or(start, |&(time, id, _)| (time, id));
    let after = if has_more { After::Cursor(format!("{}_{}", last.0, last.1)) } else { After::Time(last.0) };
    let mut results: Vec<&Record> = page.into_iter().map(|(_, _, record)| record).collect();
    Random::new(portal.options.seed ^ last.1.cast_unsigned()).shuffle(&mut results);
    Ok(Answer::json(Changes { results: shown(portal, results), has_more, after }))
}

/// Reads `after`: a time in milliseconds, or a cursor of an earlier page.
fn position(after: &str) -> Result<(i64, i64), Answer> {
    let (time, id) = after.split_once('_').map_or((after, None), |(time, id)| (time, Some(id)));
    let number =
        |text: &str| text.parse().map_err(|_| Problem::invalid("Invalid value for query parameter 'after'"));
    let time = if time.is_empty() { 0 } else { number(time)? };
    Ok((time, id.map(number).transpose()?.unwrap_or(i64::MAX)))
}
