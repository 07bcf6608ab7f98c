import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsFrom } from '#config/load.ts';
import { pinoLog } from '#app/pino-log.ts';
import { type Stage, openStage } from './stage.ts';

export interface TemporaryOptions {
  /** Stores the data here instead of in a temporary folder. */
  readonly folder?: string | undefined;
  readonly settings?: Readonly<Record<string, string>>;
}

/** A sandbox on free ports, for the demo and for tests. `await using` closes it and deletes its folder. */
export async function temporaryStage(options: TemporaryOptions = {}): Promise<Stage & { readonly folder: string }> {
  await using opened = new AsyncDisposableStack();
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'deskbell-')));
  if (options.folder === undefined) opened.defer(() => rm(folder, { recursive: true, force: true }));
  const settings = settingsFrom({
    DESKBELL_LOG_LEVEL: 'error',
    DESKBELL_PORT: '0',
    DESKBELL_WEBHOOK_PORT: '0',
    ...options.settings,
    DESKBELL_DATA: folder,
  });
  const log = pinoLog(settings.DESKBELL_LOG_LEVEL);
  const stage = opened.use(await openStage({ settings, metaPort: 0, twilioPort: 0, log, checkAnswers: true }));
  const closing = opened.move();
  return { ...stage, folder, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}
