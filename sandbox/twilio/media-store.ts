import type { EpochMs } from '#contracts/clock.ts';
import type { SandboxFile } from '../shared/file.ts';
import type { MediaShelf } from '../shared/media.ts';
import type { MediaRecord } from './resources.ts';

export const mediaTables = `
  CREATE TABLE IF NOT EXISTS twilio_media (
    sid TEXT PRIMARY KEY, message TEXT NOT NULL, mime_type TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
`;

export type MediaStore = ReturnType<typeof mediaStore>;

/** Maps each file to its message. The bytes are in the shared media store under the same id. */
export function mediaStore(file: SandboxFile, shelf: MediaShelf) {
  const get = (sid: string): MediaRecord | undefined => file.row('SELECT * FROM twilio_media WHERE sid = ?', sid);
  return {
    /** Inside `file.write` only. */
    add(media: { readonly sid: string; readonly message: string; readonly mimeType: string }, now: EpochMs): void {
      const sql = 'INSERT INTO twilio_media (sid, message, mime_type, created_at) VALUES (?, ?, ?, ?)';
      file.run(sql, media.sid, media.message, media.mimeType, now);
    },
    get,
    of: (message: string): MediaRecord[] => file.rows('SELECT * FROM twilio_media WHERE message = ? ORDER BY rowid', message),
    bytes: (sid: string): Buffer | undefined => shelf.bytes(sid),
    /** Inside `file.write` only. */
    remove(sid: string): void {
      file.run('DELETE FROM twilio_media WHERE sid = ?', sid);
      shelf.remove(sid);
    },
  };
}
