const EVERY_MS = 2_000;

/** Says how far it is on stderr, every two seconds at most. */
export function progress(): (howFar: () => string) => void {
  let next = performance.now() + EVERY_MS;
  return (howFar) => {
    if (performance.now() < next) return;
    next = performance.now() + EVERY_MS;
    process.stderr.write(`${howFar()} …\n`);
  };
}
