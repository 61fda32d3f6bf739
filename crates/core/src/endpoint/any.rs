//! Endpoints whose type is forgotten, so that a machine over them is compiled once and not once for each.

use std::fmt;

use super::{Endpoint, Idempotency, Paginated, RequestContext, Traits};
use crate::error::ValidationError;
use crate::json::ReadError;
use crate::model::{Cursor, Page};
use crate::wire::{Request, Response};

/// Any endpoint whose answer is made into a `T`.
pub(crate) struct Any<T>(Box<dyn Asks<T> + Send>);

trait Asks<T> {
    fn traits(&self) -> Traits;
    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError>;
    fn parse(&self, response: &Response) -> Result<T, ReadError>;
}

struct Mapped<E, F> {
    endpoint: E,
    output: F,
}

impl<T, E: Endpoint, F: Fn(E::Output) -> T> Asks<T> for Mapped<E, F> {
    fn traits(&self) -> Traits {
        self.endpoint.traits()
    }

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        self.endpoint.request(context)
    }

    fn parse(&self, response: &Response) -> Result<T, ReadError> {
        self.endpoint.parse(response).map(&self.output)
    }
}

impl<T> Any<T> {
    pub(crate) fn of<E>(endpoint: E, output: impl Fn(E::Output) -> T + Send + 'static) -> Any<T>
    where
        E: Endpoint + Send + 'static,
    {
        Any(Box::new(Mapped { endpoint, output }))
    }
}

/// Its constants are those of [`Endpoint::traits`] alone.
impl<T> Endpoint for Any<T> {
    type Output = T;
    const NAME: &'static str = "any";
    const IDEMPOTENCY: Idempotency = Idempotency::Unsafe;

    fn traits(&self) -> Traits {
        self.0.traits()
    }

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        self.0.request(context)
    }

    fn parse(&self, response: &Response) -> Result<T, ReadError> {
        self.0.parse(response)
    }
}

/// Any listing of engagements.
pub(crate) struct AnyListing(Box<dyn Listing + Send + Sync>);

trait Listing {
    fn traits(&self) -> Traits;
    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError>;
    fn parse(&self, response: &Response) -> Result<Page, ReadError>;
    fn starting_at(&self, cursor: &Cursor) -> AnyListing;
    fn with_page_size(&self, size: u32) -> AnyListing;
    fn page_size(&self) -> Option<u32>;
    fn cursor(&self) -> Option<&Cursor>;
    fn skips_poison(&self) -> bool;
}

impl<E: Paginated<Output = Page> + Send + Sync + 'static> Listing for E {
    fn traits(&self) -> Traits {
        Endpoint::traits(self)
    }

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        Endpoint::request(self, context)
    }

    fn parse(&self, response: &Response) -> Result<Page, ReadError> {
        Endpoint::parse(self, response)
    }

    fn starting_at(&self, cursor: &Cursor) -> AnyListing {
        AnyListing::of(Paginated::starting_at(self, cursor))
    }

    fn with_page_size(&self, size: u32) -> AnyListing {
        AnyListing::of(Paginated::with_page_size(self, size))
    }

    fn page_size(&self) -> Option<u32> {
        Paginated::page_size(self)
    }

    fn cursor(&self) -> Option<&Cursor> {
        Paginated::cursor(self)
    }

    fn skips_poison(&self) -> bool {
        Paginated::skips_poison(self)
    }
}

impl AnyListing {
    pub(crate) fn of(listing: impl Paginated<Output = Page> + Send + Sync + 'static) -> AnyListing {
        AnyListing(Box::new(listing))
    }
}

impl fmt::Debug for AnyListing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.traits().operation)
    }
}

/// Its constants are those of [`Endpoint::traits`] alone.
impl Endpoint for AnyListing {
    type Output = Page;
    const NAME: &'static str = "any";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;

    fn traits(&self) -> Traits {
        self.0.traits()
    }

    fn request(&self, context: &RequestContext<'_>) -> Result<Request, ValidationError> {
        self.0.request(context)
    }

    fn parse(&self, response: &Response) -> Result<Page, ReadError> {
        self.0.parse(response)
    }
}

impl Paginated for AnyListing {
    fn starting_at(&self, cursor: &Cursor) -> AnyListing {
        self.0.starting_at(cursor)
    }

    fn with_page_size(&self, size: u32) -> AnyListing {
        self.0.with_page_size(size)
    }

    fn page_size(&self) -> Option<u32> {
        self.0.page_size()
    }

    fn cursor(&self) -> Option<&Cursor> {
        self.0.cursor()
    }

    fn skips_poison(&self) -> bool {
        self.0.skips_poison()
    }
}
