import './no-eval.ts';
import {
  activity,
  bookingCard,
  conversationCard,
  messageCard,
  sandboxState,
  tenantCard,
  unsettledCard,
} from '#contracts/api/desk.ts';
import { z } from 'zod';
import { body, call } from './client.ts';

const items = <S extends z.ZodType>(shape: S) => z.object({ items: z.array(shape), next: z.string().optional() });
const root = (tenant: string) => `/api/tenants/${encodeURIComponent(tenant)}`;
const query = (asked: Readonly<Record<string, string | undefined>>) => {
  const given = Object.entries(asked).flatMap(([name, value]) => (value ? [`${name}=${encodeURIComponent(value)}`] : []));
  return given.length > 0 ? `?${given.join('&')}` : '';
};

export const desk = {
  tenants: () => call(z.object({ tenants: z.array(tenantCard) }), '/api/tenants'),
  conversations: (tenant: string, cursor?: string) =>
    call(items(conversationCard), `${root(tenant)}/conversations${query({ cursor })}`),
  conversation: (tenant: string, conversation: string) =>
    call(conversationCard, `${root(tenant)}/conversations/${encodeURIComponent(conversation)}`),
  messages: (tenant: string, conversation: string, cursor?: string) =>
    call(items(messageCard), `${root(tenant)}/conversations/${encodeURIComponent(conversation)}/messages${query({ cursor })}`),
  unsettled: (tenant: string) => call(items(unsettledCard), `${root(tenant)}/unsettled`),
  bookings: (tenant: string, from: number, cursor?: string) =>
    call(items(bookingCard), `${root(tenant)}/bookings${query({ from: String(from), cursor })}`),
  activity: (tenant: string) => call(activity, `${root(tenant)}/activity`),
  file: (tenant: string, id: string) => `${root(tenant)}/files/${encodeURIComponent(id)}`,
  live: (tenant: string) => `${root(tenant)}/live`,
  sandbox: () => call(sandboxState, '/sandbox'),
  advance: (advanceMs: number) =>
    call(z.object({ now: z.number(), offsetMs: z.number() }), '/sandbox/clock', body('PUT', { advanceMs })),
};
