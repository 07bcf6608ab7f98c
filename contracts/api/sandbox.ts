import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { sandboxState } from './desk.ts';
import { defineRoute, json } from './route.ts';

const LONGEST_MS = 400 * 24 * 3_600_000;

/**
 * The clock and the list of phones. The sandbox mounts these itself, so they are not part of the product's API. It also forwards
 * `/sandbox/phones/:tenant/*` to the `/control/*` routes of the tenant's emulator (phone.ts).
 */
export const showSandbox = defineRoute({
  name: 'showSandbox',
  method: 'GET',
  path: '/sandbox',
  boundary: 'sandbox',
  permission: '',
  params: {},
  answers: { 200: json(sandboxState, 'The time, and the simulated phones.') },
  says: 'Shows the clock and the phones of the sandbox.',
  tags: ['sandbox'],
});

export const moveClock = defineRoute({
  name: 'moveClock',
  method: 'PUT',
  path: '/sandbox/clock',
  boundary: 'sandbox',
  permission: '',
  params: {},
  body: z.strictObject({ advanceMs: z.int().min(0).max(LONGEST_MS) }),
  answers: { 200: json(z.object({ now: epochMs, offsetMs: z.number() }), 'The time after it.') },
  says: 'Moves the clock of the sandbox forward.',
  tags: ['sandbox'],
});

export const enterAs = defineRoute({
  name: 'enterAs',
  method: 'POST',
  path: '/sandbox/sign-in',
  boundary: 'sandbox',
  permission: '',
  params: {},
  body: z.strictObject({ as: z.enum(['owner', 'agent', 'operator']) }),
  answers: { 200: json(z.object({ boundary: z.enum(['tenant', 'platform']) }), 'One is signed in.') },
  says: 'Signs in as one of the people of the demo, without a password.',
  tags: ['sandbox'],
});

export const spareNumbers = defineRoute({
  name: 'spareNumbers',
  method: 'GET',
  path: '/sandbox/spare-numbers',
  boundary: 'sandbox',
  permission: '',
  params: {},
  answers: {
    200: json(
      z.object({ numbers: z.array(z.object({ channel: z.string(), credentials: z.record(z.string(), z.string()) })) }),
      'Numbers at the emulators, with what a person would copy from the pages of the provider.',
    ),
  },
  says: 'Lists numbers to try setting up a business with.',
  tags: ['sandbox'],
});

export const listMails = defineRoute({
  name: 'listMails',
  method: 'GET',
  path: '/sandbox/mails',
  boundary: 'sandbox',
  permission: '',
  params: {},
  answers: {
    200: json(
      z.object({ mails: z.array(z.object({ to: z.string(), subject: z.string(), text: z.string(), at: epochMs })) }),
      'Newest first.',
    ),
  },
  says: 'Lists the mails that would have been sent.',
  tags: ['sandbox'],
});
