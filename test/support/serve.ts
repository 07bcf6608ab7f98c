// `node test/support/serve.ts` starts MongoDB and NATS as the tests do, and prints the settings to use them.
import { findProduction } from './production.ts';

const production = await findProduction();
if ('reason' in production) {
  process.stderr.write(`${production.reason}\n`);
  process.exit(1);
}
process.stdout.write(`# ${production.name}; Ctrl+C ends them, and what they keep is gone\n`);
process.stdout.write(`export DESKBELL_MONGODB_URL='${production.mongo.url}'\nexport DESKBELL_NATS_URL='${production.natsUrl}'\n`);
const stop = () => void production[Symbol.asyncDispose]().then(() => process.exit(0));
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
