import type { MetaBusiness } from './config.ts';
import { GraphError } from './errors.ts';
import { objectId } from './ids.ts';
import type { MediaRef } from './media-shape.ts';
import { bare, MEDIA, type MediaKind } from './media-types.ts';
import type { Sandbox } from '#sandbox/shared/sandbox.ts';

/** The media of a send as the phone shows it. `keep` is written together with the message. */
export type UsedMedia =
  | {
      readonly kind: 'usable';
      readonly src: string;
      readonly mimeType: string;
      readonly size?: number;
      readonly fileName?: string;
      readonly keep?: { readonly id: string; readonly bytes: Uint8Array };
    }
  | { readonly kind: 'unusable'; readonly details: string };

const FETCH_MS = 5000;

/**
 * An unknown id is refused at once. A problem with the bytes themselves appears later, as a failed status with code 131053. Links
 * to this machine are fetched and stored. The emulator works offline, so other links are shown as they are.
 */
export async function useMedia(sandbox: Sandbox, business: MetaBusiness, kind: MediaKind, ref: MediaRef): Promise<UsedMedia> {
  const named = ref.filename === undefined ? {} : { fileName: ref.filename };
  if (ref.id !== undefined) {
    const about = sandbox.media.about(ref.id);
    if (about?.owner !== business.phoneNumberId || about.expiresAt <= sandbox.clock.now()) {
      throw new GraphError(131009, `Parameter ${kind}['id']: no media with this id belongs to the phone number`);
    }
    const wrong = faultOf(kind, about.mimeType, about.size);
    if (wrong !== undefined) return { kind: 'unusable', details: wrong };
    return { kind: 'usable', src: `/control/media/${about.id}`, mimeType: about.mimeType, size: about.size, ...named };
  }
  const link = ref.link ?? '';
  if (!isHere(link)) return { kind: 'usable', src: link, mimeType: MEDIA[kind].types[0] ?? 'application/octet-stream', ...named };
  return { ...(await fetched(sandbox, kind, link)), ...named };
}

async function fetched(sandbox: Sandbox, kind: MediaKind, link: string): Promise<UsedMedia> {
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(FETCH_MS), sandbox.closing]);
    const response = await fetch(link, { redirect: 'error', signal });
    if (!response.ok)
      return { kind: 'unusable', details: `Downloading media from weblink failed with http code ${response.status}` };
    const bytes = await limited(response, MEDIA[kind].most);
    const mimeType = response.headers.get('content-type') ?? 'application/octet-stream';
    const wrong = faultOf(kind, mimeType, bytes?.byteLength ?? Infinity);
    if (wrong !== undefined || !bytes) return { kind: 'unusable', details: wrong ?? 'File size is too big' };
    const id = objectId(sandbox.random);
    return { kind: 'usable', src: `/control/media/${id}`, mimeType, size: bytes.byteLength, keep: { id, bytes } };
  } catch {
    // Meta reports the same error whatever happened on the network.
    return { kind: 'unusable', details: 'Downloading media from weblink failed' };
  }
}

/** `undefined` if there are more than `most` bytes. */
async function limited(response: Response, most: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function faultOf(kind: MediaKind, mimeType: string, size: number): string | undefined {
  const { types, most } = MEDIA[kind];
  if (size > most) return `File size is too big, max allowed size ${most} bytes`;
  if (!types.includes(bare(mimeType))) return `Unsupported ${kind} mime type ${bare(mimeType)}. Use one of ${types.join(', ')}`;
  return undefined;
}

const isHere = (link: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(link).hostname);
