import type { Command } from 'commander';
import { resolve } from '#app/token.ts';
import { WORLD } from '#app/tokens.ts';
import type { AppWorld } from '#app/world.ts';
import { WrongUse } from '#app/wrong-use.ts';
import type { Verb, VerbOptions } from '#contracts/subject.ts';
import { DATA } from './data-option.ts';
import { Failed } from './endings.ts';
import { installation } from './installation.ts';
import { telling } from './telling.ts';

/** Adds a command that a subject brings. It gets `--data` besides its own options. Without `--json`, its result names the data first. */
export function addVerb(program: Command, verb: Verb<AppWorld>): void {
  const [group, name] = verb.words;
  const parent = program.commands.find((one) => one.name() === group) ?? program.command(group).description(verb.group);
  const command = parent.command(name).description(verb.description);
  for (const { flags, description } of verb.options) command.option(flags, description);
  command.option('--data <dir>', DATA).action((options: VerbOptions) => runVerb(verb, options));
}

async function runVerb(verb: Verb<AppWorld>, options: VerbOptions): Promise<void> {
  // Loaded when it is needed: `--help` needs no app.
  const { open } = await import('#app/start.ts');
  await using opened = new AsyncDisposableStack();
  const data = options['data'];
  const settings = installation(data === true ? undefined : data);
  const container = await open(settings, {}, opened);
  const write = options['json'] === true || verb.onlyJson ? (text: string) => void process.stdout.write(text) : telling(settings);
  const end = await verb.run(resolve(container, WORLD), options, (line) => write(`${line}\n`));
  if (end.kind === 'wrong_use') throw new WrongUse(end.sentence);
  if (end.kind === 'failed') throw new Failed();
}
