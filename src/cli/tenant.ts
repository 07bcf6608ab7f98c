import { createTenant as route } from '#contracts/api/set-up.ts';
import { PLATFORM_SCOPE } from '#contracts/event.ts';
import { senders, tenants } from '#contracts/records/platform.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { all } from '#core/walking/everything.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { applyPack } from '#core/set-up/apply-pack.ts';
import { checklist } from '#core/set-up/checklist.ts';
import { createTenant } from '#core/set-up/create-tenant.ts';
import { packs } from '#core/set-up/packs.ts';
import { openDesk } from './desk.ts';
import { Failed } from './endings.ts';
import { howMany } from './how-many.ts';

const DEADLINE_MS = 30_000;

interface CreateOptions {
  readonly name: string;
  readonly zone: string;
  readonly language: string;
  readonly country?: string;
  readonly address?: string;
  readonly id?: string;
  readonly pack?: string;
  readonly json?: boolean;
  readonly data?: string;
}

/** Creates a tenant, and applies a starter pack if one is named. With the same `--id` it may be repeated. */
export async function tenantCreate({ pack, json, data, ...asked }: CreateOptions): Promise<void> {
  const read = route.body?.safeParse(asked);
  if (!read?.success) {
    const [issue] = read?.error.issues ?? [];
    throw new WrongUse(`--${String(issue?.path[0])} ${issue?.message}.`);
  }
  if (pack !== undefined && !packs.some(({ id }) => id === pack))
    throw new WrongUse(`--pack must be one of ${packs.map(({ id }) => id).join(', ')}.`);

  await using desk = await openDesk(data);
  const { id: wanted, language, country, name, zone, address } = read.data;
  const profile = {
    name,
    zone,
    locale: language,
    ...(country === undefined ? {} : { region: country }),
    ...(address ? { address } : {}),
  };
  const made = await createTenant(desk.needs.store, desk.needs.clock, { id: wanted, profile });
  if (made.kind === 'id_taken') throw new WrongUse(`--id ${wanted} is taken by another tenant: choose another, or leave it out.`);
  const applied = pack === undefined ? undefined : await applyPack(desk.needs.store.tenant(made.tenantId), pack);
  const added = applied?.kind === 'applied' ? { services: applied.services, staff: applied.staff } : undefined;
  if (json) {
    const result = { id: made.tenantId, created: made.anew, ...(added ? { added } : {}) };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  desk.tell(`${made.anew ? 'Created tenant' : 'This tenant was created before:'} ${made.tenantId}.\n`);
  if (added)
    desk.tell(
      `Added ${howMany(added.services, 'service')} and ${howMany(added.staff, 'staff member')} of the pack. Its prices are examples.\n`,
    );
  desk.tell(`Next: deskbell number connect --tenant ${made.tenantId} --channel meta-cloud|twilio\n`);
}

/** Lists the tenants with their numbers. */
export async function tenantList({ json, data }: { readonly json?: boolean; readonly data?: string }): Promise<void> {
  await using desk = await openDesk(data);
  const { store } = desk.needs;
  const known = await all(store.platform, tenants, { by: 'byName', equals: [] });
  const rows = await Promise.all(
    known.map(async ({ value: { id, name } }) => {
      const numbers = await all(store.platform, senders, { by: 'byTenant', equals: [id] });
      const zone = (await store.tenant(id).get(profiles, 'profile'))?.value.zone ?? '';
      return { id, name, zone, numbers: numbers.map(({ value }) => value.displayNumber) };
    }),
  );
  if (json) return void process.stdout.write(`${JSON.stringify({ tenants: rows }, null, 2)}\n`);
  if (rows.length === 0) desk.tell('There are no tenants. "deskbell tenant create --help" shows how to create one.\n');
  for (const { id, name, zone, numbers } of rows) desk.tell(`${id}  ${name}, ${zone}, ${numbers.join(' ') || 'no number'}\n`);
}

interface ChecklistOptions {
  readonly tenant: string;
  readonly json?: boolean;
  readonly data?: string;
}

/** Prints what is still to be done. Ends with 1 if anything is. */
export async function tenantChecklist({ tenant, json, data }: ChecklistOptions): Promise<void> {
  await using desk = await openDesk(data);
  if (tenant === PLATFORM_SCOPE || !(await desk.needs.store.platform.get(tenants, tenant)))
    throw new WrongUse(`--tenant: there is no tenant ${tenant}. "deskbell tenant list" lists them.`);
  const open = await checklist(desk.needs, tenant, AbortSignal.timeout(DEADLINE_MS));
  if (json) process.stdout.write(`${JSON.stringify({ ready: open.length === 0, open }, null, 2)}\n`);
  else if (open.length === 0) desk.tell(`${tenant} is ready.\n`);
  else for (const { code, why, who } of open) desk.tell(`${code} (${who}): ${why}\n`);
  if (open.length > 0) throw new Failed();
}
