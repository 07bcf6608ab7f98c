/**
 * Envelope encryption. Each scope (a tenant, or `platform`) has its own key, wrapped by the master key. A sealed text can be
 * stored anywhere and opens only in the scope that sealed it.
 */
export interface Secrets {
  seal(scope: string, plain: string): Promise<string>;
  /** @throws SecretsFailure if the text was sealed in another scope or changed, or if the key was shredded. */
  open(scope: string, sealed: string): Promise<string>;
  /** Destroys the scope's key. Nothing sealed in it can be opened again. */
  shred(scope: string): Promise<void>;
  /** Wraps every scope's key with a new master key. Sealed texts do not change. */
  rotateMaster(): Promise<void>;
}

export class SecretsFailure extends Error {
  override readonly name = 'SecretsFailure';
}
