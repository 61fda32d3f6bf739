//! Over real sockets, with bytes written by hand.

use std::io::Read;

use flate2::read::GzDecoder;
use hubspot_engagements_emulator::server::ServeOptions;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::raw::{connect, exchange, request, serve, with_body};
use crate::support::{ROOT, ids};

#[tokio::test]
async fn a_bare_client_is_served_uncompressed() {
    let server = serve(ServeOptions::default()).await;
    let mut stream = connect(&server).await;
    let answer = exchange(&mut stream, &request(&format!("GET {ROOT}/paged?limit=3"), "")).await;
    assert_eq!((answer.status, answer.header("content-encoding")), (200, None));
    assert_eq!(ids(&answer.json()).len(), 3);
    assert_eq!(answer.header("access-control-allow-origin"), None);
    assert!(answer.header("x-hubspot-correlation-id").is_some());
}

#[tokio::test]
async fn gzip_when_asked() {
    let server = serve(ServeOptions::default()).await;
    let mut stream = connect(&server).await;
    let line = format!("GET {ROOT}/paged?limit=3");
    let plain = exchange(&mut stream, &request(&line, "")).await;
    let zipped = exchange(&mut stream, &request(&line, "Accept-Encoding: gzip, deflate, br\r\n")).await;
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    let mut text = Vec::new();
    GzDecoder::new(&*zipped.body).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain.body);
    assert!(zipped.body.len() < plain.body.len());
}

#[tokio::test]
async fn one_connection_or_many() {
    let server = serve(ServeOptions::default()).await;
    let mut kept = connect(&server).await;
    let body = r#"{"engagement":{"type":"NOTE"},"metadata":{"body":"hi"}}"#;
    let created = exchange(&mut kept, &with_body(&format!("POST {ROOT}"), body)).await;
    let id = created.json()["engagement"]["id"].as_i64().unwrap();
    let line = format!("{ROOT}/{id}");
    assert_eq!(exchange(&mut kept, &request(&format!("GET {line}"), "")).await.status, 200);
    let replaced =
        exchange(&mut kept, &with_body(&format!("PUT {line}"), r#"{"metadata":{"title":"t"}}"#)).await;
    assert_eq!(replaced.json()["metadata"], serde_json::json!({"title": "t"}));
    let association = exchange(&mut kept, &request(&format!("PUT {line}/associations/Contact/5"), "")).await;
    assert_eq!((association.status, association.body.len()), (204, 0));
    for path in
        ["associated/contact/5/paged", "associated/CONTACT/5/paged?", "associated/CONTACT/5/paged?a=b"]
    {
        let mut fresh = connect(&server).await;
        let answer =
            exchange(&mut fresh, &request(&format!("GET {ROOT}/{path}"), "Connection: close\r\n")).await;
        assert_eq!(ids(&answer.json()), [id], "{path}");
        assert_eq!(fresh.read(&mut [0; 1]).await.unwrap(), 0);
    }
    let deleted = exchange(&mut kept, &request(&format!("DELETE {line}"), "")).await;
    assert_eq!((deleted.status, deleted.header("content-type")), (204, None));
    assert_eq!(exchange(&mut kept, &request(&format!("GET {line}"), "")).await.status, 404);
    assert_eq!(server.with_portal(|portal| portal.len()), 40);
}

#[tokio::test]
async fn http_1_0_and_unknown_methods() {
    let server = serve(ServeOptions::default()).await;
    let old = format!("GET {ROOT}/paged?limit=1 HTTP/1.0\r\nAuthorization: Bearer t\r\n\r\n");
    assert_eq!(exchange(&mut connect(&server).await, old.as_bytes()).await.status, 200);
    let answer = exchange(&mut connect(&server).await, &request(&format!("BREW {ROOT}/paged"), "")).await;
    assert_eq!(answer.status, 405);
    let answer = exchange(&mut connect(&server).await, &request(&format!("OPTIONS {ROOT}/paged"), "")).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (405, None));
}

#[tokio::test]
async fn a_body_above_the_limit_is_413() {
    let server = serve(ServeOptions::default()).await;
    let mut stream = connect(&server).await;
    let head = request(&format!("POST {ROOT}"), &format!("Content-Length: {}\r\n", 17 * 1024 * 1024));
    assert_eq!(exchange(&mut stream, &head).await.status, 413);
    let mut stream = connect(&server).await;
    let size = 16 * 1024 * 1024 + 1;
    let chunk = [format!("{size:x}\r\n").into_bytes(), vec![b' '; size], b"\r\n0\r\n\r\n".to_vec()].concat();
    let head = request(&format!("POST {ROOT}"), "Transfer-Encoding: chunked\r\n");
    assert_eq!(exchange(&mut stream, &[head, chunk].concat()).await.status, 413);
}

#[tokio::test]
async fn a_proxy_of_ones_own_lets_pages_in() {
    let options =
        ServeOptions { allow_origin: Some("https://app.example".to_owned()), ..ServeOptions::default() };
    let server = serve(options).await;
    let mut stream = connect(&server).await;
    let asked = "Origin: https://app.example\r\nAccess-Control-Request-Method: PATCH\r\n";
    let preflight = format!("OPTIONS {ROOT}/5 HTTP/1.1\r\nHost: x\r\n{asked}\r\n");
    let answer = exchange(&mut stream, preflight.as_bytes()).await;
    assert_eq!(answer.status, 204);
    assert!(answer.header("access-control-allow-methods").unwrap().contains("PATCH"));
    assert!(answer.header("access-control-allow-headers").unwrap().contains("Authorization"));
    let answer = exchange(&mut stream, &request(&format!("GET {ROOT}/5"), "")).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://app.example"));
    assert!(answer.header("access-control-expose-headers").unwrap().contains("X-HubSpot-NotFound"));
    assert_eq!((answer.status, answer.header("x-hubspot-notfound")), (404, Some("true")));
}

#[tokio::test]
async fn stopping_and_dropping_close_the_port() {
    for graceful in [true, false] {
        let server = serve(ServeOptions::default()).await;
        let address = server.base_url.strip_prefix("http://").unwrap().to_owned();
        let mut idle = connect(&server).await;
        exchange(&mut idle, &request(&format!("GET {ROOT}/paged"), "")).await;
        if graceful {
            server.stop().await
        } else {
            drop(server)
        }
        assert_eq!(idle.read(&mut [0; 1]).await.unwrap_or(0), 0);
        assert!(TcpStream::connect(&address).await.is_err());
    }
}
