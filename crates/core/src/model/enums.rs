//! Open enumerations: the words known today, and room for every other one.
//!
//! HubSpot states that undocumented values exist and that more will come, so a new one never fails a read.

use std::fmt;

use crate::json::{Json, Kind, ReadError, Source, Value, decoded};

/// A word that this version does not know. It cannot be made or matched outside of this module, so that
/// giving a word a variant of its own later breaks nobody.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OtherWord(Box<str>);

macro_rules! open_enum {
    (
        $(#[$about:meta])*
        pub enum $Name:ident { $( $(#[$variant_about:meta])* $Variant:ident = $word:literal, )* }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $Name {
            $( $(#[$variant_about])* $Variant, )*
            #[doc(hidden)]
            Other(OtherWord),
        }

        impl $Name {
            /// The words known to this version.
            pub const KNOWN: &'static [&'static str] = &[$( $word, )*];

            /// The service's word.
            pub fn as_str(&self) -> &str {
                match self {
                    $( $Name::$Variant => $word, )*
                    $Name::Other(OtherWord(word)) => word,
                }
            }
        }

        impl From<&str> for $Name {
            fn from(word: &str) -> $Name {
                match word {
                    $( $word => $Name::$Variant, )*
                    other => $Name::Other(OtherWord(other.into())),
                }
            }
        }

        impl fmt::Display for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Json for $Name {
            const KIND: Kind = Kind::Enumeration($Name::KNOWN);
            fn read(text: &str, _: Source) -> Result<$Name, ReadError> {
                decoded(text).map(|word| $Name::from(&*word))
            }
            fn write(&self, out: &mut String) {
                crate::json::write_string(out, self.as_str());
            }
            fn value(&self) -> Value<'_> {
                Value::Text(self.as_str())
            }
        }
    };
}

open_enum! {
    /// `engagement.type`. Only the first five can be created.
    pub enum EngagementType {
        /// A note on a record.
        Note = "NOTE",
        /// An email that was sent from or logged in HubSpot.
        Email = "EMAIL",
        /// A to-do.
        Task = "TASK",
        /// A meeting.
        Meeting = "MEETING",
        /// A call.
        Call = "CALL",
        /// An email that a contact sent (responses only).
        IncomingEmail = "INCOMING_EMAIL",
        /// An email that was forwarded to HubSpot (responses only).
        ForwardedEmail = "FORWARDED_EMAIL",
        /// A task of the content calendar (responses only).
        PublishingTask = "PUBLISHING_TASK",
        /// A chat with a visitor (responses only).
        ConversationSession = "CONVERSATION_SESSION",
        /// An answer to a survey (responses only).
        FeedbackSubmission = "FEEDBACK_SUBMISSION",
        /// What happened to a marketing email (responses only).
        EmailActivity = "EMAIL_ACTIVITY",
        /// A message over Facebook (responses only).
        FacebookMessage = "FB_MESSAGE",
        /// A message over LinkedIn (responses only).
        LinkedInMessage = "LINKEDIN_MESSAGE",
    }
}

open_enum! {
    /// What a task's `forObjectType` and the path of the associated list name: a kind of CRM record.
    pub enum ObjectType {
        /// A person.
        Contact = "CONTACT",
        /// A company.
        Company = "COMPANY",
        /// A deal.
        Deal = "DEAL",
        /// A support ticket.
        Ticket = "TICKET",
        /// Nothing was chosen for the task.
        Owner = "OWNER",
    }
}

open_enum! {
    /// `metadata.status` of a task.
    pub enum TaskStatus {
        /// Nobody began it.
        NotStarted = "NOT_STARTED",
        /// Somebody is at it.
        InProgress = "IN_PROGRESS",
        /// It waits for somebody else.
        Waiting = "WAITING",
        /// It is done.
        Completed = "COMPLETED",
        /// It was put off.
        Deferred = "DEFERRED",
    }
}

open_enum! {
    /// `metadata.taskType`.
    pub enum TaskType {
        /// Anything.
        Todo = "TODO",
        /// Write an email.
        Email = "EMAIL",
        /// Make a call.
        Call = "CALL",
        /// Meet (retired).
        Meeting = "MEETING",
        /// Use LinkedIn (retired).
        LinkedIn = "LINKED_IN",
        /// Send a LinkedIn invitation.
        LinkedInConnect = "LINKED_IN_CONNECT",
        /// Send a LinkedIn message.
        LinkedInMessage = "LINKED_IN_MESSAGE",
    }
}

open_enum! {
    /// `metadata.priority` of a task.
    pub enum TaskPriority {
        /// None was given.
        None = "NONE",
        /// Low.
        Low = "LOW",
        /// Medium.
        Medium = "MEDIUM",
        /// High.
        High = "HIGH",
    }
}

open_enum! {
    /// `metadata.status` of a call.
    pub enum CallStatus {
        /// It took place.
        Completed = "COMPLETED",
        /// Nobody answered.
        NoAnswer = "NO_ANSWER",
        /// The line was busy.
        Busy = "BUSY",
        /// It could not be made.
        Failed = "FAILED",
        /// It was given up.
        Canceled = "CANCELED",
        /// It waits to be made.
        Queued = "QUEUED",
        /// It rings.
        Ringing = "RINGING",
        /// It is being connected.
        Connecting = "CONNECTING",
        /// HubSpot calls the user first.
        CallingCrmUser = "CALLING_CRM_USER",
        /// It is going on.
        InProgress = "IN_PROGRESS",
        /// It ends.
        Ending = "ENDING",
        /// Nobody took it.
        Missed = "MISSED",
    }
}

open_enum! {
    /// `metadata.meetingOutcome`.
    pub enum MeetingOutcome {
        /// It is planned.
        Scheduled = "SCHEDULED",
        /// It took place.
        Completed = "COMPLETED",
        /// It was moved.
        Rescheduled = "RESCHEDULED",
        /// The guest did not come.
        NoShow = "NO_SHOW",
        /// It was called off.
        Canceled = "CANCELED",
    }
}

open_enum! {
    /// `metadata.status` of an email.
    pub enum EmailStatus {
        /// It came back.
        Bounced = "BOUNCED",
        /// It could not be sent.
        Failed = "FAILED",
        /// It waits for its time.
        Scheduled = "SCHEDULED",
        /// It is on its way.
        Sending = "SENDING",
        /// It was sent.
        Sent = "SENT",
    }
}

open_enum! {
    /// `metadata.state` of a PUBLISHING_TASK.
    pub enum PublishingState {
        /// It is to be done.
        Todo = "TODO",
        /// It is done.
        Done = "DONE",
    }
}

open_enum! {
    /// `metadata.category` of a PUBLISHING_TASK.
    pub enum PublishingCategory {
        /// A blog post.
        BlogPost = "BLOG_POST",
        /// Something else.
        Custom = "CUSTOM",
        /// An email.
        Email = "EMAIL",
        /// A post on Facebook.
        Facebook = "FACEBOOK",
        /// A landing page.
        LandingPage = "LANDING_PAGE",
        /// A page of the old editor.
        LegacyPage = "LEGACY_PAGE",
        /// A post on LinkedIn.
        LinkedIn = "LINKEDIN",
        /// A page of the site.
        SitePage = "SITE_PAGE",
        /// A post on Twitter.
        Twitter = "TWITTER",
    }
}

open_enum! {
    /// `type` of an owner.
    pub enum OwnerType {
        /// A user.
        Person = "PERSON",
        /// A queue that users share.
        Queue = "QUEUE",
    }
}
