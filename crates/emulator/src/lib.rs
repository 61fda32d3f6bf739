//! HubSpot engagements service in memory.
