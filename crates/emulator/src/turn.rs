//! One request's way through credentials, limit, faults and route.

use hubspot_engagements_core::wire::{Headers, Method, Request, Response};

use crate::answer::{Answer, JSON, Problem};
use crate::calendar::http_date;
use crate::faults::{Damage, Delivery, Effect, Fault, Policy, Reply};
use crate::portal::Portal;
use crate::query::Target;
use crate::routes;

/// A request and the moment at which it came.
pub(crate) struct Turn<'a> {
    /// The portal's time.
    pub(crate) now_ms: i64,
    pub(crate) request: &'a Request,
    pub(crate) target: &'a Target,
    pub(crate) correlation_id: String,
}

impl Turn<'_> {
    /// What becomes of the request, and the place of the fault that struck. A fault strikes only what is admitted, so
    /// that no plan is used up by requests that would have been refused anyway.
    pub(crate) fn play(&self, portal: &mut Portal) -> (Delivery, Option<usize>) {
        if let Err(refusal) = self.admit(portal) {
            return (Delivery::Answer(self.render(portal, refusal)), None);
        }
        let path = self.target.path();
        if let Some((index, fault)) = portal.plan.strike(self.request.method, &path) {
            return (self.strike(portal, &fault), Some(index));
        }
        let answer = self.route(portal);
        let Answer::Json(body) = &answer else {
            return (Delivery::Answer(self.render(portal, answer)), None);
        };
        match portal.plan.poison(self.request.method, &path, body) {
            Some(index) => {
                let answer = Answer::Problem(Problem::new(500, "internal error"));
                (Delivery::Answer(self.render(portal, answer)), Some(index))
            }
            None => (Delivery::Answer(self.render(portal, answer)), None),
        }
    }

    /// Credentials, then the limit.
    fn admit(&self, portal: &mut Portal) -> Result<(), Answer> {
        if routes::is_open(self.target) {
            return Ok(());
        }
        portal.tokens.check(self.now_ms, self.request, self.target)?;
        let admitted = portal.limits.admit(portal.tokens.app(self.request), self.now_ms);
        if admitted { Ok(()) } else { Err(Answer::too_many(Policy::TenSecondlyRolling)) }
    }

    fn route(&self, portal: &mut Portal) -> Answer {
        routes::dispatch(portal, self.now_ms, self.request, self.target)
    }

    fn render(&self, portal: &Portal, answer: Answer) -> Response {
        answer.render(self.now_ms, &self.correlation_id, &portal.limits, portal.tokens.app(self.request))
    }

    /// The operation's own answer. Where the operation shall not be carried out, a copy of the portal gives it.
    fn answer(&self, portal: &mut Portal, fault: &Fault) -> Response {
        let answer = if fault.carries_out() || self.request.method == Method::Get {
            self.route(portal)
        } else {
            self.route(&mut portal.clone())
        };
        self.render(portal, answer)
    }

    fn strike(&self, portal: &mut Portal, fault: &Fault) -> Delivery {
        match &fault.effect {
            Effect::Damage(damage) => self.damage(portal, fault, *damage),
            Effect::ReplaceText { from, to } => {
                Delivery::Answer(replaced(self.answer(portal, fault), |body| body.replace(from, to)))
            }
            Effect::AssociationFailures(failures) => {
                let failures = serde_json::to_string(failures).unwrap_or_default();
                let told = format!(r#"{{"associationCreateFailures":{failures}"#);
                Delivery::Answer(replaced(self.answer(portal, fault), |body| {
                    body.replacen(NO_FAILURES, &told, 1)
                }))
            }
            effect => {
                if fault.carries_out() {
                    self.route(portal);
                }
                Delivery::Answer(self.instead(portal, effect))
            }
        }
    }

    fn damage(&self, portal: &mut Portal, fault: &Fault, damage: Damage) -> Delivery {
        let response = match damage {
            _ if damage.needs_answer() => Some(self.answer(portal, fault)),
            _ => {
                if fault.carries_out() {
                    self.route(portal);
                }
                let page = || self.render(portal, Answer::Json(String::new()));
                matches!(damage, Damage::GzipBomb { .. } | Damage::Huge { .. }).then(page)
            }
        };
        Delivery::Damaged { response, damage }
    }

    /// The answers that have nothing to do with the operation.
    fn instead(&self, portal: &Portal, effect: &Effect) -> Response {
        match effect {
            Effect::Reply(reply) => self.reply(reply),
            Effect::RateLimit { policy, headers } => self.too_many(portal, *policy, headers),
            Effect::Redirect { status, location } => self.reply(&Reply {
                status: *status,
                headers: Headers::from_iter([("Location", location.as_str())]),
                body: Vec::new(),
            }),
            Effect::Depth(depth) => self.reply(&Reply {
                status: 200,
                headers: Headers::from_iter([("Content-Type", JSON)]),
                body: nested(*depth).into_bytes(),
            }),
            _ => self.render(portal, Answer::expired(self.now_ms.saturating_sub(1_000), self.now_ms)),
        }
    }

    /// 429, and headers that agree with it.
    fn too_many(&self, portal: &Portal, policy: Policy, more: &Headers) -> Response {
        let mut response = self.render(portal, Answer::too_many(policy));
        let used_up = match policy {
            Policy::TenSecondlyRolling => Some("X-HubSpot-RateLimit-Remaining"),
            Policy::Secondly => None,
            Policy::Daily => Some("X-HubSpot-RateLimit-Daily-Remaining"),
        };
        if let Some(name) = used_up {
            response.headers.remove(name);
            response.headers.push(name, "0");
        }
        more.iter().for_each(|(name, value)| response.headers.push(name, value));
        response
    }

    fn reply(&self, reply: &Reply) -> Response {
        let mut headers = reply.headers.clone();
        if headers.get("Date").is_none() {
            headers.push("Date", http_date(self.now_ms));
        }
        Response::new(reply.status, headers, reply.body.clone())
    }
}

/// How the answer to a create begins.
const NO_FAILURES: &str = r#"{"associationCreateFailures":[]"#;

fn replaced(response: Response, change: impl FnOnce(&str) -> String) -> Response {
    let body = change(&String::from_utf8_lossy(&response.body)).into_bytes();
    Response { body: body.into(), ..response }
}

/// A page that is an object around `depth - 1` arrays.
fn nested(depth: usize) -> String {
    let arrays = depth.saturating_sub(1);
    let (open, close) = ("[".repeat(arrays), "]".repeat(arrays));
    format!(r#"{{"results":{open}{close},"hasMore":false,"offset":0}}"#)
}
