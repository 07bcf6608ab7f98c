import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';
import { profile } from './tenancy.ts';

/** `HH:MM`, wall time at the venue. `24:00` is the end of the day. */
export const wallTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time like 09:30');
/** `YYYY-MM-DD`, a day in the venue's time zone. */
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day like 2026-12-24');
/** If `until` is before `from`, the hours end on the next day. */
export const hours = z.object({ from: wallTime, until: wallTime });
export type Hours = z.infer<typeof hours>;

export const money = z.object({
  /** Minor units (cents). */
  amount: z.int(),
  /** ISO 4217. */
  currency: z.string().length(3),
});
export type Money = z.infer<typeof money>;

export const service = z.object({
  id: z.string(),
  name: z.string().min(1),
  description: z.string(),
  durationMinutes: z
    .int()
    .min(5)
    .max(24 * 60),
  /** Time kept free before and after the appointment. Part of the claim, but not shown to the customer. */
  bufferBeforeMinutes: z
    .int()
    .min(0)
    .max(24 * 60),
  bufferAfterMinutes: z
    .int()
    .min(0)
    .max(24 * 60),
  /** Interval between the starts that are offered, counted from midnight. */
  stepMinutes: z
    .int()
    .min(5)
    .max(24 * 60),
  price: money,
  /** The staff members who offer the service. */
  staffIds: z.array(z.string()).min(1),
  minimumNoticeMinutes: z.int().min(0),
  horizonDays: z.int().min(1).max(366),
  /** Most bookings of this service in a venue day; 0 means no limit. */
  maximumPerDay: z.int().min(0),
  picture: z.string().optional(),
  position: z.int(),
  /** Set while it is being deleted: nobody can book it any more. */
  retired: z.boolean().optional(),
});
export type Service = z.infer<typeof service>;
export const services = defineCollection({
  name: 'services',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: service,
  indexes: { byPosition: ['position'] },
});

export const weekday = z.int().min(1).max(7);
export const staffMember = z.object({
  id: z.string(),
  name: z.string().min(1),
  title: z.string().optional(),
  /** 1 is Monday, as in ISO 8601. */
  weeklyHours: z.array(hours.extend({ weekday })),
  /** Subtracted from the working hours of that weekday. */
  breaks: z.array(hours.extend({ weekday })),
  /** Replace the weekly hours and breaks on a date. Empty `hours` means a day off. */
  overrides: z.array(z.object({ date: day, hours: z.array(hours) })),
  /** Most bookings in a venue day; 0 means no limit. */
  maximumPerDay: z.int().min(0),
  /** Share of the bookings without a preferred person: twice the weight gets twice as many. */
  weight: z.number().positive(),
  position: z.int(),
  /** Set while they are being deleted: nobody can book them any more. */
  retired: z.boolean().optional(),
});
export type StaffMember = z.infer<typeof staffMember>;
export const staff = defineCollection({
  name: 'staff',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: staffMember,
  indexes: { byPosition: ['position'] },
});

/**
 * Changes with every batch that writes a service, a staff member or the profile: what was read under one `version` holds while it is
 * the current one. One document, id `current`. The store of the composition root writes it, so no writer can forget it; a store
 * without that leaves it out.
 */
export const catalogVersion = z.object({ id: z.literal('current'), version: z.string() });
export const catalogVersions = defineCollection({
  name: 'catalog_versions',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: catalogVersion,
  indexes: { byId: ['id'] },
});

/** A catalogue as turns were decided with it, kept for as long as a turn refers to it. `id` is made of the content. */
export const keptCatalog = z.object({
  id: z.string(),
  profile,
  services: z.array(service),
  staff: z.array(staffMember),
  expiresAt: epochMs,
});
export type KeptCatalog = z.infer<typeof keptCatalog>;
export const keptCatalogs = defineCollection({
  name: 'catalogs',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'what the business set up' },
  shape: keptCatalog,
  indexes: { byId: ['id'] },
  expires: 'expiresAt',
});
