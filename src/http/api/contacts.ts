import {
  eraseContact as eraseRoute,
  exportContact as exportRoute,
  previewErasure as previewRoute,
} from '#contracts/api/contacts.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { type EraseNeeds, eraseContact } from '#core/privacy/erase-contact.ts';
import { exportContact } from '#core/privacy/export-contact.ts';
import { previewErasure } from '#core/privacy/preview.ts';
import { type Problem, refusal } from '../problem.ts';

/** What there is of a contact: counting, handing out and erasing it. */
export function contactRoutes(needs: EraseNeeds): readonly Served[] {
  const [erase, preview, handOut] = [eraseContact(needs), previewErasure(needs), exportContact(needs)];
  return [
    served(previewRoute, async ({ tenant, params }) => {
      const found = await preview(tenant, params.contact);
      if (found.kind === 'not_there') throw noContact();
      const { state, counts, upcomingBookings } = found;
      return { status: 200, body: { contactId: params.contact, state, counts, upcomingBookings } };
    }),

    served(eraseRoute, async ({ tenant, params, caller }) => {
      const outcome = await erase(tenant, params.contact, caller.id);
      if (outcome.kind === 'not_there') throw noContact();
      if (outcome.kind === 'upcoming_bookings')
        throw refusal('upcoming_bookings', `The contact has upcoming bookings: ${outcome.count}. Cancel them first.`);
      return { status: 200, body: { contactId: params.contact, counts: outcome.counts } };
    }),

    served(exportRoute, async ({ tenant, params, caller }) => {
      const outcome = await handOut(tenant, params.contact, caller.id);
      if (outcome.kind === 'not_there') throw noContact();
      const bytes = new Blob([outcome.json]);
      const file = { bytes: bytes.stream(), type: 'application/json', size: bytes.size, shown: false };
      return { status: 200, file };
    }),
  ];
}

function noContact(): Problem {
  return refusal('not_found', 'There is no such contact.');
}
