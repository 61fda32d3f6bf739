// Nothing here is Node's own: pages use it too.

/** A clock that moves only while somebody sleeps on it: all sleepers together, the earliest first. */
export function clock(start = 1_700_000_000_000) {
  let now = start;
  const sleepers = [];
  const wake = () => {
    const [next] = sleepers.sort((a, b) => a.until - b.until).splice(0, 1);
    if (!next) return;
    now = Math.max(now, next.until);
    next.resolve();
  };
  const sleep = (ms) =>
    new Promise((resolve) => {
      sleepers.push({ until: now + ms, resolve });
      // Later than all that can go on without time: promises, and answers that come at once.
      setTimeout(wake, 1);
    });
  return { sleep, now: () => now, seed: 0 };
}
