import type { EpochMs } from '#contracts/clock.ts';
import type { SandboxFile } from '#sandbox/shared/file.ts';
import { type NewTemplate, newTemplate } from './template-shape.ts';

export type TemplateStatus = 'PENDING' | 'APPROVED' | 'REJECTED' | 'PAUSED' | 'DISABLED';
export interface StoredTemplate {
  readonly id: string;
  readonly status: TemplateStatus;
  readonly approveAt: EpochMs;
  readonly shape: NewTemplate;
}

export const TEMPLATE_TABLE = `
  CREATE TABLE IF NOT EXISTS templates (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, language TEXT NOT NULL, status TEXT NOT NULL,
    approve_at INTEGER NOT NULL, shape TEXT NOT NULL, UNIQUE (name, language)) STRICT;
`;

/** Templates of the account. Call the writing methods inside `file.write` only. */
export interface TemplateStore {
  add(template: StoredTemplate): void;
  get(id: string): StoredTemplate | undefined;
  find(name: string, language: string): StoredTemplate | undefined;
  all(): StoredTemplate[];
  setStatus(id: string, status: TemplateStatus): void;
  remove(id: string): void;
}

interface Row {
  readonly id: string;
  readonly status: TemplateStatus;
  readonly approve_at: number;
  readonly shape: string;
}

const templateOf = ({ id, status, approve_at, shape }: Row): StoredTemplate => ({
  id,
  status,
  approveAt: approve_at,
  shape: newTemplate.parse(JSON.parse(shape)),
});

export function templateStore(file: SandboxFile): TemplateStore {
  const one = (sql: string, ...values: string[]): StoredTemplate | undefined => {
    const row = file.row<Row>(`SELECT * FROM templates WHERE ${sql}`, ...values);
    return row && templateOf(row);
  };
  return {
    add: ({ id, status, approveAt, shape }) =>
      file.run(
        'INSERT INTO templates (id, name, language, status, approve_at, shape) VALUES (?, ?, ?, ?, ?, ?)',
        id,
        shape.name,
        shape.language,
        status,
        approveAt,
        JSON.stringify(shape),
      ),
    get: (id) => one('id = ?', id),
    find: (name, language) => one('name = ? AND language = ?', name, language),
    all: () => file.rows<Row>('SELECT * FROM templates ORDER BY seq').map(templateOf),
    setStatus: (id, status) => file.run('UPDATE templates SET status = ? WHERE id = ?', status, id),
    remove: (id) => file.run('DELETE FROM templates WHERE id = ?', id),
  };
}
