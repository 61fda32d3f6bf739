use super::{Access, Auth};
use crate::clock::Now;
use crate::secret::Token;
use crate::settings::{DEFAULT_TOKEN_PATH, OAuth, Settings};

fn at(ms: u64) -> Now {
    Now { monotonic_ms: ms, unix_ms: 0 }
}

fn settings() -> Settings {
    let mut settings = Settings::new(Token::new("unused").unwrap());
    settings.token = None;
    settings
}

fn with_oauth() -> Settings {
    let oauth = OAuth {
        client_id: "app".to_owned(),
        client_secret: "s&cret".to_owned(),
        refresh_token: "first".to_owned(),
        token_path: DEFAULT_TOKEN_PATH.to_owned(),
    };
    Settings { oauth: Some(oauth), ..settings() }
}

fn refreshed(auth: &mut Auth, settings: &Settings, now: u64, body: &str) -> Result<Option<String>, String> {
    let Access::Refresh { lease, .. } = auth.access(settings, at(now), 0) else { panic!("a refresh") };
    auth.refreshed(lease, body.as_bytes(), at(now)).map(|new| new.map(|new| new.expose().to_owned()))
}

fn token(auth: &mut Auth, settings: &Settings, now: u64) -> String {
    match auth.access(settings, at(now), 0) {
        Access::Token(token, _) => token.authorization(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_asks_and_the_others_wait() {
    let settings = Settings { token_provider: true, ..settings() };
    let mut auth = Auth::new(&settings);
    let Access::Ask { lease, rejected: false, reason: "missing" } = auth.access(&settings, at(0), 0) else {
        panic!("the first one asks")
    };
    assert!(matches!(auth.access(&settings, at(0), 0), Access::Wait(_)));
    auth.provided(lease, Some(Token::new("a").unwrap()));
    assert_eq!(token(&mut auth, &settings, 1), "Bearer a");
}

#[test]
fn a_late_refusal_of_an_old_token_asks_nobody() {
    let settings = Settings { token_provider: true, ..settings() };
    let mut auth = Auth::new(&settings);
    for text in ["a", "b"] {
        let Access::Ask { lease, .. } = auth.access(&settings, at(0), 0) else { panic!("asks") };
        auth.provided(lease, Some(Token::new(text).unwrap()));
        if text == "a" {
            assert!(auth.rejected(1));
        }
    }
    assert!(auth.rejected(1));
    assert_eq!(token(&mut auth, &settings, 0), "Bearer b");
}

#[test]
fn who_asked_and_was_given_up_lets_the_next_one_ask() {
    let settings = Settings { token_provider: true, ..settings() };
    let mut auth = Auth::new(&settings);
    let Access::Ask { lease, .. } = auth.access(&settings, at(0), 0) else { panic!("asks") };
    auth.give_back(lease);
    assert!(matches!(auth.access(&settings, at(0), 0), Access::Ask { .. }));
    // Even one that vanished without a word holds the others up for a minute only.
    assert!(matches!(auth.access(&settings, at(59_999), 0), Access::Wait(_)));
    assert!(matches!(auth.access(&settings, at(60_000), 0), Access::Ask { .. }));
}

#[test]
fn an_oauth_token_is_renewed_before_it_ends() {
    let settings = with_oauth();
    let mut auth = Auth::new(&settings);
    let Access::Refresh { request, lease, .. } = auth.access(&settings, at(0), 0) else {
        panic!("a refresh")
    };
    assert_eq!(request.url, "https://api.hubapi.com/oauth/v1/token");
    let body = "grant_type=refresh_token&client_id=app&client_secret=s%26cret&refresh_token=first";
    assert_eq!(request.body.as_deref(), Some(body.as_bytes()));
    assert_eq!(request.headers.get("authorization"), None);
    let answer = r#"{"access_token":"a","refresh_token":"second","expires_in":1800}"#;
    let replaced = auth.refreshed(lease, answer.as_bytes(), at(0)).unwrap();
    assert_eq!(replaced.unwrap().expose(), "second");
    assert_eq!(token(&mut auth, &settings, 1_439_999), "Bearer a");
    let Access::Refresh { request, lease, reason } = auth.access(&settings, at(1_440_000), 0) else {
        panic!("80 percent of 30 minutes")
    };
    assert_eq!(reason, "expiring");
    assert!(String::from_utf8_lossy(request.body.as_deref().unwrap()).ends_with("refresh_token=second"));
    // Meanwhile, and after a failure, the token still works.
    assert_eq!(token(&mut auth, &settings, 1_440_000), "Bearer a");
    assert!(auth.refresh_failed(lease, at(1_440_000)));
    assert_eq!(token(&mut auth, &settings, 1_469_999), "Bearer a");
    assert!(matches!(auth.access(&settings, at(1_470_000), 0), Access::Refresh { .. }));
}

#[test]
fn an_answer_without_a_token_is_no_token() {
    let settings = with_oauth();
    for body in ["", "<html>", "[]", "{}", r#"{"access_token":7}"#, "{\"access_token\":\"a\\n\"}"] {
        let mut auth = Auth::new(&settings);
        assert!(refreshed(&mut auth, &settings, 0, body).is_err(), "{body}");
        assert!(matches!(auth.access(&settings, at(0), 0), Access::Refresh { .. }));
    }
}

#[test]
fn neither_debug_nor_an_error_shows_a_secret() {
    let settings = with_oauth();
    let auth = Auth::new(&settings);
    let shown = format!("{auth:?} {settings:?}");
    assert!(!shown.contains("s&cret") && !shown.contains("first"), "{shown}");
    let error = crate::error::Error::new(crate::error::ErrorKind::Api, "", "no s&cret and no first here");
    assert_eq!(auth.scrubbed(error).details().message, "no *** and no *** here");
}
