/** The command ran and its result is negative. It has already printed why. Exit code 1. */
export class Failed extends Error {
  override readonly name = 'Failed';
}
