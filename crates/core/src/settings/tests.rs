use super::*;

#[test]
fn base_urls() {
    for good in [
        "https://api.hubapi.com",
        "https://api.hubapi.com/",
        "https://proxy.example:8443/hubspot",
        "http://127.0.0.1:8080",
        "http://localhost",
        "http://[::1]:1234",
        "HTTPS://api.hubapi.com",
    ] {
        let base = BaseUrl::new(good, false).unwrap();
        assert!(!base.as_str().ends_with('/'), "{good}");
    }
    for (bad, code) in [
        ("", "invalid_url"),
        ("api.hubapi.com", "invalid_url"),
        ("ftp://api.hubapi.com", "invalid_url"),
        ("https://", "invalid_url"),
        ("https://a b", "invalid_url"),
        ("https://a?x=1", "invalid_url"),
        ("https://user:pw@host", "invalid_url"),
        ("https://host:99999", "invalid_url"),
        ("https://host/../x", "invalid_url"),
        ("http://api.hubapi.com", "insecure_url"),
        ("http://127.0.0.1.evil.example", "insecure_url"),
        ("http://127.1", "insecure_url"),
        ("http://localhost.evil.example", "insecure_url"),
    ] {
        assert_eq!(BaseUrl::new(bad, false).unwrap_err().code, code, "{bad}");
    }
    assert!(BaseUrl::new("http://proxy.example", true).is_ok());
}
