import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Random } from '#contracts/random.ts';

const derive = promisify(argon2);

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB of memory, 2 passes, 1 lane. */
const NOW = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Each takes 19 MiB and some 20 ms of a processor. */
const AT_ONCE = 2;
const MOST_WAITING = 100;

export interface PasswordCheck {
  readonly right: boolean;
  /** It was hashed with other parameters than those of today: hash it again. */
  readonly outdated: boolean;
}

export interface Passwords {
  /** In the PHC string format. @throws TooBusy */
  hash(plain: string): Promise<string>;
  /** Takes as long for `undefined`, which nothing equals: so nobody learns which addresses have an account. @throws TooBusy */
  check(plain: string, stored: string | undefined): Promise<PasswordCheck>;
}

/** More passwords wait to be hashed than can be served soon. */
export class TooBusy extends Error {
  override readonly name = 'TooBusy';
}

export function passwords(random: Random): Passwords {
  const turn = turns();
  const nobody = { ...NOW, salt: Buffer.from(random(SALT_BYTES)), hash: Buffer.from(random(HASH_BYTES)) };
  return {
    async hash(plain) {
      const salt = Buffer.from(random(SALT_BYTES));
      return written({ ...NOW, salt, hash: await turn(() => hashed(plain, salt, NOW)) });
    },
    async check(plain, stored) {
      const known = (stored === undefined ? undefined : read(stored)) ?? nobody;
      const hash = await turn(() => hashed(plain, known.salt, known));
      const right = known !== nobody && timingSafeEqual(hash, known.hash);
      const { memory, passes, parallelism } = known;
      return { right, outdated: memory !== NOW.memory || passes !== NOW.passes || parallelism !== NOW.parallelism };
    },
  };
}

type Parameters = typeof NOW;
interface Hashed extends Parameters {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

function hashed(plain: string, nonce: Buffer, { memory, passes, parallelism }: Parameters): Promise<Buffer> {
  const message = Buffer.from(plain.normalize('NFKC'), 'utf8');
  return derive('argon2id', { message, nonce, memory, passes, parallelism, tagLength: HASH_BYTES });
}

function written({ memory, passes, parallelism, salt, hash }: Hashed): string {
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${text(salt)}$${text(hash)}`;
}

function read(stored: string): Hashed | undefined {
  const [, m, t, p, salt, hash] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(stored) ?? [];
  if (salt === undefined || hash === undefined) return undefined;
  const bytes = { salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
  return { memory: Number(m), passes: Number(t), parallelism: Number(p), ...bytes };
}

/** A few at a time, the others in order. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let busy = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (busy < AT_ONCE) busy += 1;
    else if (waiting.length >= MOST_WAITING) throw new TooBusy('too many passwords are being checked');
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else busy -= 1;
    }
  };
}
