import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { WORLD } from '#app/tokens.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { exportTenant } from '#core/privacy/export-tenant.ts';
import { chosen } from './chosen.ts';
import { installation } from './installation.ts';
import { telling } from './telling.ts';

interface ExportOptions {
  readonly tenant: string;
  readonly out: string;
  readonly json?: boolean;
  readonly data?: string;
}

/** Writes everything of a tenant into one archive. Also works while Deskbell is running. A file that is there stays as it is. */
export async function tenantExport({ tenant: id, out, json, data }: ExportOptions): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const settings = installation(data);
  const world = resolve(await open(settings, {}, opened), WORLD);
  for await (const _ of chosen(world.store, id)) break;
  const file = createWriteStream(out, { flags: 'wx', mode: 0o600 });
  try {
    await pipeline(exportTenant(world, id, 'system'), createGzip(), file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') throw new WrongUse(`--out: ${out} is there already.`);
    if (code === 'ENOENT') throw new WrongUse(`--out: the folder of ${out} is not there.`);
    // Half an archive looks like a whole one.
    await rm(out, { force: true });
    throw error;
  }
  if (json) process.stdout.write(`${JSON.stringify({ tenant: id, out, bytes: file.bytesWritten }, null, 2)}\n`);
  else telling(settings)(`Wrote ${id} to ${out}: ${file.bytesWritten} bytes.\n`);
}
