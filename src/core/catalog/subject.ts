import { catalogVersions, keptCatalogs, services, staff } from '#contracts/records/catalog.ts';
import type { Subject } from '#contracts/subject.ts';

export const catalogSubject: Subject<unknown> = {
  name: 'catalog',
  collections: [services, staff, catalogVersions, keptCatalogs],
};
