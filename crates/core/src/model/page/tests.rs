use super::*;

const PAGE: &str = r#" {"results":[{"engagement":{"id":7,"type":"CALL","lastUpdated":9}}, {"x":1}, 5],
    "hasMore":true,"offset":7,"new":[]} "#;

#[test]
fn records_lie_where_the_index_says() {
    let page = Page::from_body(PAGE.as_bytes(), "offset").unwrap();
    let first = page.get(0).unwrap();
    assert_eq!(first.json(), r#"{"engagement":{"id":7,"type":"CALL","lastUpdated":9}}"#);
    assert_eq!(
        (first.id(), first.kind(), first.last_updated()),
        (Some(Id(7)), Some(&EngagementType::Call), Some(Timestamp(9)))
    );
    assert_eq!(page.get(1).unwrap().id(), None);
    assert!(page.get(2).unwrap().decode().is_err(), "one bad record does not harm the others");
    assert_eq!(page.next().map(Cursor::as_str), Some("7"));
}

#[test]
fn half_an_emoji_spoils_one_record_only() {
    let text = r#"{"results":[{"engagement":{"id":1,"type":"NOTE"},"metadata":{"body":"\ud83d"}},
        {"engagement":{"id":2,"type":"NOTE"},"metadata":{"body":"ok"}}],"hasMore":false,"offset":2}"#;
    let page = Page::from_body(text.as_bytes(), "offset").unwrap();
    let error = page.get(0).unwrap().decode().unwrap_err();
    assert_eq!(error.path, "/metadata/body");
    let in_a_key = text.replace("\"body\":\"\\ud83d\"", "\"\\ud83d\":1");
    assert!(Page::from_body(in_a_key.as_bytes(), "offset").unwrap().get(0).unwrap().decode().is_err());
    assert!(page.get(1).unwrap().decode().is_ok());
    assert_eq!(page.next(), None);
}

#[test]
fn what_is_no_page_is_an_error() {
    for text in
        ["", "[]", "{}", "null", r#"{"results":{}}"#, r#"{"results":[],"hasMore":1}"#, r#"{"results":["#]
    {
        assert!(Page::from_body(text.as_bytes(), "offset").is_err(), "{text}");
    }
    assert!(Page::from_body(b"{\"results\":[\"\xff\"]}", "offset").is_err());
}
