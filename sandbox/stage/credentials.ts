import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { FileDamaged } from './file-damaged.ts';

const hex = (bytes: number) => randomBytes(bytes).toString('hex');

/**
 * The ids and secrets of the sandbox's providers. They are made at the first start and stored, because the emulators know them
 * too.
 */
const credentials = z.object({
  meta: z.object({
    connectionId: z.string(),
    appId: z.string(),
    appSecret: z.string(),
    verifyToken: z.string(),
    accessToken: z.string(),
  }),
  twilio: z.object({ connectionId: z.string(), accountSid: z.string(), authToken: z.string(), senderSid: z.string() }),
  /** Numbers that no tenant has. Missing in files of older versions. */
  spare: z.object({ metaToken: z.string(), twilioSenderSid: z.string() }).optional(),
});
type Kept = z.infer<typeof credentials>;
export type Credentials = Kept & { readonly spare: NonNullable<Kept['spare']> };

export async function credentialsIn(file: string): Promise<Credentials> {
  const kept = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  const known = kept === undefined ? undefined : parsed(kept, file);
  if (known?.spare) return { ...known, spare: known.spare };
  const made: Credentials = {
    meta: {
      connectionId: hex(12),
      appId: '100200300400500',
      appSecret: hex(16),
      verifyToken: hex(12),
      accessToken: `EAA${hex(24)}`,
    },
    twilio: { connectionId: hex(12), accountSid: `AC${hex(16)}`, authToken: hex(16), senderSid: `XE${hex(16)}` },
    ...known,
    spare: { metaToken: `EAA${hex(24)}`, twilioSenderSid: `XE${hex(16)}` },
  };
  await writeFile(file, JSON.stringify(made, null, 2), { mode: 0o600 });
  return made;
}

function parsed(text: string, file: string): Kept {
  try {
    return credentials.parse(JSON.parse(text));
  } catch {
    throw new FileDamaged(file);
  }
}
