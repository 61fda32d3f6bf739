//! The program: its ready line, its exit codes.

#![expect(clippy::disallowed_methods, reason = "talks to a process over a socket")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::support::keys;

fn run(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_hubspot-emulator"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

#[test]
fn one_line_when_ready_and_exit_0_on_a_signal() {
    for name in ["-TERM", "-INT"] {
        let mut child = run(&["--engagements", "12", "--token", "secret-1"]);
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let names =
            ["base_url", "token", "portal_id", "contact_id", "company_id", "owner_ids", "engagements"];
        assert_eq!(keys(&line), names);
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&ready["token"], &ready["engagements"]), (&"secret-1".into(), &12.into()));
        assert_eq!(ready["owner_ids"].as_array().unwrap().len(), 5);
        let address = ready["base_url"].as_str().unwrap().strip_prefix("http://").unwrap();
        assert!(address.starts_with("127.0.0.1:"));
        assert!(ask(address, "secret-1").starts_with("HTTP/1.1 200 "));
        assert!(ask(address, "other").starts_with("HTTP/1.1 401 "));
        signal(&child, name);
        assert_eq!(child.wait().unwrap().code(), Some(0));
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    }
}

fn ask(address: &str, token: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let path = "/engagements/v1/engagements/paged";
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_flag_hides_what_emails_say() {
    for (arguments, redacted) in [(&["--engagements", "12"][..], false), (&["--without-email-scope"], true)] {
        let mut child = run(arguments);
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        let address = ready["base_url"].as_str().unwrap().strip_prefix("http://").unwrap();
        let page = ask(address, "x");
        assert!(page.contains(r#""type":"EMAIL""#));
        assert_eq!(page.contains("sales-email-read"), redacted, "{arguments:?}");
        signal(&child, "-TERM");
        child.wait().unwrap();
    }
}

#[test]
fn bad_arguments_are_named_and_exit_2() {
    for arguments in [
        &["--port", "70000"][..],
        &["--engagements", "many"],
        &["--engagements", "1000001"],
        &["--token", "two words"],
        &["--allow-origin", "example.com"],
        &["--oauth-client", "id:secret"],
        &["--faults", "/nonexistent/plan.json"],
        &["--index-lag-ms", "soon"],
        &["--cursors", "roman"],
        &["--writer", "{}"],
        &["--repeat-percent", "101"],
        &["--id-blocks", "0"],
        &["--nonsense"],
    ] {
        let output = run(arguments).wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        assert!(String::from_utf8_lossy(&output.stderr).contains(arguments[0]), "{arguments:?}");
    }
}

#[test]
fn a_taken_port_is_an_error_not_a_hang() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(&["--port", &port]).wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains(&port));
}

#[test]
fn a_plan_and_an_app_come_by_options() {
    let plan = std::env::temp_dir().join(format!("plan-{}.json", std::process::id()));
    std::fs::write(&plan, r#"[{"path":"/engagements/*","effect":{"status":503}}]"#).unwrap();
    let mut child =
        run(&["--faults", plan.to_str().unwrap(), "--oauth-client", "a:b:c:d", "--token-lifetime-s", "9"]);
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    std::fs::remove_file(&plan).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    let address = ready["base_url"].as_str().unwrap().strip_prefix("http://").unwrap();
    assert!(ask(address, "x").starts_with("HTTP/1.1 503 "));
    assert!(ask(address, "x").starts_with("HTTP/1.1 200 "));
    let form = "grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=c:d";
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /oauth/v1/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}",
        form.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(r#""expires_in":9"#), "{answer}");
    signal(&child, "-TERM");
    child.wait().unwrap();
}

#[test]
fn admin_routes_exist_unless_told_otherwise() {
    for (arguments, status) in [(&["--engagements", "1"][..], 200), (&["--no-admin"], 401)] {
        let mut child = run(arguments);
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        let mut stream =
            TcpStream::connect(ready["base_url"].as_str().unwrap().strip_prefix("http://").unwrap()).unwrap();
        write!(stream, "GET /__emulator/state HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        signal(&child, "-TERM");
        child.wait().unwrap();
    }
}
