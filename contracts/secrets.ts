/**
 * Envelope encryption: each scope (a tenant, or `platform`) has a key of its own, wrapped by the master key. What `seal`
 * returns may be stored anywhere; it opens only in the scope that sealed it.
 */
export interface Secrets {
  seal(scope: string, plain: string): Promise<string>;
  /** @throws SecretsFailure when the text was sealed in another scope, was changed, or its key was shredded. */
  open(scope: string, sealed: string): Promise<string>;
  /** Forgets the scope's key: nothing sealed in it can ever be opened again. */
  shred(scope: string): Promise<void>;
  /** Wraps every scope's key with a new master key. Sealed texts stay as they are. */
  rotateMaster(): Promise<void>;
}

export class SecretsFailure extends Error {
  override readonly name = 'SecretsFailure';
}
