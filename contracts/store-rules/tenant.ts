import { PLATFORM_SCOPE } from '../event.ts';
import { invalid } from './document.ts';

/** Documents of the platform are kept under the empty tenant, which no tenant can be. */
export const PLATFORM = '';

/** @throws StoreFailure for an id that no tenant can have. */
export function checkedTenant(id: unknown): string {
  if (typeof id === 'string' && id !== PLATFORM && id !== PLATFORM_SCOPE && id.isWellFormed()) return id;
  throw invalid(`a tenant id must be well-formed text that is neither empty nor "${PLATFORM_SCOPE}"`);
}
