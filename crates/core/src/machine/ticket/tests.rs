use super::Ticket;

const NOTE: &str = r#"{"engagement":{"type":"NOTE","ownerId":7,"timestamp":1409172644778},
    "associations":{"contactIds":[3,2],"companyIds":[]},"metadata":{"body":"caf\u00e9"}}"#;

fn ticket(body: &str) -> Ticket {
    Ticket::of(body, (1_700_000_000_000, true), 9, false)
}

#[test]
fn it_survives_being_stored() {
    let kept = ticket(NOTE);
    let text = kept.to_json();
    assert!(!text.contains("caf"), "{text}");
    assert_eq!(Ticket::from_json(&text), Ok(kept));
}

#[test]
fn what_is_no_ticket_is_refused() {
    for text in [
        "{}",
        r#"{"version":2,"id":"x","sentAt":1,"type":"NOTE"}"#,
        r#"{"version":1,"id":"x","type":"NOTE"}"#,
    ] {
        assert!(Ticket::from_json(text).is_err(), "{text}");
    }
}

#[test]
fn it_finds_the_record_that_holds_all_that_was_sent() {
    let ticket = ticket(NOTE);
    let found = r#"{"engagement":{"id":1,"type":"NOTE","ownerId":7,"timestamp":1409172644778,"createdAt":5},
        "associations":{"contactIds":[2,3,9]},"metadata":{"body":"café","more":1}}"#;
    assert!(ticket.matches(found));
    for (from, to) in [
        ("NOTE", "TASK"),
        ("\"ownerId\":7", "\"ownerId\":8"),
        ("1409172644778", "1409172644779"),
        ("[2,3,9]", "[2,9]"),
        ("café", "cafe"),
    ] {
        assert!(!ticket.matches(&found.replace(from, to)), "{to}");
    }
    assert!(!ticket.is_exact());
}

#[test]
fn a_key_of_the_callers_own_decides_alone() {
    let by_uid = ticket(r#"{"engagement":{"type":"NOTE","uid":"u1"},"metadata":{"body":"x"}}"#);
    assert!(by_uid.is_exact());
    assert!(
        by_uid.matches(r#"{"engagement":{"type":"NOTE","uid":"u1"},"metadata":{"body":"changed since"}}"#)
    );
    assert!(!by_uid.matches(r#"{"engagement":{"type":"NOTE","uid":"u2"},"metadata":{"body":"x"}}"#));
    let by_call = ticket(r#"{"engagement":{"type":"CALL"},"metadata":{"externalId":"c1","body":"x"}}"#);
    assert!(by_call.is_exact());
    assert!(by_call.matches(r#"{"engagement":{"type":"CALL"},"metadata":{"externalId":"c1"}}"#));
    assert!(!by_call.matches(r#"{"engagement":{"type":"CALL"},"metadata":{"body":"x"}}"#));
}
