//! HubSpot engagements without I/O.
pub mod clock;
pub mod wire;
