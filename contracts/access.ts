/** Who calls a route: a person who is signed in, or other software with a key. `id` is that of the user or of the key. */
export interface Caller {
  readonly kind: 'user' | 'key' | 'nobody';
  /** Empty for nobody. */
  readonly id: string;
}
