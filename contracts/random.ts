/** Random bytes that cannot be guessed. */
export type Random = (bytes: number) => Uint8Array;
