/** Monotonic real time for network matters, so that a lease does not expire because a test moves its clock. */
export interface Pulse {
  now(): number;
  /** Returns a function that cancels the timer. */
  timer(ms: number, run: () => void): () => void;
}

export const systemPulse: Pulse = {
  now: () => performance.now(),
  timer(ms, run) {
    const handle = setTimeout(run, ms);
    return () => clearTimeout(handle);
  },
};

/** Waits. Resolves early, without an error, when `signal` aborts. */
export function pause(pulse: Pulse, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const cancel = pulse.timer(ms, done);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
