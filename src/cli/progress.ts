const EVERY_MS = 2_000;

/** Reports progress on stderr, at most every two seconds. */
export function progress(): (howFar: () => string) => void {
  let next = performance.now() + EVERY_MS;
  return (howFar) => {
    if (performance.now() < next) return;
    next = performance.now() + EVERY_MS;
    process.stderr.write(`${howFar()} …\n`);
  };
}
