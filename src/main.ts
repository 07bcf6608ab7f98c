// Starts Deskbell with its settings, without the sandbox.
import { loadSettings } from '#config/load.ts';
import { sentence } from '#app/sentence.ts';
import { firstOperatorLink } from '#app/first-operator.ts';
import { start } from '#app/start.ts';
import { stopSignal } from '#app/stop-signal.ts';

async function main(): Promise<void> {
  const settings = loadSettings();
  const stopping = stopSignal(settings.DESKBELL_STOP_DELAY_MS);
  await using app = await start(settings);
  const served = app.pagesUrl === '' ? [] : [`pages ${app.pagesUrl}`, `webhooks ${app.webhooksUrl}`];
  process.stdout.write(`Deskbell is running: ${[...served, `health ${app.healthUrl}`].join(' · ')}\n`);
  const link = await firstOperatorLink(app.container);
  if (link !== undefined)
    process.stdout.write(`Nobody can sign in yet. Open this link within a day to become the operator:\n${link}\n`);
  await stopping;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${sentence(error)}\n`);
    process.exit(1);
  },
);
