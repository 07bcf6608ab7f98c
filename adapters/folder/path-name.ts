import { hash } from 'node:crypto';

/**
 * Any id as one file name. Plain ids stay readable; everything else (dots, slashes, capitals that some file systems take for
 * small letters, great length) is hashed behind a sign that no plain id has.
 */
export function pathName(id: string): string {
  return /^[a-z0-9_-]{1,64}$/.test(id) ? id : `~${hash('sha256', id)}`;
}
