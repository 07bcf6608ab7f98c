import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import { type Side, access } from '../api/access.ts';

export const hasPasskeys = browserSupportsWebAuthn();

/** Asks the device for a new passkey and adds it. */
export async function addPasskey(): Promise<void> {
  const { options } = await access.startPasskey();
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  const response = await startRegistration({ optionsJSON });
  await access.addPasskey({ response: response as never });
}

/** Asks the device for a passkey and signs in with it. */
export async function enterByPasskey(boundary: Side): Promise<void> {
  const { options } = await access.askForPasskey();
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  const response = await startAuthentication({ optionsJSON });
  await access.signInWithPasskey({ boundary, response: response as never });
}
