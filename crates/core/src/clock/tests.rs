use super::*;

#[test]
fn rfc3339_goes_both_ways_over_eight_centuries() {
    for day in (-146_097..=146_097).step_by(17) {
        let time = Timestamp(day * DAY_MS + 12_345_678);
        let text = time.to_rfc3339().unwrap();
        assert_eq!(Timestamp::from_rfc3339(&text), Some(time), "{text}");
    }
}

#[test]
fn texts_that_name_no_moment_are_refused() {
    for text in ["", "2014", "2014-02-30T00:00:00Z", "2014-01-01T24:00:00Z", "2014-01-01T00:00:00", "x"] {
        assert_eq!(Timestamp::from_rfc3339(text), None, "{text}");
    }
    assert_eq!(Timestamp::from_rfc3339("1970-01-01T00:00:00.5Z"), Some(Timestamp(500)));
    assert_eq!(Timestamp::from_rfc3339("2024-02-29T00:00:00Z"), Some(Timestamp(1_709_164_800_000)));
}
