import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { STORE } from '#app/tokens.ts';
import { renormalize as readAgain } from '#core/replay/renormalize.ts';
import { chosen } from './chosen.ts';
import { howMany } from './how-many.ts';
import { installation } from './installation.ts';
import { normalizers } from './normalizers.ts';
import { telling } from './telling.ts';

interface RenormalizeOptions {
  readonly tenant?: string;
  readonly apply?: boolean;
  readonly json?: boolean;
  readonly data?: string;
}

/** Re-parses webhooks that earlier versions could not read. With `--apply`, what can be read now is recorded. */
export async function renormalize(options: RenormalizeOptions): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const settings = installation(options.data);
  const store = resolve(await open(settings, {}, opened), STORE);
  const tell = telling(settings);
  const normalize = await normalizers();
  const results: Record<string, unknown>[] = [];
  for await (const tenant of chosen(store, options.tenant)) {
    const { unrecognised, understood, events } = await readAgain(tenant, normalize, options.apply === true);
    results.push({ tenant: tenant.tenantId, unrecognised, understood, events });
    if (options.json) continue;
    const can = understood.length > 0 ? `; --apply records ${understood.length === 1 ? 'it' : 'them'}` : '';
    const then = options.apply ? `; ${howMany(events, 'event')} recorded` : can;
    const unread = howMany(unrecognised, 'unrecognised change');
    tell(`${tenant.tenantId}: ${unread}, ${understood.length} readable now${then}.\n`);
    for (const id of understood) tell(`  ${id}\n`);
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ tenants: results }, null, 2)}\n`);
  else if (results.length === 0) tell('There are no tenants yet.\n');
}
