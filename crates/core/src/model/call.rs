use crate::clock::Milliseconds;
use crate::ids::Id;
use crate::json::object;
use crate::model::CallStatus;

object! {
    /// `metadata` of a CALL.
    pub struct Call {
        /// The number called.
        to_number: String = "toNumber";
        /// The number called from.
        from_number: String = "fromNumber";
        /// How far the call came.
        status: CallStatus = "status";
        /// How long it took, in milliseconds.
        duration: Milliseconds = "durationMilliseconds";
        /// Address of the audio recording (https).
        recording_url: String = "recordingUrl";
        /// Notes on the call, in HTML.
        body: String = "body";
        /// GUID of the call's outcome, one of the portal's dispositions.
        disposition: String = "disposition";
        /// Id of the call in the calling service.
        external_id: String = "externalId";
        /// Id of the account in the calling service.
        external_account_id: String = "externalAccountId";
        /// The call's title.
        title: String = "title", read_only;
        /// Type of the record called.
        callee_object_type: String = "calleeObjectType", read_only;
        /// Id of the record called.
        callee_object_id: Id = "calleeObjectId", read_only;
        /// Where the call was logged.
        source: String = "source";
        /// Whether a visitor without a contact called.
        unknown_visitor_conversation: bool = "unknownVisitorConversation", read_only;
    }
}
