//! The portal's own time: the caller's, moved on, or standing still.

/// How the portal's time follows from the caller's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clock {
    ahead_ms: i64,
    frozen_at: Option<i64>,
}

impl Clock {
    /// The portal's time, in milliseconds since 1970.
    pub(crate) fn at(&self, unix_ms: i64) -> i64 {
        self.frozen_at.unwrap_or(unix_ms).saturating_add(self.ahead_ms)
    }

    /// Moves the time on.
    pub(crate) fn advance(&mut self, ms: u64) {
        self.ahead_ms = self.ahead_ms.saturating_add_unsigned(ms);
    }

    /// Lets the time stand still from that moment on.
    pub(crate) fn freeze(&mut self, unix_ms: i64) {
        self.frozen_at.get_or_insert(unix_ms);
    }

    /// Lets a frozen time go on from where it stood.
    pub(crate) fn thaw(&mut self, unix_ms: i64) {
        if let Some(at) = self.frozen_at.take() {
            self.ahead_ms = self.ahead_ms.saturating_add(at.saturating_sub(unix_ms));
        }
    }
}
