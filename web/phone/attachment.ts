import type { PhoneSays } from '#contracts/api/phone.ts';

type MediaSays = Extract<PhoneSays, { kind: 'media' }>;
/** Largest file that a simulated phone sends. WhatsApp allows more. */
export const LARGEST_BYTES = 10_000_000;

/** The kind of message in which WhatsApp sends a file of this type. */
export function mediaOf(mimeType: string): MediaSays['media'] {
  const family = mimeType.split('/')[0];
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'document';
}

/** Reads a chosen file; `undefined` when it is too large. */
export async function attachment(file: File, as?: MediaSays['media']): Promise<MediaSays | undefined> {
  if (file.size > LARGEST_BYTES) return undefined;
  const mimeType = file.type || 'application/octet-stream';
  return { kind: 'media', media: as ?? mediaOf(mimeType), mimeType, fileName: file.name, base64: await base64(file) };
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result.replace(/^[^,]*,/, '') : '');
    reader.onerror = () => reject(reader.error ?? new Error('the file could not be read'));
    reader.readAsDataURL(file);
  });
}
