/** A file of the sandbox that cannot be read any more. */
export class FileDamaged extends Error {
  override readonly name = 'FileDamaged';
  constructor(file: string) {
    super(`${file} is damaged: begin anew with --fresh, or put it back from a backup.`);
  }
}
