export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const LOOK_EVERY_MS = 50;

/** Waits for a condition. @throws Error with this sentence when it did not come true in time. */
export async function until(condition: () => Promise<boolean>, withinMs: number, otherwise: string): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(otherwise);
    await pause(LOOK_EVERY_MS);
  }
}
