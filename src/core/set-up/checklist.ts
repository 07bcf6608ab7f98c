import { AdapterFailure } from '#contracts/failure.ts';
import { conversations } from '#contracts/records/messaging.ts';
import type { StaffMember } from '#contracts/records/catalog.ts';
import { PLATFORM_SCOPE } from '#contracts/event.ts';
import { connections, senders, tenants } from '#contracts/records/platform.ts';
import { type NumberSetUp, numberSetUps } from '#contracts/records/set-up.ts';
import { accountStates, accounts, profiles, senderCurrents } from '#contracts/records/tenancy.ts';
import type { TenantStore } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { isPaused } from '#core/messaging/account-states.ts';
import { businessOfNumber } from './business.ts';
import { listServices, listStaff } from './catalogue.ts';
import { openedIfReadable } from './keep-number.ts';
import { type ConnectNeeds, asked, webhookUrl, wordsOf } from './connect-number.ts';

export const checklistCodes = [
  'creation_unfinished',
  'profile_missing',
  'public_url_missing',
  'number_missing',
  'number_unfinished',
  'webhook_not_here',
  'account_paused',
  'no_current_account',
  'provider_refuses',
  'provider_unreachable',
  'number_not_ready',
  'services_missing',
  'staff_missing',
  'hours_missing',
  'service_without_hours',
  'not_tried',
] as const;
export type ChecklistCode = (typeof checklistCodes)[number];

/** Something that is still to be done. */
export interface OpenPoint {
  readonly code: ChecklistCode;
  /** What is wrong, and what to do. */
  readonly why: string;
  /** Who must act. */
  readonly who: 'business' | 'operator' | 'provider';
  readonly where: 'profile' | 'numbers' | 'services' | 'staff' | 'settings' | 'phone';
  /** The record that it is about. */
  readonly about?: string;
}

/** What is open before a tenant works. Asks the providers of its numbers. */
export async function checklist(needs: ConnectNeeds, tenantId: string, signal: AbortSignal): Promise<readonly OpenPoint[]> {
  const own = needs.store.tenant(tenantId);
  const [record, profile, known, plans, tried] = await Promise.all([
    needs.store.platform.get(tenants, tenantId),
    own.get(profiles, 'profile'),
    all(needs.store.platform, senders, { by: 'byTenant', equals: [tenantId] }),
    all(own, numberSetUps, { by: 'byChannel', equals: [] }),
    own.find(conversations, { by: 'byLastAt', equals: [], limit: 1 }),
  ]);
  const numbers = await Promise.all(plans.map(({ value }) => ofNumber(needs, own, value, signal)));
  const currents = await Promise.all(known.map(({ value }) => own.get(senderCurrents, value.id)));
  return [
    ...open(
      record?.value.begun !== undefined,
      'creation_unfinished',
      'operator',
      'profile',
      'The tenant was created halfway. Send the same request again.',
    ),
    ...open(
      !profile,
      'profile_missing',
      'operator',
      'profile',
      'The business has no profile. Create the tenant again with the same details.',
    ),
    ...open(
      known.length === 0 && plans.length === 0,
      'number_missing',
      'business',
      'numbers',
      'No number is connected. Connect one with the credentials of your provider.',
    ),
    ...numbers.flat(),
    ...known.flatMap(({ value }, n) =>
      open(
        currents[n] === undefined && !plans.some((plan) => plan.value.senderId === value.id),
        'no_current_account',
        'operator',
        'numbers',
        'A number has no account to send through. Connect it again.',
        value.id,
      ),
    ),
    ...(await ofCatalogue(own)),
    ...open(
      tried.items.length === 0 && known.length > 0,
      'not_tried',
      'business',
      'phone',
      `Nobody has written to it yet. Send "hi" to ${known[0]?.value.displayNumber ?? ''} and see whether it answers.`,
    ),
  ];
}

async function ofNumber(
  needs: ConnectNeeds,
  own: TenantStore,
  plan: NumberSetUp,
  signal: AbortSignal,
): Promise<readonly OpenPoint[]> {
  const [account, state, connection] = await Promise.all([
    own.get(accounts, plan.accountId),
    own.get(accountStates, plan.accountId),
    needs.store.platform.get(connections, plan.connectionId),
  ]);
  const about = plan.id;
  if (!account || !connection || plan.state === 'begun')
    return open(
      true,
      'number_unfinished',
      'business',
      'numbers',
      'Connecting this number was interrupted. Connect it again.',
      about,
    );
  const paused = state !== undefined && isPaused(state.value, account);
  const opened = await businessOfNumber(needs, plan.channel, {
    connection: await openedIfReadable(needs.secrets, PLATFORM_SCOPE, connection.value.sealedConfig),
    account: await openedIfReadable(needs.secrets, own.tenantId, account.value.sealedConfig),
  });
  if (opened.kind !== 'open')
    return open(
      true,
      'number_unfinished',
      'business',
      'numbers',
      'The stored credentials cannot be read. Enter them again.',
      about,
    );

  const url = webhookUrl(needs.publicUrl(), plan);
  const live = await asked(async () => {
    const number = (await opened.business.numbers(signal)).find(({ id }) => id === plan.providerSender);
    const where = await opened.business.check({ id: plan.providerSender, businessAccount: plan.businessAccount }, url, signal);
    return { kind: 'live', problem: number ? number.problem : 'The credentials no longer see this number.', where } as const;
  });
  return [
    ...open(
      !opened.emulated && !needs.publicUrl().startsWith('https://'),
      'public_url_missing',
      'operator',
      'settings',
      'Providers cannot reach this server. Set DESKBELL_PUBLIC_URL to its https:// address.',
    ),
    ...open(
      paused,
      'account_paused',
      'business',
      'numbers',
      'The provider refused the credentials, and messages wait. Enter new ones.',
      about,
    ),
    ...(live.kind === 'provider' ? [refused(live.failure, about)] : []),
    ...(live.kind === 'live'
      ? open(live.problem !== undefined, 'number_not_ready', 'provider', 'numbers', live.problem ?? '', about)
      : []),
    ...open(
      live.kind === 'live' && live.where !== 'ours',
      'webhook_not_here',
      'business',
      'numbers',
      'The provider sends the messages of this number elsewhere. Connect it again.',
      about,
    ),
  ];
}

/** Whether waiting helps, or a person has to do something. */
function refused(failure: AdapterFailure, about: string): OpenPoint {
  const waits = ['unreachable', 'unknown', 'rate_limited'].includes(failure.code);
  return {
    code: waits ? 'provider_unreachable' : 'provider_refuses',
    why: wordsOf(failure),
    who: waits ? 'provider' : 'business',
    where: 'numbers',
    about,
  };
}

async function ofCatalogue(own: TenantStore): Promise<readonly OpenPoint[]> {
  const [offered, people] = await Promise.all([listServices(own), listStaff(own)]);
  const working = new Set(people.filter(({ value }) => works(value)).map(({ value }) => value.id));
  return [
    ...open(
      offered.length === 0,
      'services_missing',
      'business',
      'services',
      'There is nothing to book. Add a service, or apply a starter pack.',
    ),
    ...open(
      people.length === 0,
      'staff_missing',
      'business',
      'staff',
      'There is nobody to book with. Add a person, or apply a starter pack.',
    ),
    ...open(
      people.length > 0 && working.size === 0,
      'hours_missing',
      'business',
      'staff',
      'Nobody has working hours, so no time is free. Add the hours of one person.',
    ),
    ...offered
      .filter(({ value }) => working.size > 0 && !value.staffIds.some((id) => working.has(id)))
      .map(({ value }): OpenPoint => ({
        code: 'service_without_hours',
        why: `Nobody who offers ${value.name} has working hours, so it cannot be booked.`,
        who: 'business',
        where: 'services',
        about: value.id,
      })),
  ];
}

/** Whether there is any time at which this person can be booked. */
function works({ weeklyHours, overrides }: Pick<StaffMember, 'weeklyHours' | 'overrides'>): boolean {
  return weeklyHours.length > 0 || overrides.some(({ hours }) => hours.length > 0);
}

function open(
  isOpen: boolean,
  code: ChecklistCode,
  who: OpenPoint['who'],
  where: OpenPoint['where'],
  why: string,
  about?: string,
): readonly OpenPoint[] {
  return isOpen ? [{ code, why, who, where, ...(about === undefined ? {} : { about }) }] : [];
}
