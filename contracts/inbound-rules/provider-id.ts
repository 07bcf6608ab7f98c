/** Longer than any id of a provider (a `wamid` has about 60 characters), and short enough for a key of every engine. */
const LONGEST = 512;

/**
 * Can this be an id from outside? Ids become parts of keys, indexes and ordering keys. So an id is text that is not empty, at most
 * 512 UTF-16 code units long, well-formed (half a surrogate pair cannot be stored and found again), without control characters
 * such as NUL.
 */
export function isProviderId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST && value.isWellFormed() && !/\p{Cc}/u.test(value);
}
