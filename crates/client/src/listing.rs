use std::sync::Arc;

use futures_core::Stream;
use futures_util::stream::try_unfold;
use hubspot_engagements_core::endpoint::Paginated;
use hubspot_engagements_core::error::Error;
use hubspot_engagements_core::machine::{Items, Machine, Pages};
use hubspot_engagements_core::model::{Engagement, Page, Record};
use hubspot_engagements_core::settings::Settings;

use crate::transport::Transport;

/// A listing that has not been asked for yet. Nothing is sent before its streams are polled.
#[derive(Debug)]
pub struct Listing<E: Paginated<Output = Page>> {
    endpoint: E,
    settings: Arc<Settings>,
    transport: Transport,
    seed: u64,
}

impl<E: Paginated<Output = Page>> Listing<E> {
    pub(crate) fn new(endpoint: E, settings: Arc<Settings>, transport: Transport, seed: u64) -> Listing<E> {
        Listing { endpoint, settings, transport, seed }
    }

    /// The first page.
    ///
    /// # Errors
    /// As every call.
    pub async fn first_page(self) -> Result<Page, Error> {
        let mut pages = Pages::new(self.endpoint, self.settings, self.seed);
        let page = self.transport.drive(&mut pages).await?;
        page.ok_or_else(|| self.transport.ended_early(E::NAME))
    }

    /// The pages, one request each, also those without records.
    pub fn pages(self) -> impl Stream<Item = Result<Page, Error>> + Unpin {
        results(self.transport, Pages::new(self.endpoint, self.settings, self.seed), Ok)
    }

    /// The engagements, holding one page at a time.
    ///
    /// A record that cannot be decoded ends the stream with an error that names its path;
    /// [`pages`](Listing::pages) delivers its neighbours, and the record itself as text.
    pub fn items(self) -> impl Stream<Item = Result<Engagement, Error>> + Unpin {
        let decode =
            |record: Record| record.decode().map_err(|error| Error::undecodable(E::NAME, &record, error));
        results(self.transport, Items::new(self.endpoint, self.settings, self.seed), decode)
    }
}

/// What a machine yields, as a stream.
fn results<M: Machine, T>(
    transport: Transport,
    machine: M,
    finish: impl Fn(M::Item) -> Result<T, Error>,
) -> impl Stream<Item = Result<T, Error>> + Unpin {
    Box::pin(try_unfold((transport, machine, finish), |(transport, mut machine, finish)| async move {
        match transport.drive(&mut machine).await? {
            Some(item) => Ok(Some((finish(item)?, (transport, machine, finish)))),
            None => Ok(None),
        }
    }))
}
