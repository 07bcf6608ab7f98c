import { start } from '#app/start.ts';
import { answering } from './child.ts';
import { benchSettings } from './planted.ts';
import { rssMb } from './usage.ts';

/** The server process as in production, on the data folder and the two ports given as arguments. */
const [folder = '', pagesPort = '', webhooksPort = ''] = process.argv.slice(2);
const settings = { ...benchSettings(folder), DESKBELL_PORT: Number(pagesPort), DESKBELL_WEBHOOK_PORT: Number(webhooksPort) };
const app = await start(settings);

const answers = { rssMb };
export type AppServerAnswers = typeof answers;
answering(answers, async () => app[Symbol.asyncDispose]());
