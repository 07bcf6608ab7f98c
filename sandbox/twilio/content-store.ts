import { z } from 'zod';
import type { EpochMs } from '#contracts/clock.ts';
import type { SandboxFile } from '../shared/file.ts';
import { type ContentType, type ContentTypes, type NewContent, byComplexity, contentTypes } from './content-types.ts';
import { type SendError, channelContent } from './refusals.ts';

export interface ContentRow {
  readonly sid: string;
  readonly friendlyName: string | null;
  readonly language: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly types: ContentTypes;
  readonly createdAt: EpochMs;
  readonly approval?: Approval;
}
export interface Approval {
  readonly name: string;
  readonly category: 'UTILITY' | 'MARKETING' | 'AUTHENTICATION';
  readonly allowCategoryChange: boolean;
  readonly submittedAt: EpochMs;
  /** Why WhatsApp will refuse it; empty if WhatsApp will approve it. */
  readonly rejection: string;
}

/** WhatsApp takes minutes to a day, the emulator a moment. */
export const REVIEW_MS = 3_000;
/** A submission is `received` first, then `pending` during the review. */
const RECEIVED_MS = 1_000;

export function approvalStatus(
  { approval }: ContentRow,
  now: EpochMs,
): 'unsubmitted' | 'received' | 'pending' | 'approved' | 'rejected' {
  if (!approval) return 'unsubmitted';
  const age = now - approval.submittedAt;
  if (age < RECEIVED_MS) return 'received';
  if (age < REVIEW_MS) return 'pending';
  return approval.rejection === '' ? 'approved' : 'rejected';
}

export function isApproved(content: ContentRow, now: EpochMs): boolean {
  return approvalStatus(content, now) === 'approved';
}

/** The type that WhatsApp sees. */
export function typeOf(types: ContentTypes): ContentType {
  return byComplexity.find((type) => types[type] !== undefined) ?? 'twilio/text';
}

export const inSessionOnly: ReadonlySet<ContentType> = new Set(['twilio/list-picker', 'twilio/location']);

/** Limits without approval: at most three buttons, and no cards. */
export function unfitInSession(types: ContentTypes): SendError | undefined {
  const actions = types['twilio/quick-reply']?.actions ?? types['twilio/call-to-action']?.actions ?? [];
  const isCard = types['twilio/card'] !== undefined || types['whatsapp/card'] !== undefined;
  const ids = types['twilio/list-picker']?.items.map((item) => item.id) ?? [];
  return actions.length > 3 || isCard || new Set(ids).size < ids.length ? channelContent : undefined;
}

/** Why WhatsApp would refuse the template; empty if it would not. */
export function rejectionOf({ types, variables }: Pick<NewContent, 'types' | 'variables'>): string {
  const type = types[typeOf(types)];
  const body = type && 'body' in type ? (type.body ?? '') : type && 'title' in type ? (type.title ?? '') : '';
  const names = [...new Set([...JSON.stringify(type).matchAll(/\{\{([^{}\s]+)\}\}/g)].map(([, name]) => name ?? ''))];
  const words = body.split(/\s+/).filter((word) => word !== '' && !word.includes('{{')).length;

  if (body.length > 1024) return 'The body has more than 1024 characters.';
  if (names.some((name) => variables[name] === undefined)) return 'Every variable needs a sample.';
  if (/^\{\{[^}]+\}\}|\{\{[^}]+\}\}\W*$/.test(body)) return 'Variables cannot be at the start or end of the template.';
  if (/\}\}\s*\{\{/.test(body)) return 'Variables cannot be next to each other.';
  const inBody = new Set([...body.matchAll(/\{\{([^{}\s]+)\}\}/g)].map(([, name]) => name)).size;
  if (inBody > 0 && words < 2 * inBody + 1) return 'There are too many variables for the length of the text.';
  const numbers = names.filter((name) => /^\d+$/.test(name)).map(Number);
  if (numbers.some((_, at) => !numbers.includes(at + 1))) return 'Variables must be in sequence.';
  return '';
}

export const contentTables = `
  CREATE TABLE IF NOT EXISTS twilio_contents (
    seq INTEGER PRIMARY KEY, sid TEXT NOT NULL UNIQUE, friendly_name TEXT, language TEXT NOT NULL, variables TEXT NOT NULL,
    types TEXT NOT NULL, created_at INTEGER NOT NULL, approval TEXT) STRICT;
`;

interface Row {
  readonly seq: number;
  readonly sid: string;
  readonly friendly_name: string | null;
  readonly language: string;
  readonly variables: string;
  readonly types: string;
  readonly created_at: number;
  readonly approval: string | null;
}

export type ContentStore = ReturnType<typeof contentStore>;

/** Call the writing methods inside `file.write` only. */
export function contentStore(file: SandboxFile) {
  return {
    add(sid: string, content: NewContent, now: EpochMs): void {
      file.run(
        'INSERT INTO twilio_contents (sid, friendly_name, language, variables, types, created_at) VALUES (?, ?, ?, ?, ?, ?)',
        sid,
        content.friendly_name ?? null,
        content.language,
        JSON.stringify(content.variables),
        JSON.stringify(content.types),
        now,
      );
    },
    get(sid: string): ContentRow | undefined {
      const row = file.row<Row>('SELECT * FROM twilio_contents WHERE sid = ?', sid);
      return row && contentOf(row);
    },
    /** Oldest first. */
    list: (offset: number, limit: number): ContentRow[] =>
      file.rows<Row>('SELECT * FROM twilio_contents ORDER BY seq LIMIT ? OFFSET ?', limit, offset).map(contentOf),
    remove: (sid: string): void => file.run('DELETE FROM twilio_contents WHERE sid = ?', sid),
    submit: (sid: string, approval: Approval): void =>
      file.run('UPDATE twilio_contents SET approval = ? WHERE sid = ?', JSON.stringify(approval), sid),
  };
}

const texts = z.record(z.string(), z.string());

function contentOf(row: Row): ContentRow {
  return {
    sid: row.sid,
    friendlyName: row.friendly_name,
    language: row.language,
    variables: texts.parse(JSON.parse(row.variables)),
    types: contentTypes.parse(JSON.parse(row.types)),
    createdAt: row.created_at,
    ...(row.approval !== null && { approval: JSON.parse(row.approval) }),
  };
}
