import type { AccountReport, DoctorReport, SenderReport, TenantReport } from '#app/report.ts';
import { howMany } from './how-many.ts';

/** The report for people. `running`: a running Deskbell wrote it. */
export function doctorText(report: DoctorReport, running: boolean): string {
  const lines = [
    `Deskbell is ${running ? 'running' : 'not running; this is read from its data'}. Node ${report.node}, time zone data ${report.timeZoneData}.`,
    `Data: ${report.data}`,
    ...report.tenants.flatMap(tenantLines),
    ...(report.tenants.length === 0 ? ['There are no tenants yet.'] : []),
    ...Object.entries(report.consumers).map(
      ([name, { waiting, parked }]) => `Consumer ${name}: ${waiting} waiting, ${parked} parked.`,
    ),
    verdict(report),
  ];
  return `${lines.join('\n')}\n`;
}

function tenantLines({ tenant, missing, unsettledSends, senders, today, audited }: TenantReport): readonly string[] {
  const setUp = missing.length === 0 ? 'complete' : `missing ${missing.join(', ')}`;
  return [
    `Tenant ${tenant}: ${setUp}; ${howMany(unsettledSends, 'unsettled send')}.`,
    ...senders.flatMap(senderLines),
    `  Today: ${counted(today)}. Audit log: ${howMany(audited, 'entry', 'entries')}. No CRM is connected.`,
  ];
}

function senderLines({ sender, current, accounts }: SenderReport): readonly string[] {
  return [
    ...(current ? [] : [`  ${sender}: NO current account, so messages wait.`]),
    ...accounts.map((account) => `  ${accountLine(account)}`),
  ];
}

function accountLine({ channel, account, current, paused, breaker, stopped, health }: AccountReport): string {
  const state = [
    health.reachable ? 'reachable' : 'NOT reachable',
    ...(paused ? [`PAUSED since ${new Date(paused.since).toISOString()} (${paused.why})`] : []),
    `circuit breaker ${breaker}${stopped.length === 0 ? '' : ` (${stopped.join(', ')})`}`,
  ];
  return `${channel}${current ? '' : `, earlier account ${account}`}: ${state.join(', ')}. ${health.detail}`;
}

function counted(counts: Readonly<Record<string, number>>): string {
  const said = Object.entries(counts).map(([what, times]) => `${times} ${what}`);
  return said.length === 0 ? 'nothing yet' : said.join(', ');
}

/** The last line. It never says that all is well while something needs a person's attention. */
function verdict({ ok, tenants, consumers }: DoctorReport): string {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const unsettled = sum(tenants.map(({ unsettledSends }) => unsettledSends));
  const parked = sum(Object.values(consumers).map((lag) => lag.parked));
  const attention = [
    ...(unsettled > 0 ? [howMany(unsettled, 'unsettled send')] : []),
    ...(parked > 0 ? [`${howMany(parked, 'parked event')} ("deskbell parked" lists them)`] : []),
  ];
  const needs = attention.length === 0 ? '' : ` Needs attention: ${attention.join(', ')}.`;
  if (!ok) return `Something is missing or not reachable: see above.${needs}`;
  return needs === '' ? 'All is well.' : `Everything is set up and reachable.${needs}`;
}
