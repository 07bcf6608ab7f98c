/** The words of the call are off; the message says which. Exit 2. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}
