import { runningOn } from '#app/running.ts';
import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { REPORT } from '#app/tokens.ts';
import type { DoctorReport } from '#app/report.ts';
import type { Settings } from '#config/schema.ts';
import { Failed } from './endings.ts';
import { installation } from './installation.ts';

/** Asks the app that runs on this data; when none does, opens the data itself and looks. */
export async function doctor(options: { readonly json?: boolean; readonly data?: string }): Promise<void> {
  const settings = installation(options.data);
  const live = await askRunning(settings);
  const report = live ?? (await lookOurselves(settings));
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ running: live !== undefined, ...report }, null, 2)}\n`
      : asText(report, live !== undefined),
  );
  if (!report.ok) throw new Failed();
}

async function askRunning(settings: Settings): Promise<DoctorReport | undefined> {
  // Instances on servers say nothing in a folder; who says so there is another desk.
  if (settings.DESKBELL_MONGODB_URL !== undefined) return undefined;
  const running = await runningOn(settings.DESKBELL_DATA);
  if (!running) return undefined;
  const answer = await fetch(`${running.pagesUrl}/api/doctor`, { signal: AbortSignal.timeout(15_000) }).catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as DoctorReport) : undefined;
}

async function lookOurselves(settings: Settings): Promise<DoctorReport> {
  await using opened = new AsyncDisposableStack();
  const container = await open(settings, {}, opened);
  return await resolve(container, REPORT)();
}

function countsAsText(counts: Readonly<Record<string, number>>): string {
  const said = Object.entries(counts).map(([what, times]) => `${times} ${what}`);
  return said.length === 0 ? 'nothing yet' : said.join(', ');
}

function asText(report: DoctorReport, live: boolean): string {
  const lines = [
    `Deskbell ${live ? 'is running' : 'is not running; this is what its data say'}. Node ${report.node}, time zone data ${report.timeZoneData}.`,
    `Data in ${report.data}.`,
    ...report.tenants.flatMap((tenant) => [
      `Tenant ${tenant.tenant}: ${tenant.missing.length === 0 ? 'complete' : `missing ${tenant.missing.join(', ')}`}; ${tenant.unsettledSends} unsettled sends.`,
      ...tenant.senders.map(
        (sender) =>
          `  ${sender.channel}: ${sender.health.reachable ? 'reachable' : 'NOT reachable'}, breaker ${sender.breaker}. ${sender.health.detail}`,
      ),
      `  Today: ${countsAsText(tenant.today)}. Audit: ${tenant.audited} entries. No CRM is connected.`,
    ]),
    ...(report.tenants.length === 0 ? ['No tenant yet.'] : []),
    ...Object.entries(report.consumers).map(
      ([name, { waiting, parked }]) => `Consumer ${name}: ${waiting} waiting, ${parked} parked.`,
    ),
    report.ok ? 'All is well.' : 'Something is missing or out of reach: see above.',
  ];
  return `${lines.join('\n')}\n`;
}
