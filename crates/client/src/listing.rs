use std::pin::pin;

use futures_core::Stream;
use futures_core::future::BoxFuture;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream::{FuturesUnordered, try_unfold};
use hubspot_engagements_core::endpoint::Paginated;
use hubspot_engagements_core::error::Error;
use hubspot_engagements_core::machine::{Items, Machine, Pages, Sync, SyncBatch, SyncLane};
use hubspot_engagements_core::model::{Engagement, Page, Record};
use hubspot_engagements_core::session::Session;

use crate::driver::Driver;

/// A listing that has not been asked for yet. Nothing is sent before its streams are polled.
#[derive(Debug)]
pub struct Listing<E: Paginated<Output = Page>> {
    endpoint: E,
    session: Session,
    driver: Driver,
    seed: u64,
}

impl<E: Paginated<Output = Page>> Listing<E> {
    pub(crate) fn new(endpoint: E, session: Session, driver: Driver, seed: u64) -> Listing<E> {
        Listing { endpoint, session, driver, seed }
    }

    /// The first page.
    ///
    /// # Errors
    /// As every call.
    pub async fn first_page(self) -> Result<Page, Error> {
        let mut pages = Pages::new(self.endpoint, &self.session, self.seed);
        self.driver.result(&mut pages, E::NAME).await
    }

    /// The pages, one request each, also those without records.
    ///
    /// Where the service fails at a page, the next ones are smaller for a while, down to one record. A record at which
    /// it fails even then ends the stream, with where it was in [`Details::cursor`](crate::core::error::Details::cursor),
    /// or is left out: see [`ListEngagements::skip_poison`](crate::ListEngagements::skip_poison) and [`Page::skipped`].
    pub fn pages(self) -> impl Stream<Item = Result<Page, Error>> + Unpin {
        results(self.driver, Pages::new(self.endpoint, &self.session, self.seed), Ok)
    }

    /// The engagements, holding one page at a time.
    ///
    /// A record that cannot be decoded ends the stream with an error that names its path;
    /// [`pages`](Listing::pages) delivers its neighbours, and the record itself as text.
    pub fn items(self) -> impl Stream<Item = Result<Engagement, Error>> + Unpin {
        let decode =
            |record: Record| record.decode().map_err(|error| Error::undecodable(E::NAME, &record, error));
        results(self.driver, Items::new(self.endpoint, &self.session, self.seed), decode)
    }
}

/// What a machine yields, as a stream.
pub(crate) fn results<M: Machine, T>(
    driver: Driver,
    machine: M,
    finish: impl Fn(M::Item) -> Result<T, Error>,
) -> impl Stream<Item = Result<T, Error>> + Unpin {
    Box::pin(try_unfold((driver, machine, finish), |(driver, mut machine, finish)| async move {
        match driver.drive(&mut machine).await? {
            Some(item) => Ok(Some((finish(item)?, (driver, machine, finish)))),
            None => Ok(None),
        }
    }))
}

/// A sync's batches, as a stream that also carries on the machines which help it.
pub(crate) fn batches(
    driver: Driver,
    sync: Sync,
    lanes: Vec<SyncLane>,
) -> impl Stream<Item = Result<SyncBatch, Error>> + Unpin {
    let lanes: FuturesUnordered<BoxFuture<'static, Result<(), Error>>> = lanes
        .into_iter()
        .map(|mut lane| {
            let driver = driver.clone();
            let walk: BoxFuture<'static, _> =
                Box::pin(async move { driver.drive(&mut lane).await.map(drop) });
            walk
        })
        .collect();
    Box::pin(try_unfold((driver, sync, lanes), |(driver, mut sync, mut lanes)| async move {
        let batch = {
            let mut next = pin!(driver.drive(&mut sync));
            loop {
                match select(next.as_mut(), lanes.next()).await {
                    Either::Left((batch, _)) => break batch?,
                    // Only a function of the caller's fails here; what the service does, the sync itself tells.
                    Either::Right((Some(ended), _)) => ended?,
                    Either::Right((None, _)) => break next.as_mut().await?,
                }
            }
        };
        Ok(batch.map(|batch| (batch, (driver, sync, lanes))))
    }))
}
