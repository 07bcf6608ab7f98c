import './no-eval.ts';
import * as catalogue from '#contracts/api/catalogue.ts';
import * as numbers from '#contracts/api/numbers.ts';
import type { BodyOf, ResultOf } from '#contracts/api/route.ts';
import { spareNumbers } from '#contracts/api/sandbox.ts';
import * as route from '#contracts/api/set-up.ts';
import { ask } from './client.ts';

export type Profile = ResultOf<typeof route.getProfile>;
export type NewTenant = BodyOf<typeof route.createTenant>;
export type Channel = ResultOf<typeof numbers.listChannels>['channels'][number];
export type NumberChoice = ResultOf<typeof numbers.chooseNumber>['numbers'][number];
export type ConnectedNumber = ResultOf<typeof numbers.listNumbers>['numbers'][number];
export type Service = ResultOf<typeof catalogue.listServices>['services'][number];
export type ServiceBody = BodyOf<typeof catalogue.createService>;
export type StaffMember = ResultOf<typeof catalogue.listStaff>['staff'][number];
export type StaffBody = BodyOf<typeof catalogue.createStaff>;
export type OpenPoint = ResultOf<typeof route.showChecklist>['open'][number];
type Credentials = Readonly<Record<string, string>>;

/** The calls that set a business up. */
export const setUp = {
  create: (body: NewTenant, key: string) => ask(route.createTenant, {}, { body, key }),
  checklist: (tenant: string) => ask(route.showChecklist, { tenant }),
  profile: (tenant: string) => ask(route.getProfile, { tenant }),
  saveProfile: (tenant: string, body: BodyOf<typeof route.putProfile>, version: number) =>
    ask(route.putProfile, { tenant }, { body, version }),
  saveHolidays: (tenant: string, holidays: readonly string[], version: number) =>
    ask(route.putHolidays, { tenant }, { body: { holidays: [...holidays] }, version }),
  packs: (tenant: string) => ask(route.listStarterPacks, { tenant }),
  applyPack: (tenant: string, pack: string) => ask(route.applyStarterPack, { tenant }, { body: { pack } }),
  test: (tenant: string, to: string) => ask(route.sendTest, { tenant }, { body: { to } }),
  channels: (tenant: string) => ask(numbers.listChannels, { tenant }),
  numbers: (tenant: string) => ask(numbers.listNumbers, { tenant }),
  choices: (tenant: string, channel: string, credentials: Credentials) =>
    ask(numbers.chooseNumber, { tenant }, { body: { channel, credentials } }),
  connect: (tenant: string, channel: string, credentials: Credentials, number: string) =>
    ask(numbers.connectNumber, { tenant }, { body: { channel, credentials, number } }),
  services: (tenant: string) => ask(catalogue.listServices, { tenant }),
  addService: (tenant: string, body: ServiceBody) => ask(catalogue.createService, { tenant }, { body }),
  saveService: (tenant: string, id: string, body: ServiceBody, version: number) =>
    ask(catalogue.putService, { tenant, id }, { body, version }),
  removeService: (tenant: string, id: string, version: number) => ask(catalogue.deleteService, { tenant, id }, { version }),
  staff: (tenant: string) => ask(catalogue.listStaff, { tenant }),
  addStaff: (tenant: string, body: StaffBody) => ask(catalogue.createStaff, { tenant }, { body }),
  saveStaff: (tenant: string, id: string, body: StaffBody, version: number) =>
    ask(catalogue.putStaff, { tenant, id }, { body, version }),
  removeStaff: (tenant: string, id: string, version: number) => ask(catalogue.deleteStaff, { tenant, id }, { version }),
  spare: () => ask(spareNumbers, {}),
};
