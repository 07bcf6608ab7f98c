/** A command that ran and says "no": its own words are already out. Exit 1. */
export class Failed extends Error {
  override readonly name = 'Failed';
}
