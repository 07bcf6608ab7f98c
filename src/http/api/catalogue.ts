import * as routes from '#contracts/api/catalogue.ts';
import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import { type Service, type StaffMember, services, staff } from '#contracts/records/catalog.ts';
import type { Stored } from '#contracts/store.ts';
import {
  type Changed,
  type Deleted,
  MOST_ITEMS,
  type Made,
  createService,
  createStaff,
  deleteService,
  deleteStaff,
  listServices,
  listStaff,
  updateService,
  updateStaff,
} from '#core/set-up/catalogue.ts';
import { refusal } from '../problem.ts';
import { type Served, served } from '#contracts/api/served.ts';

/** Services, staff and their hours. */
export function catalogueRoutes({ clock, newId }: { readonly clock: Clock; readonly newId: NewId }): readonly Served[] {
  return [
    served(routes.listServices, async ({ tenant }) => ({
      status: 200,
      body: { services: (await listServices(tenant)).map(cardOf) },
    })),
    served(routes.createService, async ({ tenant, body, keeps }) =>
      shown(keptOr(await createService(tenant, newId, body, (item) => keeps(shown(item))))),
    ),
    served(routes.getService, async ({ tenant, params }) => shown(foundOr(await tenant.get(services, params.id)))),
    served(routes.putService, async ({ tenant, params, body, version, keeps }) =>
      shown(keptOr(await updateService(tenant, params.id, version, body, (item) => keeps(shown(item))))),
    ),
    served(routes.deleteService, async ({ tenant, params, version, keeps }) =>
      goneOr(await deleteService(tenant, clock, params.id, version, () => keeps(GONE))),
    ),

    served(routes.listStaff, async ({ tenant }) => ({ status: 200, body: { staff: (await listStaff(tenant)).map(cardOf) } })),
    served(routes.createStaff, async ({ tenant, body, keeps }) =>
      shown(keptOr(await createStaff(tenant, newId, body, (item) => keeps(shown(item))))),
    ),
    served(routes.getStaff, async ({ tenant, params }) => shown(foundOr(await tenant.get(staff, params.id)))),
    served(routes.putStaff, async ({ tenant, params, body, version, keeps }) =>
      shown(keptOr(await updateStaff(tenant, params.id, version, body, (item) => keeps(shown(item))))),
    ),
    served(routes.deleteStaff, async ({ tenant, params, version, keeps }) =>
      goneOr(await deleteStaff(tenant, clock, params.id, version, () => keeps(GONE))),
    ),
  ];
}

function cardOf<T extends Service | StaffMember>({ value, version }: Stored<T>): T & { readonly version: number } {
  return { ...value, version };
}

function shown<T extends Service | StaffMember>(item: Stored<T>) {
  return { status: 200, version: item.version, body: cardOf(item) } as const;
}

function foundOr<T>(found: Stored<T> | undefined): Stored<T> {
  if (!found) throw refusal('not_found', 'There is nothing with this id.');
  return found;
}

function keptOr<T>(made: Made<T> | Changed<T>): Stored<T> {
  switch (made.kind) {
    case 'kept':
      return made.item;
    case 'no_such_staff':
      throw refusal('no_such_staff', 'is not a staff member. The list of staff has the ids.', `staffIds.${made.place}`);
    case 'too_many':
      throw refusal('too_many_items', `There are ${MOST_ITEMS} already. Delete one first.`);
    case 'not_found':
      throw refusal('not_found', 'There is nothing with this id.');
    case 'changed':
      throw refusal('version_changed', 'Somebody has changed it since you read it. Read it again.');
  }
}

const GONE = { status: 200, body: { deleted: true } } as const;

function goneOr(outcome: Deleted) {
  switch (outcome.kind) {
    case 'deleted':
      return GONE;
    case 'not_found':
      throw refusal('not_found', 'There is nothing with this id.');
    case 'changed':
      throw refusal('version_changed', 'Somebody has changed it since you read it. Read it again.');
    case 'in_use':
      throw refusal('in_use', `It cannot be deleted: ${outcome.by}.`);
  }
}
