import { getFile } from '#contracts/api/files.ts';
import type { Files } from '#contracts/files.ts';
import { refusal } from '../problem.ts';
import { type Served, served } from '#contracts/api/served.ts';

/** What a browser may show. Anything else could be a page, which must not run as one of ours. */
const SHOWN = /^(image\/(png|jpeg|webp|gif)|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf)$/;

export function fileRoutes(files: Files): readonly Served[] {
  return [
    served(getFile, async ({ tenant, params }) => {
      const file = await files.tenant(tenant.tenantId).open(params.file);
      if (!file) throw refusal('not_found', 'There is no such file.');
      const shown = SHOWN.test(file.about.type);
      const type = shown ? file.about.type : 'application/octet-stream';
      return { status: 200, file: { bytes: file.bytes, type, size: file.about.size, shown } };
    }),
  ];
}
