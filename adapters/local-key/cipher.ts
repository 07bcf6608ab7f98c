import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import { SecretsFailure } from '#contracts/secrets.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const FORM = 'v1.';

/** Encrypts with AES-256-GCM. The result opens only for the same `purpose`. */
export function encrypt(key: Buffer, purpose: string, plain: Buffer, newRandom: (bytes: number) => Buffer): string {
  const iv = newRandom(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(purpose));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return FORM + Buffer.concat([iv, text, cipher.getAuthTag()]).toString('base64url');
}

/** Decrypts. Every cause of failure gives the same error. @throws SecretsFailure */
export function decrypt(key: Buffer, purpose: string, sealed: string): Buffer {
  const bytes = Buffer.from(sealed.startsWith(FORM) ? sealed.slice(FORM.length) : '', 'base64url');
  if (bytes.length < IV_BYTES + TAG_BYTES || FORM + bytes.toString('base64url') !== sealed) throw unopenable();
  const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(purpose));
  cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([cipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), cipher.final()]);
  } catch {
    throw unopenable();
  }
}

/** An id of a master key that reveals nothing about it. */
export function idOf(key: Buffer): string {
  return hash('sha256', Buffer.concat([Buffer.from('deskbell master key '), key])).slice(0, 16);
}

function unopenable(): SecretsFailure {
  return new SecretsFailure('this cannot be opened: it was sealed in another scope, was changed, or its key is gone');
}
