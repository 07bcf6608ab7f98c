/** A file of the sandbox that can no longer be read. */
export class FileDamaged extends Error {
  override readonly name = 'FileDamaged';
  constructor(file: string) {
    super(`${file} is damaged: start over with --fresh, or restore it from a backup.`);
  }
}
