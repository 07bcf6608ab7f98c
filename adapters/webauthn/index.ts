import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Passkeys } from '#contracts/passkeys.ts';

/** EdDSA, ES256 and RS256 (COSE): what devices of today make. */
const ALGORITHMS = [-8, -7, -257];
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));

/** Verified by @simplewebauthn/server. Attestation is not asked for: any device that verifies its person will do. */
export const webauthn: Passkeys = {
  async createOptions({ origin, challenge, userId, email, name, known }) {
    const options = await generateRegistrationOptions({
      rpName: 'Deskbell',
      rpID: new URL(origin).hostname,
      challenge: bytes(challenge),
      userID: new Uint8Array(Buffer.from(userId)),
      userName: email,
      userDisplayName: name,
      excludeCredentials: known.map((id) => ({ id })),
      supportedAlgorithmIDs: ALGORITHMS,
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    return { ...options };
  },

  async getOptions({ origin, challenge }) {
    const rpID = new URL(origin).hostname;
    return { ...(await generateAuthenticationOptions({ rpID, challenge: bytes(challenge), userVerification: 'required' })) };
  },

  async created(response, origin, challenge) {
    const verified = await verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: new URL(origin).hostname,
      supportedAlgorithmIDs: ALGORITHMS,
    }).catch(() => undefined);
    if (!verified?.verified) return undefined;
    const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
    return { id, publicKey: Buffer.from(publicKey).toString('base64url'), counter, transports };
  },

  async proven(response, origin, challenge, { id, publicKey, counter }) {
    const verified = await verifyAuthenticationResponse({
      response: response as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: new URL(origin).hostname,
      credential: { id, publicKey: bytes(publicKey), counter },
    }).catch(() => undefined);
    return verified?.verified ? verified.authenticationInfo.newCounter : undefined;
  },
};
