use crate::json::object;

object! {
    /// A call outcome of the portal. Labels can be edited and translated; the GUID stays.
    pub struct Disposition {
        /// GUID, which a call's `metadata.disposition` names.
        id: String = "id";
        /// What people see.
        label: String = "label";
        /// Whether it was taken out of use. May be absent.
        deleted: bool = "deleted";
    }
}
