import { z } from 'zod';

const httpUrl = z.url({ protocol: /^https?$/ });
export const link = httpUrl;

/** Media is sent either by the `id` of an upload or by a `link`. */
export const source = { id: z.string().min(1).optional(), link: httpUrl.optional() };
export const oneSource = (media: MediaRef): boolean => (media.id === undefined) !== (media.link === undefined);
export const ONE_SOURCE = 'needs either id or link';

/** Media in a header. */
export const headerMedia = z.strictObject({ ...source, filename: z.string().optional() }).refine(oneSource, ONE_SOURCE);

export interface MediaRef {
  readonly id?: string | undefined;
  readonly link?: string | undefined;
  readonly filename?: string | undefined;
  readonly caption?: string | undefined;
}
