/** Milliseconds after which a message is tried again while its account is paused or its number has none. */
export const ACCOUNT_WAIT_MS = 30_000;

/** A message that cannot be sent yet. `why` is one of our failure codes. */
export interface Waits {
  readonly againAfterMs: number;
  readonly why: string;
}

/** Every send that has to wait for its account is answered here. The message keeps its place in its conversation. */
export function waits(againAfterMs: number, why: string): Waits {
  return { againAfterMs, why };
}
