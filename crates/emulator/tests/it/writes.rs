//! POST, PATCH, PUT, DELETE and PUT associations.

use hubspot_engagements_core::wire::Method;
use serde_json::json;

use crate::support::*;

#[test]
fn a_created_note_is_written_as_recorded() {
    let body =
        r#"{"engagement":{"type":"NOTE"},"associations":{"contactIds":[24501]},"metadata":{"body":"foo"}}"#;
    let response = send(&mut empty(), Method::Post, ROOT, Some(body));
    assert_eq!(response.status, 200);
    assert_eq!(response.headers.get("content-type"), Some("application/json;charset=utf-8"));
    let text = text(&response);
    let id = json(&response)["engagement"]["id"].as_i64().unwrap();
    let expected = format!(
        r#"{{"associationCreateFailures":[],"engagement":{{"id":{id},"portalId":48215903,"active":true,"createdAt":{NOW},"lastUpdated":{NOW},"type":"NOTE","timestamp":{NOW},"allAccessibleTeamIds":[],"bodyPreview":"foo","queueMembershipIds":[],"bodyPreviewIsTruncated":false,"bodyPreviewHtml":"<html>\n <head></head>\n <body>\n foo\n </body>\n</html>"}},"associations":{{"contactIds":[24501],"companyIds":[],"dealIds":[],"ownerIds":[],"workflowIds":[],"ticketIds":[],"contentIds":[],"quoteIds":[]}},"attachments":[],"metadata":{{"body":"foo"}}}}"#
    );
    assert_eq!(text, expected);
}

#[test]
fn only_tasks_and_meetings_have_scheduled_tasks() {
    let mut portal = empty();
    for (kind, expected) in
        [("TASK", true), ("MEETING", true), ("NOTE", false), ("CALL", false), ("EMAIL", false)]
    {
        let body = format!(r#"{{"engagement":{{"type":"{kind}"}},"metadata":{{}}}}"#);
        let created = text(&send(&mut portal, Method::Post, ROOT, Some(&body)));
        assert_eq!(keys(&created).contains(&"scheduledTasks".to_owned()), expected, "{kind}");
    }
}

#[test]
fn what_nobody_knows_is_kept_to_the_digit() {
    let mut portal = empty();
    let metadata = r#"{"zeta":1,"body":"b","big":123456789012345678901234567890,"exact":1.10,"nested":{"b":[1e400,"\ud83d"],"a":null},"__proto__":{}}"#;
    let body = format!(
        r#"{{"engagement":{{"type":"NOTE","timestamp":636418459634654854}}, "metadata": {metadata}}}"#
    );
    let id = create(&mut portal, NOW, &body);
    let read = text(&get(&mut portal, &format!("{ROOT}/{id}")));
    assert_eq!(member(&read, "metadata"), metadata);
    assert_eq!(member(&member(&read, "engagement"), "timestamp"), "636418459634654854");
    assert_eq!(keys(&read)[0], "engagement");
}

#[test]
fn the_callers_layout_is_not_kept() {
    let mut portal = empty();
    let body = "{\"engagement\":{\"type\":\"NOTE\"},\"metadata\":{\"list\" : [ 1,\n 2, \"a \\\" b\" ]}}";
    let created = text(&send(&mut portal, Method::Post, ROOT, Some(body)));
    assert_eq!(member(&created, "metadata"), r#"{"list":[1,2,"a \" b"]}"#);
}

#[test]
fn null_ids_are_dropped_and_service_keys_ignored() {
    let mut portal = empty();
    let body = r#"{"engagement":{"type":"CALL","id":5,"portalId":1},"associations":{"contactIds":[null,7,7],"ownerIds":[null],"workflowIds":[9],"dealIds":null}}"#;
    let created = json(&send(&mut portal, Method::Post, ROOT, Some(body)));
    assert_eq!(created["associations"]["contactIds"], json!([7]));
    assert_eq!(created["associations"]["ownerIds"], json!([]));
    assert_eq!(created["associations"]["workflowIds"], json!([]));
    assert_eq!(created["engagement"]["portalId"], 48_215_903);
    assert!(created["engagement"]["id"].as_i64().unwrap() > 1 << 31);
}

#[test]
fn bad_bodies_are_refused_with_a_reason() {
    let mut portal = empty();
    let cases = [
        (r#"{"engagement":{"type":"FAX"}}"#, "Invalid enum constant 'FAX' for class EngagementType"),
        (r#"{"engagement":{"type":"note"}}"#, "Invalid enum constant 'note' for class EngagementType"),
        (r#"{"engagement":{"type":5}}"#, "Invalid enum constant '5' for class EngagementType"),
        (r#"{"metadata":{}}"#, "Invalid input JSON. Some required fields were not set: [type]"),
        ("[]", "Invalid input JSON on line 1, column 0"),
        ("{", "Invalid input JSON on line 1, column 1"),
        ("", "Invalid input JSON on line 1, column 0"),
        (r#"{"engagement":{"type":"NOTE"},"metadata":[]}"#, "Invalid input JSON: metadata has a wrong type"),
        (
            r#"{"engagement":{"type":"NOTE"},"attachments":[null]}"#,
            "Invalid input JSON: attachments has a wrong type",
        ),
        (
            r#"{"engagement":{"type":"NOTE","timestamp":"x"}}"#,
            "Invalid input JSON: engagement.timestamp has a wrong type",
        ),
        (
            r#"{"engagement":{"type":"NOTE"},"associations":{"dealIds":["x"]}}"#,
            "Invalid input JSON: associations.dealIds",
        ),
    ];
    for (body, message) in cases {
        let response = send(&mut portal, Method::Post, ROOT, Some(body));
        assert_eq!(response.status, 400, "{body}");
        let text = text(&response);
        assert_eq!(keys(&text), ["status", "message", "correlationId", "category"], "{body}");
        assert_eq!(json(&response)["category"], "VALIDATION_ERROR");
        assert_eq!(json(&response)["message"], message, "{body}");
        assert_eq!(
            json(&response)["correlationId"].as_str(),
            response.headers.get("X-HubSpot-Correlation-Id")
        );
    }
    assert!(portal.is_empty());
}

#[test]
fn a_body_that_says_it_is_no_json_is_415() {
    let mut request = anonymous(Method::Post, ROOT, Some(r#"{"engagement":{"type":"NOTE"}}"#));
    request.headers.push("Authorization", "Bearer demo");
    request.headers.push("Content-Type", "text/plain");
    let now = hubspot_engagements_core::clock::Now { monotonic_ms: 0, unix_ms: NOW };
    assert_eq!(empty().handle(now, &request).status, 415);
}

#[test]
fn patch_merges_and_put_replaces_metadata() {
    let mut portal = empty();
    let id = create(
        &mut portal,
        NOW,
        r#"{"engagement":{"type":"CALL"},"metadata":{"status":"COMPLETED","body":"one"}}"#,
    );
    let path = format!("{ROOT}/{id}");
    let patch = r#"{"engagement":{"ownerId":7,"timestamp":-5,"type":"NOTE","source":"API"},"associations":{"contactIds":[1]},"metadata":{"body":"two","title":"t","status":null}}"#;
    let response = send_at(&mut portal, NOW + 9, Method::Patch, &path, Some(patch));
    assert_eq!(response.status, 200);
    assert_eq!(keys(&text(&response)), ["engagement", "associations", "attachments", "metadata"]);
    let patched = json(&response);
    assert_eq!(patched["metadata"], json!({"body": "two", "title": "t"}));
    assert_eq!(patched["engagement"]["type"], "CALL");
    assert_eq!(patched["engagement"]["ownerId"], 7);
    assert_eq!(patched["engagement"]["timestamp"], -5);
    assert_eq!(patched["engagement"]["source"], "API");
    assert_eq!(patched["engagement"]["bodyPreview"], "two");
    assert_eq!(patched["engagement"]["createdAt"], NOW);
    assert_eq!(patched["engagement"]["lastUpdated"], NOW + 9);
    assert_eq!(patched["associations"]["contactIds"], json!([]));
    let response = send(&mut portal, Method::Put, &path, Some(r#"{"metadata":{"title":"only"}}"#));
    assert_eq!(json(&response)["metadata"], json!({"title": "only"}));
    assert_eq!(json(&response)["engagement"]["bodyPreview"], json!(null));
    assert_eq!(portal.get(id), Some(json(&response)));
}

#[test]
fn a_refused_patch_changes_nothing() {
    let mut portal = empty();
    let id = note(&mut portal, NOW);
    let before = portal.get(id);
    let patch = r#"{"metadata":{"body":"two"},"engagement":{"ownerId":[]}}"#;
    assert_eq!(
        send_at(&mut portal, NOW + 1, Method::Patch, &format!("{ROOT}/{id}"), Some(patch)).status,
        400
    );
    assert_eq!(portal.get(id), before);
}

#[test]
fn a_deleted_engagement_is_an_html_404_that_says_so() {
    let mut portal = empty();
    let id = note(&mut portal, NOW);
    let path = format!("{ROOT}/{id}");
    let deleted = send(&mut portal, Method::Delete, &path, None);
    assert_eq!((deleted.status, deleted.body.len()), (204, 0));
    assert_eq!(deleted.headers.get("Content-Type"), None);
    for (method, body) in [(Method::Get, None), (Method::Delete, None), (Method::Patch, Some("{}"))] {
        let response = send(&mut portal, method, &path, body);
        assert_eq!(response.status, 404);
        assert_eq!(response.headers.get("X-HubSpot-NotFound"), Some("true"));
        assert_eq!(response.headers.get("Content-Type"), Some("text/html;charset=iso-8859-1"));
        assert!(text(&response).starts_with("<html>\n<head>\n<meta"));
    }
    assert_eq!(portal.len(), 0);
}

#[test]
fn an_association_is_added_once_in_any_case_and_without_touching_the_record() {
    let mut portal = empty();
    let id = note(&mut portal, NOW);
    for kind in ["contact", "Company", "DEAL", "ticket", "CONTACT"] {
        let path = format!("{ROOT}/{id}/associations/{kind}/5");
        let response = send_at(&mut portal, NOW + 50, Method::Put, &path, Some("{}"));
        assert_eq!((response.status, response.body.len()), (204, 0), "{kind}");
    }
    let read = portal.get(id).unwrap();
    for key in ["contactIds", "companyIds", "dealIds", "ticketIds"] {
        assert_eq!(read["associations"][key], json!([5]), "{key}");
    }
    assert_eq!(read["engagement"]["lastUpdated"], NOW);
    assert_eq!(
        send(&mut portal, Method::Put, &format!("{ROOT}/{id}/associations/pizza/5"), None).status,
        400
    );
    let missing = send(&mut portal, Method::Put, &format!("{ROOT}/1/associations/contact/5"), None);
    assert_eq!(missing.headers.get("X-HubSpot-NotFound"), Some("true"));
}

#[test]
fn long_bodies_are_cut_in_the_preview_only() {
    let mut portal = empty();
    let long = "word ".repeat(300);
    let body = json!({"engagement": {"type": "NOTE"}, "metadata": {"body": long}}).to_string();
    let id = create(&mut portal, NOW, &body);
    let read = portal.get(id).unwrap();
    assert_eq!(read["engagement"]["bodyPreviewIsTruncated"], true);
    assert!((483..=497).contains(&read["engagement"]["bodyPreview"].as_str().unwrap().len()));
    assert_eq!(read["metadata"]["body"], long);
}

#[test]
fn an_email_is_previewed_by_its_html_or_else_its_text() {
    let mut portal = empty();
    for (metadata, preview) in [
        (r#"{"html":"<p>a &amp; b</p>","text":"t"}"#, json!("a & b")),
        (r#"{"text":"1 < 2"}"#, json!("1 < 2")),
        (r#"{"body":""}"#, json!(null)),
    ] {
        let id = create(
            &mut portal,
            NOW,
            &format!(r#"{{"engagement":{{"type":"EMAIL"}},"metadata":{metadata}}}"#),
        );
        assert_eq!(portal.get(id).unwrap()["engagement"]["bodyPreview"], preview);
    }
}
