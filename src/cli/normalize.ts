import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { channels } from '#adapters/catalog.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { Failed } from './endings.ts';

/** Prints one JSON line per event, with the sender it belongs to. An unrecognised event also has its raw form. */
export async function normalize(channelName: string, file: string): Promise<void> {
  const load = Object.hasOwn(channels, channelName) ? channels[channelName] : undefined;
  if (!load) throw new WrongUse(`There is no channel "${channelName}": use ${Object.keys(channels).join(' or ')}.`);
  const body = await bodyOf(file);
  const channel = await load();
  let lines = 0;
  try {
    for (const part of channel.read(body, Date.now())) {
      const plain = part.events.length > 0 && !part.events.some(isUnrecognised);
      for (const event of part.events.length > 0 ? part.events : [undefined]) {
        const raw = plain ? {} : { raw: JSON.parse(part.raw) as unknown };
        process.stdout.write(`${JSON.stringify({ sender: part.address, event, ...raw })}\n`);
        lines += 1;
      }
    }
  } catch (error) {
    if (!(error instanceof AdapterFailure)) throw error;
    process.stderr.write(`${error.message}\n`);
    throw new Failed();
  }
  if (lines === 0) process.stderr.write('The body is valid and contains no events.\n');
}

function isUnrecognised(event: InboundEvent): boolean {
  return event.kind === 'unrecognised' || (event.kind === 'message' && event.content.kind === 'unrecognised');
}

async function bodyOf(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  return readFile(file, 'utf8').catch(() => {
    throw new WrongUse(`Cannot read the file ${file}.`);
  });
}
