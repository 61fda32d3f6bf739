//! The four listings.

use std::borrow::Cow;

use super::{Outcome, parse_id};
use crate::answer::{Answer, Problem};
use crate::association::ObjectType;
use crate::cursor::Start;
use crate::page::{After, Changes, Paged, Recent};
use crate::portal::Portal;
use crate::query::Target;
use crate::random::Random;
use crate::record::Record;
use crate::redaction::show;
use crate::store::{Row, Slice};

/// How far back `/recent/modified` looks, in milliseconds.
const RECENT_MS: i64 = 30 * 86_400_000;
/// How many rows `/recent/modified` gives away.
const RECENT_ROWS: usize = 10_000;

/// `GET /engagements/v1/engagements/paged?limit&offset`
pub(super) fn paged(portal: &Portal, target: &Target) -> Outcome {
    by_id(portal, target, |start, limit| portal.store.from(start, limit))
}

/// `GET /engagements/v1/engagements/associated/{OBJECT_TYPE}/{objectId}/paged?limit&offset`
// UNCERTAIN: the largest `limit` here; that of `/paged` is taken.
pub(super) fn associated(portal: &Portal, target: &Target, kind: &str, id: &str) -> Outcome {
    let kind = ObjectType::parse(kind)?;
    let id = parse_id(id)?;
    by_id(portal, target, |start, limit| {
        portal.store.associated(start, limit, |have| have.of(kind).contains(&id))
    })
}

fn by_id<'a>(portal: &'a Portal, target: &Target, slice: impl FnOnce(i64, usize) -> Slice<'a>) -> Outcome {
    let limit = target.size("limit", 100, 250)?;
    let offset = target.integer("offset")?.unwrap_or(0);
    // The recordings of 2022 name the first id that the next page may show, older ones the last of this page.
    let behind = i64::from(!portal.options.offset_behind_last);
    let (results, has_more) = match offset.checked_add(behind) {
        Some(start) => slice(start, limit),
        None => (Vec::new(), false),
    };
    let offset = results.last().map_or(offset, |record| record.id.saturating_add(1 - behind));
    Ok(Answer::json(Paged { results: shown(portal, results), has_more, offset }))
}

/// The records of a page as the portal's tokens may see them.
fn shown<'a>(portal: &Portal, records: Vec<Cow<'a, Record>>) -> Vec<Cow<'a, Record>> {
    records.into_iter().map(|record| show(&portal.options, record)).collect()
}

/// The records of an index's rows.
fn opened(portal: &Portal, rows: impl IntoIterator<Item = Row>) -> Vec<Cow<'_, Record>> {
    shown(portal, rows.into_iter().filter_map(|(_, id)| portal.store.get(id)).collect())
}

/// `GET /engagements/v1/engagements/recent/modified?count&offset&since`
pub(super) fn recent(portal: &mut Portal, now_ms: i64, target: &Target) -> Outcome {
    let count = target.size("count", 20, 100)?;
    let offset = usize::try_from(target.integer("offset")?.unwrap_or(0)).unwrap_or(0);
    if offset.saturating_add(count) > RECENT_ROWS {
        // UNCERTAIN verbatim on engagements; recorded on companies and deals.
        return Err(Problem::new(400, "Cannot fetch more than 10000 total records for this endpoint").into());
    }
    // UNCERTAIN: `since` itself is left out, as the documents say "after".
    let since = target.integer("since")?.unwrap_or(i64::MIN).max(now_ms.saturating_sub(RECENT_MS));
    portal.store.settle(now_ms);
    let rows = || portal.store.rows_behind((since, i64::MAX));
    let total = rows().count();
    let results = opened(portal, rows().rev().skip(offset).take(count));
    let offset = offset.saturating_add(results.len());
    Ok(Answer::json(Recent { results, has_more: offset < total, offset, total }))
}

/// `GET /engagements/v1/engagements/modified/after?after&limit`
// UNCERTAIN: the cursor's form, and what becomes of one that was used before.
pub(super) fn modified_after(portal: &mut Portal, now_ms: i64, target: &Target) -> Outcome {
    let limit = target.size("limit", 100, 1_000)?;
    let start = portal.cursors.read(target.get("after").unwrap_or_default())?;
    portal.store.settle(now_ms);
    if !portal.options.contacts_scope || (start.is_used && portal.options.cursors_once) {
        // Without the scope it is documented: 200 with nothing, not 403.
        return Ok(Answer::json(Changes {
            results: Vec::new(),
            has_more: false,
            after: After::Number(start.row.0),
        }));
    }
    let mut random = Random::new(portal.options.seed ^ start.row.1.cast_unsigned());
    let repeats = repeats(portal, &mut random, limit);
    let mut behind = portal.store.rows_behind(start.row);
    let mut page: Vec<Row> = behind.by_ref().take(limit.saturating_sub(repeats)).collect();
    let has_more = behind.next().is_some();
    let last = page.last().copied().unwrap_or(start.row);
    repeat(portal, &mut random, start, repeats, &mut page);
    random.shuffle(&mut page);
    let after =
        if has_more { portal.cursors.give(portal.options.cursors, last) } else { After::Number(last.0) };
    Ok(Answer::json(Changes { results: opened(portal, page), has_more, after }))
}

/// How many places of a page show what was shown before.
fn repeats(portal: &Portal, random: &mut Random, limit: usize) -> usize {
    let percent = u64::from(portal.options.repeat_percent);
    if percent == 0 { 0 } else { (0..limit / 2).filter(|_| random.chance(percent)).count() }
}

/// Fills places of a page with rows that it has already, or that the page before it had.
fn repeat(portal: &Portal, random: &mut Random, start: Start, repeats: usize, page: &mut Vec<Row>) {
    let mut seen = page.clone();
    if start.is_cursor && !page.is_empty() {
        seen.extend(portal.store.rows_up_to(start.row).take(repeats));
    }
    page.extend((0..repeats).filter_map(|_| random.pick(&seen).copied()));
}
