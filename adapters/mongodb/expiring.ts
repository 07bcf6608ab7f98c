import type { Expiring } from '#contracts/expiring.ts';
import { invalid } from '#contracts/store-rules/document.ts';
import { answered } from './answered.ts';
import type { Connection } from './client.ts';
import { asStoreFailure } from './failure.ts';
import { fieldPath, namedBy, type Place } from './row.ts';
import { PLATFORM } from '#contracts/store-rules/tenant.ts';

export function mongoExpiring(connection: Connection, places: ReadonlyMap<string, Place>): Expiring {
  return {
    async expired({ name }, now, most, except) {
      const field = places.get(name)?.collection.expires;
      if (field === undefined) throw invalid(`collection "${name}" does not expire here`);
      const over = { [fieldPath(field)]: { $gt: 0, $lt: now }, tenantId: { $nin: except } };
      const found = connection
        .rows(name)
        .find(over, { projection: { tenantId: 1, v: 1 }, maxTimeMS: connection.patienceMs })
        .limit(most)
        .batchSize(most + 1)
        .toArray();
      try {
        return (await answered(connection, found)).map(({ _id, tenantId, v }) => ({
          tenantId: tenantId === PLATFORM ? undefined : tenantId,
          id: namedBy(tenantId, _id),
          version: v,
        }));
      } catch (error) {
        throw asStoreFailure(error, 'no');
      }
    },
  };
}
