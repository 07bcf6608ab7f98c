/** A new id that nobody can guess; later ids sort after earlier ones to the millisecond. 26 characters `[0-9a-z]`. */
export type NewId = () => string;
