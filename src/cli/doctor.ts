import { runningOn } from '#app/running.ts';
import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { REPORT } from '#app/tokens.ts';
import type { DoctorReport } from '#app/report.ts';
import type { Settings } from '#config/schema.ts';
import { doctorText } from './doctor-text.ts';
import { Failed } from './endings.ts';
import { installation } from './installation.ts';

/** Asks the app that runs on this data; when none runs, opens the data itself. */
export async function doctor(options: { readonly json?: boolean; readonly data?: string }): Promise<void> {
  const settings = installation(options.data);
  const running = await askRunning(settings);
  const report = running ?? (await lookOurselves(settings));
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ running: running !== undefined, ...report }, null, 2)}\n`
      : doctorText(report, running !== undefined),
  );
  if (!report.ok) throw new Failed();
}

async function askRunning(settings: Settings): Promise<DoctorReport | undefined> {
  // Instances on MongoDB write no running.json. One in the folder belongs to another desk.
  if (settings.DESKBELL_MONGODB_URL !== undefined) return undefined;
  const running = await runningOn(settings.DESKBELL_DATA);
  if (!running) return undefined;
  const headers = { authorization: `Bearer ${running.key}` };
  const asked = fetch(`${running.pagesUrl}/api/admin/doctor`, { headers, signal: AbortSignal.timeout(15_000) });
  const answer = await asked.catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as DoctorReport) : undefined;
}

async function lookOurselves(settings: Settings): Promise<DoctorReport> {
  await using opened = new AsyncDisposableStack();
  const container = await open(settings, {}, opened);
  return await resolve(container, REPORT)();
}
