//! Every vector holds on the core, and none is left out.

use hubspot_engagements_core::registry::OPERATIONS;
use hubspot_engagements_vectors::{counted, folder, load, manifest_count, run};

#[test]
fn every_vector_holds() {
    let cases = load(&folder()).unwrap();
    let problems: Vec<String> = cases.iter().filter_map(|case| run(case).err()).collect();
    assert!(problems.is_empty(), "{} of {} failed:\n{}", problems.len(), cases.len(), problems.join("\n"));
    assert_eq!(cases.len(), manifest_count(&folder()).unwrap(), "manifest.json is out of date");
    counted("vectors", cases.len());
}

#[test]
fn every_operation_has_vectors_of_each_kind() {
    let cases = load(&folder()).unwrap();
    // What helps a sync is started beside it, and says nothing of its own.
    for operation in OPERATIONS.iter().filter(|operation| operation.name != "engagements.sync_lane") {
        let of = |wanted: fn(&hubspot_engagements_vectors::Case) -> bool| {
            cases.iter().filter(|case| case.operation == operation.name && wanted(case)).count()
        };
        assert!(of(|case| case.expect.is_some() && case.response.is_none()) > 0, "{operation:?}: request");
        assert!(of(|case| case.response.is_some()) > 0, "{operation:?}: response");
        assert!(of(|case| !case.turns.is_empty()) > 0, "{operation:?}: dialogue");
    }
}
