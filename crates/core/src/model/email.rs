use crate::find::find;
use crate::ids::Id;
use crate::json::{Raw, object};
use crate::model::EmailStatus;

object! {
    /// A sender or recipient of an email. Real ones are often empty.
    pub struct EmailParticipant {
        /// The whole address line as it came.
        raw: String = "raw";
        /// The address; may hold `Name <a@b.example>`, or a bare name.
        email: String = "email";
        /// Given name.
        first_name: String = "firstName";
        /// Family name.
        last_name: String = "lastName";
        /// The contact with this address.
        contact_id: Id = "contactId";
    }
}

object! {
    /// `metadata` of an EMAIL, INCOMING_EMAIL or FORWARDED_EMAIL.
    pub struct Email {
        /// Who sent it.
        from: EmailParticipant = "from";
        /// To whom.
        to: Vec<EmailParticipant> = "to";
        /// Who got a copy.
        cc: Vec<EmailParticipant> = "cc";
        /// Who got a hidden copy.
        bcc: Vec<EmailParticipant> = "bcc";
        /// Who sent it on behalf of `from`.
        sender: EmailParticipant = "sender";
        /// The subject line.
        subject: String = "subject";
        /// The body in HTML.
        html: String = "html";
        /// The body as plain text.
        text: String = "text";
        /// How far it came.
        status: EmailStatus = "status";
        /// By what it was sent; `GMAIL` was seen.
        sent_via: String = "sentVia";
        /// From where it was logged.
        logged_from: String = "loggedFrom";
        /// What happened after it was sent.
        post_send_status: String = "postSendStatus";
        /// State of its images and videos.
        media_processing_status: String = "mediaProcessingStatus";
        /// Key of the open and click tracking.
        tracker_key: String = "trackerKey";
        /// The Message-ID header.
        message_id: String = "messageId";
        /// Thread it belongs to: a string in responses, a number in some schemas, so kept as it is.
        thread_id: Raw = "threadId";
        /// The send event, usually an empty object.
        email_send_event_id: Raw = "emailSendEventId";
        /// Recipients whose address was not checked.
        validation_skipped: Raw = "validationSkipped";
        /// Why it failed.
        error_message: String = "errorMessage";
        /// Images in the body that were not uploaded yet.
        pending_inline_image_ids: Raw = "pendingInlineImageIds";
        /// The attached video.
        attached_video_id: String = "attachedVideoId";
        /// Whether the attached video was opened.
        attached_video_opened: bool = "attachedVideoOpened";
        /// Whether the attached video was watched.
        attached_video_watched: bool = "attachedVideoWatched";
        /// Recipients who were left out, and why.
        recipient_drop_reasons: Raw = "recipientDropReasons";
        /// The marketing campaign it belongs to.
        campaign_guid: String = "campaignGuid";
    }
}

/// The scope that an app needs to see what emails say.
const EMAIL_SCOPE: &str = "sales-email-read";

impl Email {
    /// Whether the service withheld the content because the app lacks the scope `sales-email-read`.
    ///
    /// It then sends no participants, and in place of the body one sentence that names the scope.
    pub fn is_redacted(&self) -> bool {
        let has_nobody = self.from.is_none() && self.to.as_ref().is_none_or(Vec::is_empty);
        is_withheld(has_nobody, self.html.as_deref())
    }
}

/// Whether an email with this body and perhaps nobody in it is one whose content was withheld.
pub(crate) fn is_withheld(has_nobody: bool, html: Option<&str>) -> bool {
    has_nobody && html.is_some_and(|html| find(html, EMAIL_SCOPE).is_some())
}
