//! Filling in the texts.

use super::Scene;
use crate::random::Random;

/// One of the texts, filled in.
pub(super) fn pick(random: &mut Random, scene: &Scene<'_>, texts: &[&str]) -> String {
    let text = random.pick(texts).copied().unwrap_or_default();
    fill(random, scene, text)
}

/// A text with the names of the scene.
pub(super) fn fill(random: &mut Random, scene: &Scene<'_>, text: &str) -> String {
    let contact = scene.contact;
    let company =
        if text.contains('<') { contact.company.replace('&', "&amp;") } else { contact.company.to_owned() };
    text.replace("{first}", contact.first_name)
        .replace("{name}", &format!("{} {}", contact.first_name, contact.last_name))
        .replace("{company}", &company)
        .replace("{owner}", &scene.owner.name())
        .replace("{amount}", &format!("{},{:03}", random.between(3, 60), random.between(0, 10) * 100))
}
