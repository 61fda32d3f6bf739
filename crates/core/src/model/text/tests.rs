use super::{check, disposition, is_redacted, with_disposition};
use crate::model::{Engagement, Metadata};

#[test]
fn the_tables_and_the_readers_give_the_same_verdict() {
    let texts = [
        r#"{}"#,
        r#"[]"#,
        r#"5"#,
        r#"{"engagement":{"id":1,"type":"CALL"},"metadata":{"durationMilliseconds":5}}"#,
        r#"{"engagement":{"id":1,"type":"CALL"},"metadata":{"durationMilliseconds":"5"}}"#,
        r#"{"metadata":{"durationMilliseconds":"5"},"engagement":{"type":"CALL"}}"#,
        r#"{"metadata":{"durationMilliseconds":"5"},"engagement":{"type":"NOTE"}}"#,
        r#"{"metadata":{"a":1,"a":2},"engagement":{"type":"NEW"}}"#,
        r#"{"metadata":[],"engagement":{"type":"NEW"}}"#,
        r#"{"engagement":{"id":1,"id":1}}"#,
        r#"{"engagement":{"id":null,"id":1}}"#,
        r#"{"engagement":{"x":1,"x":1}}"#,
        r#"{"engagement":{"type":5}}"#,
        r#"{"engagement":null,"attachments":null,"metadata":null}"#,
        r#"{"attachments":[{"id":1},{"id":"1"}],"engagement":{}}"#,
        r#"{"attachments":{},"metadata":5}"#,
        r#"{"metadata":5,"associations":{"contactIds":[1,null]}}"#,
        r#"{"scheduledTasks":[{"timestamp":1.5}]}"#,
        r#"{"engagement":{"type":"EMAIL"},"metadata":{"to":[{"email":5}]}}"#,
        r#"{"engagement":{"type":"EMAIL"},"metadata":{"threadId":1e999}}"#,
        r#"{"engagement":{"new":1e999}}"#,
        r#"{"new":[1e999]}"#,
        r#"{"engagement":{"type":"NOTE"},"metadata":{"body":"\ud83d"}}"#,
    ];
    for text in texts {
        let read = Engagement::from_json(text).map(|_| ()).map_err(|error| error.path);
        assert_eq!(check(text).map(|_| ()).map_err(|error| error.path), read, "{text}");
    }
}

#[test]
fn a_disposition_is_found_and_replaced_where_it_stands() {
    let text = r#"{"metadata":{"body":"x","disposition":"Connected","n":1.0},"engagement":{}}"#;
    assert_eq!(disposition(text).as_deref(), Some("Connected"));
    let wanted = r#"{"metadata":{"body":"x","disposition":"guid","n":1.0},"engagement":{}}"#;
    assert_eq!(with_disposition(text, "guid"), wanted);
    assert_eq!(disposition(r#"{"metadata":{"disposition":null}}"#), None);
}

#[test]
fn withheld_content_is_seen_in_the_text_as_by_the_reader() {
    let sentence = "Redacted: the scope sales-email-read is missing.";
    for (kind, to, html, wanted) in [
        ("EMAIL", "[]", sentence, true),
        ("INCOMING_EMAIL", "[]", sentence, true),
        ("EMAIL", r#"[{"email":"a@example.com"}]"#, sentence, false),
        ("EMAIL", "[]", "Hello", false),
        ("NOTE", "[]", sentence, false),
    ] {
        let text =
            format!(r#"{{"engagement":{{"type":"{kind}"}},"metadata":{{"to":{to},"html":"{html}"}}}}"#);
        assert_eq!(is_redacted(&text), wanted, "{text}");
        let read = Engagement::from_json(&text).unwrap().metadata;
        assert_eq!(matches!(read, Some(Metadata::Email(email)) if email.is_redacted()), wanted, "{text}");
    }
}
