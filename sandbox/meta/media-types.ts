import type { Bubble } from '#contracts/api/phone.ts';

export type MediaKind = Extract<Bubble['content'], { kind: 'media' }>['media'];

const MB = 1_000_000;
const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** What can be sent, and its largest size (reference sheet §5). */
export const MEDIA: Record<MediaKind, { readonly types: readonly string[]; readonly most: number }> = {
  audio: { types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], most: 16 * MB },
  document: {
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      `${OFFICE}.wordprocessingml.document`,
      `${OFFICE}.spreadsheetml.sheet`,
      `${OFFICE}.presentationml.presentation`,
    ],
    most: 100 * MB,
  },
  image: { types: ['image/jpeg', 'image/png'], most: 5 * MB },
  sticker: { types: ['image/webp'], most: 500_000 },
  video: { types: ['video/mp4', 'video/3gp', 'video/3gpp'], most: 16 * MB },
};

export const bare = (mimeType: string): string => (mimeType.split(';')[0] ?? '').trim().toLowerCase();

/** The kind of an upload of this type. `undefined` if WhatsApp does not accept it. */
export function kindOf(mimeType: string): MediaKind | undefined {
  const kinds = Object.keys(MEDIA) as MediaKind[];
  return kinds.find((kind) => MEDIA[kind].types.includes(bare(mimeType)));
}

export const ALL_TYPES: readonly string[] = Object.values(MEDIA).flatMap(({ types }) => types);
