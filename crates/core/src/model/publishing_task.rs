use crate::ids::Id;
use crate::json::object;
use crate::model::{PublishingCategory, PublishingState};

object! {
    /// `metadata` of a PUBLISHING_TASK, a task of the content calendar. Only in responses.
    pub struct PublishingTask {
        /// Its name.
        name: String = "name";
        /// What is to be done, in HTML.
        body: String = "body";
        /// Whether it is done.
        state: PublishingState = "state";
        /// What is to be published.
        category: PublishingCategory = "category";
        /// The same as a number.
        category_id: Id = "categoryId";
        /// The content's id, which is a string here.
        content_id: String = "contentId";
        /// The campaign it belongs to.
        campaign_guid: String = "campaignGuid";
        /// Address of the content.
        url: String = "url";
    }
}
