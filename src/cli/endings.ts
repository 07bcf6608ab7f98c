/** A command that ran and says "no": its own words are already out. Exit 1. */
export class Failed extends Error {
  override readonly name = 'Failed';
}

/** The words of the call are off. Exit 2. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}
