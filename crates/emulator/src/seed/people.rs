//! The people and companies that the made-up engagements are about.

/// One contact.
#[derive(Debug, Clone)]
pub(super) struct Contact {
    pub(super) id: i64,
    pub(super) first_name: &'static str,
    pub(super) last_name: &'static str,
    pub(super) email: String,
    /// A number of the range that is kept free for fiction.
    pub(super) phone: String,
    pub(super) company: &'static str,
    pub(super) company_id: i64,
    pub(super) deal_id: i64,
    /// The place of its owner in the team.
    pub(super) owner: usize,
    /// How many of a hundred calls reach it at an ordinary hour.
    pub(super) reach: u64,
    /// When its best hours to be called begin: 8, 10, 13 or 15.
    pub(super) best_hour: i64,
}

/// What `Contact::reach` can be.
const REACH: [u64; 5] = [12, 20, 28, 36, 44];
/// What `Contact::best_hour` can be.
const BEST_HOURS: [i64; 4] = [8, 10, 13, 15];

/// First name, and the same for an e-mail address.
const FIRST: [(&str, &str); 20] = [
    ("Elena", "elena"),
    ("Marcus", "marcus"),
    ("Zoë", "zoe"),
    ("Haruto", "haruto"),
    ("Fatima", "fatima"),
    ("Liam", "liam"),
    ("Chiara", "chiara"),
    ("Søren", "soren"),
    ("Grace", "grace"),
    ("Mateo", "mateo"),
    ("Ingrid", "ingrid"),
    ("Omar", "omar"),
    ("Juliette", "juliette"),
    ("Wei", "wei"),
    ("Hannah", "hannah"),
    ("Diego", "diego"),
    ("Anika", "anika"),
    ("Paweł", "pawel"),
    ("Ruth", "ruth"),
    ("Kofi", "kofi"),
];

/// Last name, and the same for an e-mail address.
const LAST: [(&str, &str); 20] = [
    ("Novak", "novak"),
    ("Bennett", "bennett"),
    ("O'Neill", "oneill"),
    ("Tanaka", "tanaka"),
    ("Haddad", "haddad"),
    ("Müller", "mueller"),
    ("Rossi", "rossi"),
    ("Lund", "lund"),
    ("Adeyemi", "adeyemi"),
    ("García", "garcia"),
    ("Berg", "berg"),
    ("Rahman", "rahman"),
    ("Dubois", "dubois"),
    ("Chen", "chen"),
    ("Fischer", "fischer"),
    ("Castillo", "castillo"),
    ("Patel", "patel"),
    ("Kowalski", "kowalski"),
    ("Cohen", "cohen"),
    ("Mensah", "mensah"),
];

/// Company and its domain.
const COMPANIES: [(&str, &str); 12] = [
    ("Harbor & Pine Logistics", "harborpine.example"),
    ("Solstice Energy", "solstice-energy.example"),
    ("Kestrel Robotics", "kestrelrobotics.example"),
    ("Café Lumière Group", "cafelumiere.example"),
    ("Blue Mesa Health", "bluemesa.example"),
    ("Northgate Textiles", "northgate.example"),
    ("Tidewater Insurance", "tidewater.example"),
    ("Quill & Co. Publishing", "quillandco.example"),
    ("Verdant Foods", "verdantfoods.example"),
    ("Orbital Freight", "orbitalfreight.example"),
    ("Maple Street Dental", "maplestreet.example"),
    ("Ironwood Construction", "ironwood.example"),
];

/// The forty contacts of every portal, each at one of the twelve companies.
pub(super) fn contacts() -> Vec<Contact> {
    let firsts = FIRST.iter().cycle();
    let lasts = LAST.iter().chain(LAST.iter().skip(7)).chain(LAST.iter().take(7));
    let companies = COMPANIES.iter().zip(0..).cycle();
    firsts
        .zip(lasts)
        .zip(companies)
        .zip(0..40)
        .map(|(((first, last), company), at)| contact(first, last, company, at))
        .collect()
}

fn contact(
    &(first_name, first): &(&'static str, &str),
    &(last_name, last): &(&'static str, &str),
    (&(company, domain), place): (&(&'static str, &str), i64),
    at: i64,
) -> Contact {
    Contact {
        id: 24_501 + at * 50,
        first_name,
        last_name,
        email: format!("{first}.{last}@{domain}"),
        phone: format!("+1 617-555-{:04}", 100 + at),
        company,
        company_id: 9_337_717_418 + place * 104_729,
        deal_id: 6_021_450_000 + place * 7_919,
        owner: usize::try_from(place).unwrap_or(0) % 5,
        reach: turn(&REACH, at / 4),
        best_hour: turn(&BEST_HOURS, at),
    }
}

/// One of a few values, in turn: 0 for the first.
fn turn<T: Copy + Default>(values: &[T], at: i64) -> T {
    values.iter().cycle().nth(usize::try_from(at).unwrap_or(0)).copied().unwrap_or_default()
}
