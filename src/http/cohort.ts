/** More than this is not checked in one row with others: the SHA-256 of 4 MB takes some milliseconds. */
const SMALL_BYTES = 64_000;

/**
 * Lets callers of the same turn of the event loop go on right after each other, when everything that arrived has been read: each
 * step then runs for all of them in a row, which takes the processor much less than all steps for each in turn. What is large goes
 * on alone, one in each turn, so that a small one never waits for many large ones.
 */
export function cohort(): (bytes: number) => Promise<void> {
  let small: (() => void)[] = [];
  const large: (() => void)[] = [];
  let scheduled = false;

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(release);
  }

  function release(): void {
    scheduled = false;
    const together = small;
    small = [];
    for (const goOn of together) goOn();
    large.shift()?.();
    if (large.length > 0) schedule();
  }

  return (bytes) =>
    new Promise((goOn) => {
      (bytes > SMALL_BYTES ? large : small).push(goOn);
      schedule();
    });
}
