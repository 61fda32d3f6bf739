//! E-mails without the scope `sales-email-read`.

use hubspot_engagements_core::wire::Method;
use hubspot_engagements_emulator::{Portal, PortalOptions};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::support::*;

fn scopeless(engagements: usize) -> Portal {
    Portal::new(PortalOptions { engagements, email_scope: false, ..PortalOptions::default() })
}

fn email(kind: &str) -> String {
    let metadata = json!({
        "from": {"email": "hush@x.example"}, "to": [{"email": "hush@y.example"}], "cc": [{"email": "hush@z.example"}],
        "subject": "hush", "html": "<p>hush</p>", "text": "hush", "status": "SENT",
    });
    json!({"engagement": {"type": kind, "ownerId": 7}, "metadata": metadata}).to_string()
}

/// Whether the text of an e-mail holds nothing but what may be shown.
fn redacted(engagement: &str) {
    let metadata = member(engagement, "metadata");
    assert_eq!(keys(&metadata), ["cc", "to", "bcc", "validationSkipped", "html"]);
    let values: Value = serde_json::from_str(&metadata).unwrap();
    assert!(["cc", "to", "bcc", "validationSkipped"].iter().all(|key| values[key] == json!([])));
    assert!(values["html"].as_str().unwrap().contains("sales-email-read"));
    let engagement = keys(&member(engagement, "engagement"));
    for gone in ["ownerId", "bodyPreview", "bodyPreviewHtml"] {
        assert!(!engagement.contains(&gone.to_owned()), "{gone}");
    }
}

#[test]
fn an_email_is_redacted_in_every_answer() {
    for kind in ["EMAIL", "INCOMING_EMAIL", "FORWARDED_EMAIL"] {
        let mut portal = scopeless(0);
        let created = send(&mut portal, Method::Post, ROOT, Some(&email(kind)));
        let id = json(&created)["engagement"]["id"].as_i64().unwrap();
        let path = format!("{ROOT}/{id}");
        send(&mut portal, Method::Put, &format!("{path}/associations/contact/5"), None);
        let patch = r#"{"metadata":{"text":"hush hush"}}"#;
        let patched = send(&mut portal, Method::Patch, &path, Some(patch));
        for response in [created, patched, get(&mut portal, &path)] {
            assert_eq!(response.status, 200);
            assert!(!text(&response).contains("hush"));
            redacted(&text(&response));
        }
        for listing in ["paged", "recent/modified", "modified/after?after=1", "associated/CONTACT/5/paged"] {
            let page = get(&mut portal, &format!("{ROOT}/{listing}"));
            assert_eq!(ids(&json(&page)), [id], "{listing}");
            assert!(!text(&page).contains("hush"), "{listing}");
            let results: Vec<Box<RawValue>> = serde_json::from_str(&member(&text(&page), "results")).unwrap();
            redacted(results[0].get());
        }
        let put = send(&mut portal, Method::Put, &path, Some(&email(kind)));
        assert!(!text(&put).contains("hush"));
        redacted(&text(&put));
    }
}

#[test]
fn nothing_is_lost_behind_the_redaction() {
    let mut portal = scopeless(0);
    let id = create(&mut portal, NOW, &email("EMAIL"));
    send(&mut portal, Method::Patch, &format!("{ROOT}/{id}"), Some(r#"{"metadata":{"status":"FAILED"}}"#));
    let kept = portal.get(id).unwrap();
    assert_eq!(kept["engagement"]["ownerId"], 7);
    assert_eq!(
        (&kept["metadata"]["subject"], &kept["metadata"]["status"]),
        (&json!("hush"), &json!("FAILED"))
    );
}

#[test]
fn everything_else_is_shown_as_ever() {
    let path = format!("{ROOT}/paged?limit=250");
    let with = get_json(&mut seeded(250), &path);
    let without = get_json(&mut scopeless(250), &path);
    let mut emails = 0;
    for (with, without) in
        with["results"].as_array().unwrap().iter().zip(without["results"].as_array().unwrap())
    {
        let kind = with["engagement"]["type"].as_str().unwrap();
        if kind.contains("EMAIL") {
            emails += 1;
            assert!(with["engagement"]["ownerId"].is_i64() && with["metadata"]["from"].is_object());
            redacted_value(without);
            assert_eq!(with["associations"], without["associations"]);
        } else {
            assert_eq!(with, without, "{kind}");
        }
    }
    assert!(emails >= 20, "{emails}");
}

fn redacted_value(engagement: &Value) {
    assert_eq!(engagement["metadata"].as_object().unwrap().len(), 5);
    assert!(engagement["metadata"]["html"].as_str().unwrap().contains("sales-email-read"));
    assert_eq!(engagement["engagement"]["bodyPreviewIsTruncated"], false);
    assert_eq!(engagement["engagement"]["ownerId"], Value::Null);
    assert_eq!(engagement["engagement"]["bodyPreview"], Value::Null);
}
