//! What people write. `{first}`, `{name}`, `{company}`, `{owner}` and `{amount}` are filled in.

pub(super) const NOTES: &[&str] = &[
    "<p>Met {first} at the trade fair. <b>Very</b> interested in the annual plan &amp; wants pricing for 40 seats.</p>",
    "<p>{company} is comparing us with two other vendors.</p><ul><li>Decision by end of quarter</li><li>Budget around ${amount}</li></ul>",
    "{first} prefers to be called in the afternoon &ndash; mornings are &quot;back-to-back&quot;. 📵",
    "<div>Security questionnaire came back clean ✅<br>Legal still has to look at clause 7.</div>",
    "<p>Champion left {company}; {name} takes over the project. Need to rebuild the case with the new CFO.</p>",
    "<p>Asked for a reference in the same industry. Sent the Solstice story.</p><p>&nbsp;</p><p>Follow up in two weeks.</p>",
    "Renewal risk ⚠️: usage dropped 30&nbsp;% since spring, support answers &lt; 1 day but they want a named contact.",
    "<p>Great call today! {first} will bring the data team to the next demo 🎉</p>",
    "<h3>Discovery summary</h3><p>{company} runs three regional teams that each keep their own spreadsheets. Reporting takes the operations manager about two days a month, and nobody trusts the numbers when they finally arrive. {first} wants one place for activities, a weekly overview for the board and an audit trail for the compliance officer.</p><p>Must have: single sign-on, export to their warehouse, German and French in the interface. Nice to have: call recording and the mobile app. Procurement needs four weeks, so a start on the first of next month is only possible with a signed order form by Friday. Next step is a technical session with the platform team.</p>",
];

pub(super) const CONNECTED: &[&str] = &[
    "<p>Spoke with {first} for a while. Likes the pilot, open question is data residency.</p>",
    "Walked {first} through the quote (${amount}). Wants to split it over two invoices &amp; will confirm by mail.",
    "<p>Quick check-in, all good 👍</p><p>Next: introduce {owner} to the {company} IT lead.</p>",
    "Discussed renewal. {first} asked for 10&nbsp;% off; I offered two extra seats instead.",
];

pub(super) const MISSED: &[&str] = &[
    "Left a short voicemail about the proposal.",
    "No luck, will try again tomorrow.",
    "Reception at {company} will pass the message on to {first}.",
    "",
];

pub(super) const SUBJECTS: &[&str] = &[
    "Proposal for {company}",
    "Re: next steps",
    "Your questions about single sign-on",
    "Agenda for Thursday",
    "Order form & data processing agreement",
    "Nice to meet you, {first} 👋",
];

pub(super) const OUTGOING: &[&str] = &[
    "<p>Hi {first},</p><p>thanks for your time today. Attached is the proposal over ${amount}; the discount is valid until the end of the month.</p><p>Best,<br>{owner}</p>",
    "<p>Hello {first},</p><p>yes, single sign-on is included &ndash; we support SAML &amp; OpenID&nbsp;Connect.</p><p>Shall we set up a call with your IT team?</p><p>{owner}</p>",
    "<p>Hi {first}, here is the agenda:</p><ol><li>Results of the pilot</li><li>Roll-out to the other regions</li><li>Open points</li></ol><p>See you then! 🙂<br>{owner}</p>",
];

pub(super) const INCOMING: &[&str] = &[
    "<div>Hi {owner},</div><div><br></div><div>looks good to us. One question: can we start with 25 seats &amp; add more later?</div><div><br></div><div>{name}<br>{company}</div>",
    "<p>Thanks! I forwarded it to our finance team, they&#39;ll come back to you this week.</p><p>{first}</p>",
];

pub(super) const MEETINGS: &[(&str, &str)] = &[
    ("Demo for {company}", "<p>Show reporting &amp; the mobile app. {first} brings two team leads.</p>"),
    ("Pilot review with {name}", "<p>Go through usage numbers, collect feedback, agree on the roll-out.</p>"),
    ("Contract talk {company}", "<p>Clauses 4 and 7, payment terms, start date. 📝</p>"),
    ("Quarterly business review", "<p>Health score, roadmap, renewal.</p>"),
];

pub(super) const TASKS: &[(&str, &str, &str)] = &[
    ("Send quote to {first}", "40 seats, annual, with onboarding package", "EMAIL"),
    ("Call {name} back", "Asked for a call after their board meeting", "CALL"),
    (
        "Prepare demo environment",
        "<p>Load {company}&#39;s sample data &amp; switch on single sign-on</p>",
        "TODO",
    ),
    ("Check in before renewal", "Usage, open tickets, new stakeholders", "TODO"),
    ("Update forecast for {company}", "", "TODO"),
];

pub(super) const INTERNAL: &[&str] = &[
    "Champion is convinced, CFO is not yet.",
    "Competitor offers a lower price but no export.",
    "Bring the security one-pager.",
];
