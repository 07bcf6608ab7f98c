// Starts Deskbell on its settings, without the sandbox.
import { loadSettings } from '#config/load.ts';
import { sentence } from '#app/sentence.ts';
import { start } from '#app/start.ts';
import { stopSignal } from '#app/stop-signal.ts';

async function main(): Promise<void> {
  const settings = loadSettings();
  const stopping = stopSignal();
  await using app = await start(settings);
  process.stdout.write(`Deskbell is running. Pages ${app.pagesUrl} · webhooks ${app.webhooksUrl}\n`);
  await stopping;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${sentence(error)}\n`);
    process.exit(1);
  },
);
