import { hash } from 'node:crypto';

/**
 * Converts any id to one file name. Simple ids stay readable. Others (with dots, slashes, capital letters that some file systems
 * do not distinguish, or too long) are hashed, with a prefix that no simple id has.
 */
export function pathName(id: string): string {
  return /^[a-z0-9_-]{1,64}$/.test(id) ? id : `~${hash('sha256', id)}`;
}
