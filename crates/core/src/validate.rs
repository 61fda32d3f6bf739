//! What must hold before an engagement is sent. Pointers are those of the operation's parameters.

use crate::error::Issue;
use crate::model::{Associations, Engagement, EngagementType};

/// The types that can be created.
const WRITABLE: [EngagementType; 5] = [
    EngagementType::Note,
    EngagementType::Email,
    EngagementType::Task,
    EngagementType::Meeting,
    EngagementType::Call,
];

/// Everything that is wrong with a new engagement.
pub(crate) fn create(body: &Engagement) -> Vec<Issue> {
    let mut issues = Vec::new();
    match &body.engagement.kind {
        None => {
            let message = format!("is required: one of {}", words());
            issues.push(Issue::new("/body/engagement/type", "required", message));
        }
        Some(kind) if !WRITABLE.contains(kind) => {
            let message = format!("{kind} cannot be created: give one of {}", words());
            issues.push(Issue::new("/body/engagement/type", "not_writable", message));
        }
        Some(_) => {}
    }
    if body.metadata.is_none() {
        let message = "is required: an object with what the type has to say, such as {\"body\": \"…\"}";
        issues.push(Issue::new("/body/metadata", "required", message));
    }
    if let Some(associations) = &body.associations {
        associated_ids(&mut issues, associations);
    }
    issues
}

/// Everything that is wrong with a change.
pub(crate) fn update(body: &Engagement) -> Vec<Issue> {
    let mut issues = Vec::new();
    if body.to_json() == "{}" {
        let message = "is empty: give what is to change, in `engagement` (ownerId, timestamp) or `metadata`";
        issues.push(Issue::new("/body", "required", message));
    }
    if body.engagement.kind.is_some() {
        let message = "cannot be changed: leave it out";
        issues.push(Issue::new("/body/engagement/type", "not_writable", message));
    }
    if body.associations.is_some() {
        let message = "have no effect here: leave them out";
        issues.push(Issue::new("/body/associations", "not_writable", message));
    }
    issues
}

fn associated_ids(issues: &mut Vec<Issue>, associations: &Associations) {
    let lists = [
        ("contactIds", &associations.contact_ids),
        ("companyIds", &associations.company_ids),
        ("dealIds", &associations.deal_ids),
        ("ownerIds", &associations.owner_ids),
        ("ticketIds", &associations.ticket_ids),
    ];
    for (key, list) in lists {
        for (index, id) in list.iter().flatten().enumerate().filter(|(_, id)| !id.is_valid()) {
            let message = format!("must be a whole number from 1 to 9223372036854775807; given {id}");
            issues.push(Issue::new(format!("/body/associations/{key}/{index}"), "invalid_id", message));
        }
    }
}

fn words() -> String {
    WRITABLE.map(|kind| kind.to_string()).join(", ")
}
