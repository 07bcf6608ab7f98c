import { cannedReplyText } from '#contracts/api/canned-replies.ts';
import { newMessage } from '#contracts/api/messages.ts';
import { z } from 'zod';
import type { FakeAnswer, FakeCall } from './fake-server.ts';
import { type FakeTenant, type FakeWorld, controlOf } from './fake-world.ts';

/** Does a call once for each key, or fails when it is told to. */
export async function once(
  tenant: FakeTenant,
  { key, body }: FakeCall,
  act: (body: unknown) => { readonly status: number; readonly json: unknown },
): Promise<FakeAnswer> {
  const sent = await body();
  tenant.calls.push({ key, body: sent });
  const failure = tenant.failures.shift();
  if (failure) return { status: failure.status, json: { code: failure.code, detail: 'refused' } };
  const before = key === undefined ? undefined : tenant.answers.get(key);
  const answer = before ?? act(sent);
  if (key !== undefined) tenant.answers.set(key, answer);
  return answer;
}

/** An agent sends a message: the bubble that the customer sees, and a conversation that a person answers. */
export function agentSays(world: FakeWorld, tenant: FakeTenant, customer: string, body: unknown): string {
  const says = newMessage.parse(body);
  if (says.kind !== 'text') throw new Error('the pages send texts only');
  tenant.controls.set(customer, {
    ...controlOf(tenant, customer),
    waiting: false,
    answeredBy: { by: 'person', userId: 'local', you: true, since: world.now(), why: 'taken_over' },
  });
  tenant.unread.set(customer, 0);
  const id = world.newId('agent.');
  tenant.agents.add(id);
  world.add(tenant, customer, { id, from: 'business', content: { kind: 'text', body: says.body }, replyTo: says.replyTo });
  return id;
}

export function writeNote(world: FakeWorld, tenant: FakeTenant, customer: string, body: unknown) {
  const { text } = z.object({ text: z.string() }).parse(body);
  const note = { id: world.newId('note'), at: world.now(), authorId: 'local', own: true, text };
  tenant.notes.set(customer, [note, ...(tenant.notes.get(customer) ?? [])]);
  world.change(tenant, customer, () => undefined);
  return note;
}

export async function cannedRoutes(world: FakeWorld, { method, path: [, id], tenant, body }: FakeCall): Promise<FakeAnswer> {
  if (method === 'GET') return { json: { items: tenant.canned.toSorted((a, b) => (a.shortcut < b.shortcut ? -1 : 1)) } };
  const at = tenant.canned.findIndex((one) => one.id === id);
  if (method === 'DELETE') return { json: tenant.canned.splice(at, 1)[0] };
  const reply = { id: id ?? world.newId('canned'), ...cannedReplyText.parse(await body()) };
  if (tenant.canned.some((one) => one.shortcut === reply.shortcut && one.id !== reply.id))
    return { status: 409, json: { code: 'shortcut_taken', detail: 'taken' } };
  tenant.canned.splice(at < 0 ? tenant.canned.length : at, at < 0 ? 0 : 1, reply);
  return { json: reply };
}
