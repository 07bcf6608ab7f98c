import type { Bubble } from '#contracts/api/phone.ts';

type MediaKind = Extract<Bubble['content'], { kind: 'media' }>['media'];

const bySuffix: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  ogg: 'audio/ogg',
  amr: 'audio/amr',
  aac: 'audio/aac',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  '3gp': 'video/3gpp',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  vcf: 'text/vcard',
};

/** Twilio asks the server of the URL. The emulator is offline and uses the suffix; without one it assumes a picture. */
export function mimeTypeOf(url: string): string {
  const suffix = /\.([a-z0-9]+)$/i.exec(new URL(url).pathname)?.[1]?.toLowerCase();
  return bySuffix[suffix ?? 'jpg'] ?? 'application/octet-stream';
}

export function mediaKindOf(mimeType: string): MediaKind {
  if (mimeType === 'image/webp') return 'sticker';
  const family = mimeType.split('/')[0];
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'document';
}
