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
    /// Not the owner's id: what `createdBy` and `modifiedBy` hold.
    pub(crate) user_id: i64,
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

/// The five people of every portal.
pub(crate) fn team() -> Vec<Owner> {
    NAMES.iter().zip(0..).map(|(&(first, last), at)| owner(first, last, at)).collect()
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
        user_id,
        user_id_including_inactive: user_id,
        created_at: "2024-02-12T09:14:03.512Z",
        updated_at: "2026-03-02T16:40:21.080Z",
        archived: false,
    }
}
