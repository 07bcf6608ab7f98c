import { hash } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { EpochMs } from '#contracts/clock.ts';
import type { Random } from '#contracts/random.ts';

/** RFC 6238 as the usual authenticator apps have it: SHA-1, six digits, 30 seconds. */
const PERIOD_MS = 30_000;
/** A phone's clock may be half a minute off. */
const WINDOW = 1;
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;

/** A fresh secret, in base32 as people type it. */
export function newSecret(random: Random): string {
  return new Secret({ buffer: new Uint8Array(random(SECRET_BYTES)).buffer }).base32;
}

/** What the square code of an authenticator app holds. */
export function addressOf(secret: string, email: string): string {
  return totp(secret, email).toString();
}

/** The time step of a right code that is later than the last one used; otherwise `undefined`. */
export function stepOf(secret: string, code: string, now: EpochMs, lastStep: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const off = totp(secret).validate({ token: code, timestamp: now, window: WINDOW });
  if (off === null) return undefined;
  const step = Math.floor(now / PERIOD_MS) + off;
  return step > lastStep ? step : undefined;
}

function totp(secret: string, label = ''): TOTP {
  return new TOTP({ issuer: 'Deskbell', label, secret: Secret.fromBase32(secret) });
}

/** Codes for the day the phone is lost, each good once: 80 bits in four groups. */
export function newRecoveryCodes(random: Random): readonly string[] {
  return Array.from({ length: RECOVERY_CODES }, () =>
    Buffer.from(random(10))
      .toString('hex')
      .replaceAll(/(.{5})(?!$)/g, '$1-'),
  );
}

export function recoveryHash(code: string): string {
  return hash('sha256', code.toLowerCase().replaceAll(/[^0-9a-f]/g, ''), 'hex');
}
