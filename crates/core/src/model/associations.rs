use crate::clock::Timestamp;
use crate::ids::Id;
use crate::json::object;

object! {
    /// The records that an engagement belongs to. New `…Ids` keys appear over time and are kept in `extra`.
    pub struct Associations {
        /// Contacts.
        contact_ids: Vec<Id> = "contactIds";
        /// Companies.
        company_ids: Vec<Id> = "companyIds";
        /// Deals.
        deal_ids: Vec<Id> = "dealIds";
        /// Owners who are mentioned with `@`; the assignee is `engagement.ownerId`.
        owner_ids: Vec<Id> = "ownerIds";
        /// Workflows.
        workflow_ids: Vec<Id> = "workflowIds", read_only;
        /// Tickets.
        ticket_ids: Vec<Id> = "ticketIds";
        /// Pages, posts and emails of the content tools.
        content_ids: Vec<Id> = "contentIds", read_only;
        /// Quotes.
        quote_ids: Vec<Id> = "quoteIds", read_only;
        /// Marketing events.
        marketing_event_ids: Vec<Id> = "marketingEventIds", read_only;
        /// Partner clients.
        partner_client_ids: Vec<Id> = "partnerClientIds", read_only;
        /// Orders.
        order_ids: Vec<Id> = "orderIds", read_only;
        /// Carts.
        cart_ids: Vec<Id> = "cartIds", read_only;
    }
}

object! {
    /// A file of the file manager.
    pub struct Attachment {
        /// The file's id.
        id: Id = "id";
    }
}

object! {
    /// A reminder or notification that the service has planned.
    pub struct ScheduledTask {
        /// The engagement it belongs to.
        engagement_id: Id = "engagementId";
        /// The portal.
        portal_id: Id = "portalId";
        /// The engagement's type.
        engagement_type: String = "engagementType";
        /// `REMINDER`, `ASSIGNED`, `PRE_MEETING_NOTIFICATION` and others.
        task_type: String = "taskType";
        /// When it is due.
        timestamp: Timestamp = "timestamp";
        /// `<TYPE>:<guid>`.
        uuid: String = "uuid";
    }
}
