import { z } from 'zod';

/** What the browser answers with, as `navigator.credentials` has it in JSON. Only the adapter looks inside. */
export const passkeyResponse = z.looseObject({
  id: z.string().min(1).max(1_000),
  rawId: z.string().max(1_000),
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: z.string().max(10_000) }),
  clientExtensionResults: z.looseObject({}).default({}),
});
export type PasskeyResponse = z.infer<typeof passkeyResponse>;

export interface Credential {
  /** As the browser names it, base64url. */
  readonly id: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  /** Rises with each use, or stays 0. */
  readonly counter: number;
  readonly transports: readonly string[];
}

/** Passkeys (WebAuthn). Each is bound to the origin of the pages. The person is verified by the device, so it is two factors in one. */
export interface Passkeys {
  /** What `navigator.credentials.create` is given. `known`: ids that the person has already. */
  createOptions(asked: {
    readonly origin: string;
    readonly challenge: string;
    readonly userId: string;
    readonly email: string;
    readonly name: string;
    readonly known: readonly string[];
  }): Promise<Record<string, unknown>>;
  /** What `navigator.credentials.get` is given. */
  getOptions(asked: { readonly origin: string; readonly challenge: string }): Promise<Record<string, unknown>>;
  /** The new credential, or `undefined` if the response proves none. */
  created(response: PasskeyResponse, origin: string, challenge: string): Promise<Credential | undefined>;
  /** The new counter, or `undefined` if the response does not prove this credential. */
  proven(response: PasskeyResponse, origin: string, challenge: string, credential: Credential): Promise<number | undefined>;
}
