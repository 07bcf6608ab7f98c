import { bubble, chat, faults, newCustomer, parties, phoneSays } from '#contracts/api/phone.ts';
import { answer } from './fake-bot.ts';
import type { FakeAnswer, FakeCall } from './fake-server.ts';
import { bubbleOf } from './fake-world.ts';
import type { FakeWorld } from './fake-world.ts';

/** The `/control` routes of an emulator, as contracts/api/phone.ts lists them. */
export async function phoneRoutes(
  world: FakeWorld,
  { method, path, tenant, body }: FakeCall,
  pause: () => Promise<void>,
): Promise<FakeAnswer> {
  const [what = '', second = '', customer = '', act] = path;
  if (what === 'parties') {
    const businesses = [{ id: tenant.business, name: tenant.name, number: tenant.number }];
    return { json: parties.parse({ businesses, customers: tenant.customers }) };
  }
  if (what === 'customers') {
    const wish = newCustomer.parse(await body());
    const id = world.newId('c');
    const made = {
      id,
      name: wish.name,
      number: wish.hideNumber ? undefined : (wish.number ?? '+34600999001'),
      userId: `ES.${id}`,
    };
    tenant.customers.push(made);
    return { json: made };
  }
  if (what === 'media') {
    const file = world.media.get(second);
    return file && { bytes: file.bytes, type: file.type };
  }
  if (what === 'faults') {
    if (method === 'PUT') tenant.faults = faults.parse(await body());
    return { json: tenant.faults };
  }
  if (what === 'live') return { live: 'chat', data: (changed) => ({ business: tenant.business, customer: changed }) };
  if (what !== 'chats' || second !== tenant.business || !tenant.customers.some((one) => one.id === customer)) return undefined;

  const here = world.chat(tenant, customer);
  if (act === undefined)
    return { json: chat.parse({ ...here, windowUntil: (here.windowUntil ?? 0) > world.now() ? here.windowUntil : undefined }) };
  if (act === 'read') {
    const unread = here.bubbles.some((one) => one.from === 'business' && one.ticks !== 'read');
    for (const one of here.bubbles) if (one.from === 'business') one.ticks = 'read';
    if (unread) world.change(tenant, customer, () => undefined);
    return { json: {} };
  }
  const says = phoneSays.parse(await body());
  if (tenant.faults.serverError === 1) return { json: { title: 'server error' }, status: 500 };
  if (says.kind === 'reaction') {
    world.change(tenant, customer, (all) => {
      all.bubbles = all.bubbles.map((one) =>
        one.id === says.message ? { ...one, reactions: says.emoji ? [{ from: 'customer', emoji: says.emoji }] : [] } : one,
      );
    });
    return { json: { id: world.newId('wamid.') } };
  }
  const said = bubble.parse(world.add(tenant, customer, { from: 'customer', ...bubbleOf(world, here, says) }));
  tenant.unread.set(customer, (tenant.unread.get(customer) ?? 0) + 1);
  void answer(world, tenant, customer, said, pause);
  return { json: { id: said.id } };
}
