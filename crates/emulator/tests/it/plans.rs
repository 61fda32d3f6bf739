//! Plans as JSON.

use hubspot_engagements_core::wire::Method;
use hubspot_engagements_emulator::{Effect, Fault};
use serde_json::{Value, json};

/// One fault for every effect, written as it is shown.
fn every_effect() -> Value {
    let effects = [
        json!({"status": 503, "headers": {"Retry-After": "2"}, "body": "down"}),
        json!({"status": 502, "headers": {}, "base64": "/w=="}),
        json!({"rate_limit": "DAILY", "headers": {}}),
        json!({"expired": true}),
        json!({"redirect": {"status": 307, "location": "https://x.example/"}}),
        json!({"depth": 65}),
        json!({"replace_text": ["a", "b"]}),
        json!({"association_failures": [{"id": 1}]}),
        json!({"reset": true}),
        json!({"silence": true}),
        json!({"silence": "after_headers"}),
        json!({"delay_ms": 5}),
        json!({"stale": true}),
        json!({"cut": 10}),
        json!({"cut_chunked": 10}),
        json!({"wrong_length": -3}),
        json!({"garbage_chunk": true}),
        json!({"garbage_chunk": "trailer"}),
        json!({"drip": {"bytes": 1, "every_ms": 50}}),
        json!({"gzip": "corrupt"}),
        json!({"gzip": "truncated"}),
        json!({"gzip_bomb": 10_000_000_000_u64}),
        json!({"huge": 100_000_000}),
    ];
    let fault = |effect: &Value| json!({"method": "GET", "path": "/a*", "skip": 1, "times": "forever", "commit": true, "effect": effect});
    effects.iter().map(fault).chain([json!({"effect": {"poison_ids": [1, 2]}})]).collect()
}

#[test]
fn a_plan_is_shown_as_it_was_written() {
    let plan = every_effect();
    let mut read = Fault::plan(&plan.to_string()).unwrap();
    let mut expected = plan.clone();
    // The content type that a text has unless another one is given.
    expected[0]["effect"]["headers"]["Content-Type"] = json!("text/html;charset=utf-8");
    assert_eq!(serde_json::to_value(&read).unwrap(), expected);
    let again: Vec<Fault> = serde_json::from_value(expected.clone()).unwrap();
    assert_eq!(serde_json::to_value(&again).unwrap(), expected);
    let poison = read.pop().unwrap();
    assert_eq!((poison.times, &poison.effect), (None, &Effect::PoisonIds(vec![1, 2])));
    assert!(read.iter().all(|fault| fault.method == Some(Method::Get) && fault.commit == Some(true)));
}

#[test]
fn what_is_left_out_has_a_default() {
    let read = |text: &str| Fault::plan(text).unwrap().remove(0);
    let fault = read(r#"[{"effect":{"reset":true}}]"#);
    assert_eq!(
        (fault.method, fault.path, fault.skip, fault.times, fault.commit),
        (None, None, 0, Some(1), None)
    );
    assert_eq!(read(r#"[{"times":null,"effect":{"reset":true}}]"#).times, None);
    assert_eq!(read(r#"[{"times":3,"method":"post","effect":{"reset":true}}]"#).times, Some(3));
    let Effect::Reply(reply) = read(r#"[{"effect":{"status":400,"json":{"a":1}}}]"#).effect else { panic!() };
    assert_eq!(
        (&*reply.body, reply.headers.get("content-type")),
        (&br#"{"a":1}"#[..], Some("application/json;charset=utf-8"))
    );
    let Effect::Reply(reply) =
        read(r#"[{"effect":{"status":200,"body":"<p>","content_type":"text/plain"}}]"#).effect
    else {
        panic!()
    };
    assert_eq!(reply.headers.get("content-type"), Some("text/plain"));
    let Effect::Reply(reply) = read(r#"[{"effect":{"status":429}}]"#).effect else { panic!() };
    assert_eq!((reply.body.len(), reply.headers.get("content-type")), (0, None));
}

#[test]
fn a_bad_plan_names_the_member() {
    for (plan, name) in [
        ("", "the plan is no JSON"),
        ("{}", "the plan must be an array"),
        ("[1]", "faults[0] must be an object"),
        ("[{}]", "faults[0].effect is missing"),
        (
            r#"[{"effect":{"reset":true}},{"effect":{}}]"#,
            "faults[1].effect must have exactly one of status, ",
        ),
        (r#"[{"effect":{"reset":true,"cut":1}}]"#, "faults[0].effect must have exactly one"),
        (r#"[{"effect":{"reset":true},"tmies":2}]"#, "faults[0].tmies is not known"),
        (r#"[{"effect":{"reset":true},"times":-2}]"#, "faults[0].times must be"),
        (r#"[{"effect":{"reset":true},"skip":"x"}]"#, "faults[0].skip is wrong"),
        (r#"[{"effect":{"reset":true},"method":"BREW"}]"#, "faults[0].method is no method"),
        (r#"[{"effect":{"reset":true},"path":"engagements"}]"#, "faults[0].path must begin"),
        (r#"[{"effect":{"reset":true},"path":"/a*b"}]"#, "faults[0].path must begin"),
        (r#"[{"effect":{"reset":false}}]"#, "faults[0].effect.reset can only be true"),
        (r#"[{"effect":{"silence":"please"}}]"#, "faults[0].effect.silence must be true"),
        (r#"[{"effect":{"cut":"x"}}]"#, "faults[0].effect.cut is wrong"),
        (r#"[{"effect":{"cut":1,"body":"x"}}]"#, "faults[0].effect.body is not known"),
        (r#"[{"effect":{"drip":{"bytes":0,"every_ms":1}}}]"#, "faults[0].effect.drip.bytes must be above 0"),
        (r#"[{"effect":{"drip":{"bytes":1}}}]"#, "faults[0].effect.drip.every_ms is missing"),
        (r#"[{"effect":{"gzip":"x"}}]"#, "faults[0].effect.gzip must be one of corrupt, truncated"),
        (
            r#"[{"effect":{"rate_limit":"x"}}]"#,
            "faults[0].effect.rate_limit must be one of TEN_SECONDLY_ROLLING",
        ),
        (r#"[{"effect":{"status":99}}]"#, "faults[0].effect.status must be from 200"),
        (r#"[{"effect":{"status":200,"base64":"!"}}]"#, "faults[0].effect.base64 "),
        (r#"[{"effect":{"status":200,"body":"","json":1}}]"#, "faults[0].effect.body cannot stand"),
        (
            r#"[{"effect":{"status":200,"headers":{"a b":"c"}}}]"#,
            "faults[0].effect.headers cannot hold \"a b\"",
        ),
        (r#"[{"effect":{"status":200,"headers":{"a":"c\n"}}}]"#, "faults[0].effect.headers cannot hold"),
        (
            r#"[{"effect":{"status":200,"headers":{"content-length":"5"}}}]"#,
            "faults[0].effect.headers cannot hold",
        ),
        (
            r#"[{"effect":{"redirect":{"status":200,"location":"x"}}}]"#,
            "faults[0].effect.redirect.status must be 301",
        ),
        (r#"[{"effect":{"depth":1}}]"#, "faults[0].effect.depth must be"),
        (r#"[{"effect":{"poison_ids":[1]},"times":2}]"#, "faults[0].times has no meaning"),
    ] {
        let error = Fault::plan(plan).unwrap_err().to_string();
        assert!(error.starts_with(name), "{plan}: {error}");
    }
}
