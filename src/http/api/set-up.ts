import {
  applyStarterPack,
  createTenant as createRoute,
  getProfile,
  listStarterPacks,
  putHolidays,
  putProfile,
  type profileCard,
  type profileBody,
  sendTest,
  showChecklist,
} from '#contracts/api/set-up.ts';
import type { z } from 'zod';
import { type Profile, profiles } from '#contracts/records/tenancy.ts';
import type { Stored, TenantStore } from '#contracts/store.ts';
import { applyPack } from '#core/set-up/apply-pack.ts';
import { checklist } from '#core/set-up/checklist.ts';
import type { SetUpNeeds } from '#core/set-up/connect-number.ts';
import { createTenant } from '#core/set-up/create-tenant.ts';
import { packs } from '#core/set-up/packs.ts';
import { type ProfileChanged, type ProfileWish, changeHolidays, changeProfile, renameTenant } from '#core/set-up/profile.ts';
import { type WantedTest, sendTestMessage } from '#core/set-up/test-message.ts';
import { refusal } from '../problem.ts';
import { type Served, served } from '#contracts/api/served.ts';

/** Longest time for which a caller waits for a provider. */
export const PROVIDER_DEADLINE_MS = 20_000;

export function setUpRoutes(needs: SetUpNeeds): readonly Served[] {
  const { store, clock, newId } = needs;
  return [
    served(createRoute, async ({ body: { id, ...fields } }) => {
      const made = await createTenant(store, clock, { id, profile: wishOf(fields) });
      if (made.kind === 'id_taken')
        throw refusal('id_taken', 'is taken by another tenant. Choose another, or leave it out.', 'id');
      return { status: 200, body: { id: made.tenantId, created: made.anew } };
    }),

    served(getProfile, async ({ tenant }) => shown(await profileIn(tenant))),

    served(putProfile, async ({ tenant, body, version, keeps }) => {
      const changed = changedOr(await changeProfile(tenant, clock, version, wishOf(body), (profile) => keeps(shown(profile))));
      await renameTenant(store, tenant.tenantId, changed.value.name);
      return shown(changed);
    }),

    served(putHolidays, async ({ tenant, body, version, keeps }) =>
      shown(changedOr(await changeHolidays(tenant, version, body.holidays, (profile) => keeps(shown(profile))))),
    ),

    served(showChecklist, async ({ tenant }) => {
      const open = await checklist(needs, tenant.tenantId, AbortSignal.timeout(PROVIDER_DEADLINE_MS));
      return { status: 200, body: { ready: open.length === 0, open } };
    }),

    served(listStarterPacks, async ({ tenant }) => {
      const { locale } = (await profileIn(tenant)).value;
      const cards = packs.map(({ id, name, says, services, staff }) => ({
        id,
        name: name[locale],
        says: says[locale],
        services: services.map((one) => one.name[locale]),
        staff: staff.map((one) => one.name[locale]),
      }));
      return { status: 200, body: { packs: cards } };
    }),

    served(applyStarterPack, async ({ tenant, body, keeps }) => {
      const applied = await applyPack(tenant, body.pack, (added) => keeps({ status: 200, body: added }));
      switch (applied.kind) {
        case 'applied':
          return { status: 200, body: { services: applied.services, staff: applied.staff } };
        case 'no_such_pack':
          throw refusal('no_such_pack', `must be one of ${packs.map(({ id }) => id).join(', ')}`, 'pack');
        case 'too_many':
          throw refusal('too_many_items', 'The business would have too many services or staff. Delete some first.');
        case 'no_profile':
          throw refusal('not_found', 'The business has no profile yet. Create the tenant again with the same details.');
      }
    }),

    served(sendTest, async ({ tenant, body, keeps }) => {
      const { locale } = (await profileIn(tenant)).value;
      const channel = needs.channelNamed;
      const needed = { store, clock, newId, channel };
      const sent = await sendTestMessage(needed, tenant, body.to, locale, (wanted) => keeps(onItsWay(wanted)));
      if (sent.kind === 'no_number') throw refusal('number_missing', 'The business has no number yet. Connect one first.');
      if (sent.kind === 'window_closed')
        throw refusal('window_closed', `has not written within the last day. Write to ${sent.writeTo} from it first.`, 'to');
      return onItsWay(sent);
    }),
  ];
}

function onItsWay({ messageId, conversationId, windowUntil }: WantedTest) {
  return { status: 200, body: { message: messageId, conversation: conversationId, windowUntil } } as const;
}

async function profileIn(tenant: TenantStore): Promise<Stored<Profile>> {
  const profile = await tenant.get(profiles, 'profile');
  if (!profile) throw refusal('not_found', 'The business has no profile yet. Create the tenant again with the same details.');
  return profile;
}

function changedOr(changed: ProfileChanged): Stored<Profile> {
  switch (changed.kind) {
    case 'kept':
      return changed.profile;
    case 'not_found':
      throw refusal('not_found', 'The business has no profile yet. Create the tenant again with the same details.');
    case 'changed':
      throw refusal('version_changed', 'Somebody has changed the profile since you read it. Read it again.');
    case 'zone_in_use':
      throw refusal('zone_in_use', 'cannot change while there are bookings. Move or cancel them first.', 'zone');
  }
}

/** `language` and `country` outside are `locale` and `region` inside. */
function wishOf({ language, country, address, latitude, longitude, ...rest }: z.output<typeof profileBody>): ProfileWish {
  return {
    ...rest,
    locale: language,
    ...(country === undefined ? {} : { region: country }),
    ...(address ? { address } : {}),
    ...(latitude === undefined || longitude === undefined ? {} : { latitude, longitude }),
  };
}

function shown({ value, version }: Stored<Profile>): {
  readonly status: 200;
  readonly version: number;
  readonly body: z.output<typeof profileCard>;
} {
  const { id: _, locale, region, ...rest } = value;
  const body = { ...rest, language: locale, ...(region === undefined ? {} : { country: region }), version };
  return { status: 200, version, body };
}
