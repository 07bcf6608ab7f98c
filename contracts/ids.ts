/** Makes an id that cannot be guessed: 26 characters `[0-9a-z]`. Ids sort by creation time, to the millisecond. */
export type NewId = () => string;
