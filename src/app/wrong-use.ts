/** The command was used wrongly; the message says how. Exit code 2. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}
