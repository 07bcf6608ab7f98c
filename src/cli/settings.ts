import { type Described, describedSettings } from '#config/described.ts';
import { judged, said } from '#config/load.ts';
import { Failed } from './endings.ts';

/** Every setting with its present value, and everything that is wrong at once; or the page of the documentation. */
export function settings(options: { readonly markdown?: boolean }): void {
  if (options.markdown) {
    process.stdout.write(settingsPage());
    return;
  }
  const environment = said();
  const { wrong } = judged(environment);
  const known = describedSettings();
  const width = Math.max(...known.map(({ name }) => name.length));
  for (const setting of known)
    process.stdout.write(`${setting.name.padEnd(width)}  ${present(setting, environment[setting.name])}\n`);
  if (wrong.length === 0) return;
  process.stderr.write(`\nThese settings are wrong:\n${wrong.map(({ name, why }) => `  ${name}: ${why}\n`).join('')}`);
  throw new Failed();
}

function present({ name, usual, secret }: Described, value: string | undefined): string {
  if (value === undefined) return usual ?? '(not set)';
  const shown = secret ? '***' : name.endsWith('_URL') ? masked(value) : value;
  return `${shown}  (set${usual === undefined ? '' : `; default ${usual}`})`;
}

/** Addresses carry names and passwords, before the host or behind the question mark. In doubt it hides too much. */
export function masked(addresses: string): string {
  return addresses
    .split(/,(?=[a-z+]+:\/\/)/)
    .map((one) => one.replace(/^([a-z+]+:\/\/)?.*@/s, '$1***@').replaceAll(SECRET_PARAMETER, '$1***'))
    .join(',');
}

const SECRET_PARAMETER = /([?&][^=&]*(?:pass|token|secret|key|propert)[^=&]*=)[^&]*/gi;

/** docs/settings.md, whole. */
export function settingsPage(): string {
  const rows = describedSettings().map(
    ({ name, usual, must, sentence }) => `| \`${name}\` | ${code(usual)} | ${inCells(must)} | ${inCells(sentence)} |`,
  );
  return `# Settings

Environment variables, read in \`config/\` and nowhere else. An empty one says nothing. One that begins with \`DESKBELL_\` and is not listed
here is refused, so that a misspelt one is noticed; whatever is wrong is said at once. \`npx deskbell settings\` shows what is set.

This page is written by \`npm run --silent deskbell -- settings --markdown > docs/settings.md\`.

| setting | default | must | |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function code(text: string | undefined): string {
  return text === undefined ? '' : `\`${text}\``;
}

function inCells(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}
