import { createHash } from 'node:crypto';
import type { EpochMs } from '#contracts/clock.ts';
import type { SandboxFile } from './file.ts';

export interface StoredMedia {
  readonly id: string;
  readonly mimeType: string;
  /** SHA-256 as hex. */
  readonly sha256: string;
  readonly size: number;
  readonly fileName?: string;
  /** The business it belongs to. It cannot be found by another one. */
  readonly owner: string;
  readonly expiresAt: EpochMs;
}

export interface MediaShelf {
  /** Inside `file.write` only. */
  put(about: Omit<StoredMedia, 'sha256' | 'size'>, bytes: Uint8Array): StoredMedia;
  about(id: string): StoredMedia | undefined;
  bytes(id: string): Buffer | undefined;
  /** Inside `file.write` only. */
  remove(id: string): void;
}

interface Row {
  readonly id: string;
  readonly mime_type: string;
  readonly sha256: string;
  readonly size: number;
  readonly file_name: string | null;
  readonly owner: string;
  readonly expires_at: number;
}

export function mediaShelf(file: SandboxFile): MediaShelf {
  return {
    put(about, bytes) {
      const stored = { ...about, sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.byteLength };
      file.run(
        'INSERT INTO media (id, mime_type, sha256, size, file_name, owner, expires_at, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        stored.id,
        stored.mimeType,
        stored.sha256,
        stored.size,
        stored.fileName ?? null,
        stored.owner,
        stored.expiresAt,
        bytes,
      );
      return stored;
    },
    about(id) {
      const sql = 'SELECT id, mime_type, sha256, size, file_name, owner, expires_at FROM media WHERE id = ?';
      const row = file.row<Row>(sql, id);
      if (!row) return undefined;
      return {
        id: row.id,
        mimeType: row.mime_type,
        sha256: row.sha256,
        size: row.size,
        ...(row.file_name !== null && { fileName: row.file_name }),
        owner: row.owner,
        expiresAt: row.expires_at,
      };
    },
    bytes(id) {
      const row = file.row<{ bytes: Uint8Array }>('SELECT bytes FROM media WHERE id = ?', id);
      return row && Buffer.from(row.bytes);
    },
    remove: (id) => file.run('DELETE FROM media WHERE id = ?', id),
  };
}
