/** Longer than any provider's id (a `wamid` has about 60 characters), and short enough for a key in every engine. */
const LONGEST = 512;

/**
 * Whether a value from outside can be used as an id. Ids become parts of keys, indexes and order keys. So an id is a non-empty
 * text of at most 512 UTF-16 code units, well-formed (a lone surrogate cannot be stored and found again) and without control
 * characters such as NUL.
 */
export function isProviderId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST && value.isWellFormed() && !/\p{Cc}/u.test(value);
}
