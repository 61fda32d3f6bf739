//! The sales team: owners of engagements, as `/crm/v3/owners` shows them.

use serde::Serialize;

/// One owner.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Owner {
    /// A decimal number: v1's `ownerId` as text.
    pub(crate) id: String,
    pub(crate) email: String,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) first_name: &'static str,
    pub(crate) last_name: &'static str,
    /// Not the owner's id: what `createdBy` and `modifiedBy` hold. UNCERTAIN: gone once the user is deactivated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user_id: Option<i64>,
    pub(crate) user_id_including_inactive: i64,
    pub(crate) created_at: &'static str,
    pub(crate) updated_at: &'static str,
    pub(crate) archived: bool,
}

impl Owner {
    /// v1's `ownerId`.
    pub(crate) fn number(&self) -> i64 {
        self.id.parse().unwrap_or_default()
    }

    /// First and last name.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

const NAMES: [(&str, &str); 5] = [
    ("Maya", "Lindqvist"),
    ("Tomás", "Herrera"),
    ("Priya", "Raman"),
    ("Jonas", "Weber"),
    ("Aisha", "Okafor"),
];

/// Who left the team; the made-up engagements are the others'.
const FORMER: (&str, &str) = ("Lucas", "Moreau");

/// The five people of every portal, and one whose user is deactivated, in ascending order of id.
pub(crate) fn team() -> Vec<Owner> {
    let (first, last) = FORMER;
    let former = Owner {
        user_id: None,
        updated_at: "2025-11-28T17:05:44.307Z",
        archived: true,
        ..owner(first, last, 5)
    };
    NAMES.iter().zip(0..).map(|(&(first, last), at)| owner(first, last, at)).chain([former]).collect()
}

fn owner(first_name: &'static str, last_name: &'static str, at: i64) -> Owner {
    let email = format!("{first_name}.{last_name}@brightpath.example").to_lowercase().replace('á', "a");
    let user_id = 9_104_220 + at * 1_733;
    Owner {
        id: (29_584_574 + at * 41_117).to_string(),
        email,
        kind: "PERSON",
        first_name,
        last_name,
        user_id: Some(user_id),
        user_id_including_inactive: user_id,
        created_at: "2024-02-12T09:14:03.512Z",
        updated_at: "2026-03-02T16:40:21.080Z",
        archived: false,
    }
}
