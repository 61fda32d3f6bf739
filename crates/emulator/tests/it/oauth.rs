//! Tokens that expire and tokens that are issued.

use hubspot_engagements_core::clock::Now;
use hubspot_engagements_core::wire::{Method, Response};
use hubspot_engagements_emulator::{AcceptedToken, Damage, Fault, OAuthApp, Portal, PortalOptions};
use serde_json::json;

use crate::support::*;

const V1: &str = "/oauth/v1/token";

fn app() -> PortalOptions {
    let oauth = OAuthApp {
        client_id: "app".to_owned(),
        client_secret: "s e".to_owned(),
        refresh_token: "r1".to_owned(),
    };
    PortalOptions { oauth: Some(oauth), token: Some("static".to_owned()), ..PortalOptions::default() }
}

fn refresh(portal: &mut Portal, ms: i64, path: &str, form: &str) -> Response {
    let mut request = anonymous(Method::Post, path, Some(form));
    request.headers.push("Content-Type", "application/x-www-form-urlencoded;charset=utf-8");
    portal.handle(Now { monotonic_ms: 0, unix_ms: ms }, &request)
}

fn form(refresh_token: &str) -> String {
    format!("grant_type=refresh_token&client_id=app&client_secret=s+e&refresh_token={refresh_token}")
}

fn ask(portal: &mut Portal, ms: i64, token: &str) -> Response {
    let mut request = anonymous(Method::Get, &format!("{ROOT}/paged"), None);
    request.headers.push("Authorization", format!("Bearer {token}"));
    portal.handle(Now { monotonic_ms: 0, unix_ms: ms }, &request)
}

#[test]
fn an_issued_token_is_accepted_until_it_expires() {
    for path in [V1, "/oauth/v3/token", "/oauth/2026-03/token"] {
        let mut portal = Portal::new(app());
        let issued = json(&refresh(&mut portal, NOW, path, &form("r1")));
        assert_eq!((&issued["expires_in"], &issued["refresh_token"]), (&json!(1800), &json!("r1")));
        assert_eq!((&issued["token_type"], &issued["hub_id"]), (&json!("bearer"), &json!(48_215_903)));
        let token = issued["access_token"].as_str().unwrap();
        assert_eq!(ask(&mut portal, NOW + 1_799_999, token).status, 200);
        let expired = ask(&mut portal, NOW + 1_805_000, token);
        assert_eq!(refusal(&expired), (401, "EXPIRED_AUTHENTICATION".to_owned()));
        assert!(json(&expired)["message"].as_str().unwrap().contains("expired 5 second(s) ago"));
        assert_eq!(ask(&mut portal, NOW, "static").status, 200);
        assert_eq!(refusal(&ask(&mut portal, NOW, "other")).1, "INVALID_AUTHENTICATION");
    }
    let mut quick = Portal::new(PortalOptions { token_lifetime_s: 2, ..PortalOptions::default() });
    let issued = json(&refresh(&mut quick, NOW, V1, &form("any")));
    assert_eq!(issued["expires_in"], 2);
    assert_eq!(ask(&mut quick, NOW + 2_000, issued["access_token"].as_str().unwrap()).status, 401);
}

#[test]
fn what_is_wrong_with_a_refresh_is_named() {
    let mut portal = Portal::new(app());
    for (form, status) in [
        (form("r2"), "BAD_REFRESH_TOKEN"),
        (form(""), "BAD_REFRESH_TOKEN"),
        (form("r1").replace("=app", "=ap"), "BAD_CLIENT_ID"),
        (form("r1").replace("s+e", "s-e"), "BAD_CLIENT_SECRET"),
        (form("r1").replace("grant_type=refresh_token", "grant_type=authorization_code"), "BAD_GRANT_TYPE"),
        (String::new(), "BAD_GRANT_TYPE"),
    ] {
        let response = refresh(&mut portal, NOW, V1, &form);
        assert_eq!((response.status, json(&response)["status"].clone()), (400, json!(status)), "{form}");
    }
    assert_eq!(send(&mut portal, Method::Get, V1, None).status, 405);
    assert_eq!(send(&mut portal, Method::Post, V1, Some("{}")).status, 415);
    assert_eq!(get(&mut portal, "/oauth/v2/token").status, 404);
}

#[test]
fn a_rotated_refresh_token_works_once() {
    for options in [app(), PortalOptions::default()] {
        let mut portal = Portal::new(PortalOptions { rotate_refresh_tokens: true, ..options });
        let first = json(&refresh(&mut portal, NOW, V1, &form("r1")));
        let next = first["refresh_token"].as_str().unwrap();
        assert_ne!(next, "r1");
        assert_eq!(refresh(&mut portal, NOW, V1, &form("r1")).status, 400);
        let second = json(&refresh(&mut portal, NOW, V1, &form(next)));
        assert_ne!(second["access_token"], first["access_token"]);
    }
}

#[test]
fn tokens_may_expire_at_a_given_time() {
    let token = |text: &str, expires_at_ms| AcceptedToken { token: text.to_owned(), expires_at_ms };
    let tokens = vec![token("short", Some(NOW + 10)), token("long", None)];
    let mut portal = Portal::new(PortalOptions { tokens, ..PortalOptions::default() });
    assert_eq!(ask(&mut portal, NOW + 9, "short").status, 200);
    assert_eq!(refusal(&ask(&mut portal, NOW + 10, "short")).1, "EXPIRED_AUTHENTICATION");
    assert_eq!(ask(&mut portal, NOW + 10, "long").status, 200);
    assert_eq!(refusal(&ask(&mut portal, NOW, "third")).1, "INVALID_AUTHENTICATION");
}

#[test]
fn all_tokens_so_far_can_be_made_to_expire() {
    let now = Now { monotonic_ms: 0, unix_ms: NOW };
    let mut portal = empty();
    assert_eq!(ask(&mut portal, NOW, "old").status, 200);
    portal.expire_tokens(now);
    assert_eq!(refusal(&ask(&mut portal, NOW, "old")).1, "EXPIRED_AUTHENTICATION");
    assert_eq!(ask(&mut portal, NOW, "new").status, 200);
    let mut portal = Portal::new(app());
    portal.expire_tokens(now);
    assert_eq!(refusal(&ask(&mut portal, NOW, "static")).1, "EXPIRED_AUTHENTICATION");
    let issued = json(&refresh(&mut portal, NOW, V1, &form("r1")));
    assert_eq!(ask(&mut portal, NOW, issued["access_token"].as_str().unwrap()).status, 200);
}

#[test]
fn refreshes_count_for_no_limit_but_faults_strike_them() {
    let mut portal = Portal::new(PortalOptions { rate_limit: Some(1), ..app() });
    for _ in 0..3 {
        assert_eq!(refresh(&mut portal, NOW, V1, &form("r1")).status, 200);
    }
    assert_eq!([ask(&mut portal, NOW, "static").status, ask(&mut portal, NOW, "static").status], [200, 429]);
    assert_eq!(portal.max_in_window(), 1);
    portal.set_faults(vec![Fault::new(Damage::Silence).path("/oauth/*")]);
    assert_eq!(refresh(&mut portal, NOW, V1, &form("r1")).status, 504);
    let logged = portal.log().last().unwrap();
    let hidden = "grant_type=refresh_token&client_id=app&client_secret=***&refresh_token=***";
    assert_eq!((logged.body.as_deref(), logged.status, logged.fault), (Some(hidden), None, Some(0)));
}
