use crate::clock::Timestamp;
use crate::ids::Id;
use crate::json::{Raw, object};
use crate::model::MeetingOutcome;

object! {
    /// `metadata` of a MEETING.
    pub struct Meeting {
        /// Its title.
        title: String = "title";
        /// What it is about, in HTML.
        body: String = "body";
        /// When it begins.
        start_time: Timestamp = "startTime";
        /// When it ends.
        end_time: Timestamp = "endTime";
        /// Notes that the guests do not see.
        internal_meeting_notes: String = "internalMeetingNotes";
        /// What came of it.
        meeting_outcome: MeetingOutcome = "meetingOutcome";
        /// Where it is held.
        location: String = "location";
        /// Address of the calendar entry.
        external_url: String = "externalUrl";
        /// Where it was made; `CRM_UI` was seen.
        source: String = "source";
        /// Id of it at its source.
        source_id: String = "sourceId";
        /// The scheduling link it was booked with.
        created_from_link_id: Id = "createdFromLinkId";
        /// Reminders to the guests.
        pre_meeting_prospect_reminders: Raw = "preMeetingProspectReminders";
        /// Owners who take part.
        attendee_owner_ids: Vec<Id> = "attendeeOwnerIds";
        /// UID of the calendar entry.
        i_cal_uid: String = "iCalUid";
        /// Addresses of the guests.
        guest_emails: Raw = "guestEmails";
        /// Address of the video conference.
        video_conference_url: String = "videoConferenceUrl";
        /// Id of the conference at its provider; some schemas say text, some a number, so kept as it is.
        web_conference_meeting_id: Raw = "webConferenceMeetingId";
    }
}
