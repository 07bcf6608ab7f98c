import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metaBody, messagesChange, textChange } from '#test/http/bodies.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { type Ran, deskbell } from './run.ts';

const FIELDS = {
  MessageSid: `SM${'1'.repeat(32)}`,
  AccountSid: `AC${'2'.repeat(32)}`,
  From: 'whatsapp:+34600000001',
  To: 'whatsapp:+34910000042',
  Body: 'hola & adiós',
  ProfileName: 'Ana',
};

/** Nothing but lines of JSON is on stdout: it can be piped on. */
function linesOf({ stdout }: Ran): readonly Record<string, unknown>[] {
  expect(stdout === '' || stdout.endsWith('\n')).toBe(true);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('deskbell normalize', () => {
  it('shows what Deskbell makes of a webhook of Meta, one line per event', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'body.json');
    await writeFile(
      file,
      metaBody(textChange({ id: 'wamid.1', body: 'hi' }), textChange({ id: 'wamid.2', body: 'there' }, '999')),
    );
    const ran = await deskbell(['normalize', 'meta-cloud', file]);

    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(linesOf(ran)).toMatchObject([
      { sender: '106540352240001', event: { kind: 'message', content: { kind: 'text', body: 'hi' } } },
      { sender: '999', event: { kind: 'message', providerMessageId: 'wamid.2' } },
    ]);
    expect(ran.stdout).not.toContain('"raw"');
  });

  it.each([
    ['a form', new URLSearchParams(FIELDS).toString()],
    ['JSON', JSON.stringify(FIELDS)],
  ])('reads a webhook of Twilio from standard input, as %s', async (_, input) => {
    const ran = await deskbell(['normalize', 'twilio', '-'], { input });
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(linesOf(ran)).toMatchObject([
      {
        sender: 'whatsapp:+34910000042',
        event: { kind: 'message', from: { phone: '+34600000001' }, content: { kind: 'text', body: 'hola & adiós' } },
      },
    ]);
  });

  it('shows the raw form of what it does not recognise', async () => {
    const strange = { id: 'wamid.3', timestamp: '1780000000', type: 'hologram', hologram: { of: 'Leia' } };
    const ran = await deskbell(['normalize', 'meta-cloud', '-', '--json'], { input: metaBody(messagesChange([strange])) });
    expect(ran.code).toBe(0);
    const [line] = linesOf(ran);
    expect(line).toMatchObject({ event: { content: { kind: 'unrecognised' } } });
    expect(JSON.stringify(line?.['raw'])).toContain('"of":"Leia"');
  });

  it('writes all of a long webhook, also into a pipe that ends early', async () => {
    const many = Array.from({ length: 3000 }, (_, n) => textChange({ id: `wamid.${n}`, body: 'x'.repeat(200), name: `N ${n}` }));
    const ran = await deskbell(['normalize', 'meta-cloud', '-'], { input: metaBody(...many) });
    expect(linesOf(ran)).toHaveLength(3000);

    const cut = await deskbell(['normalize', 'meta-cloud', '-'], { input: metaBody(...many), hangUp: true });
    expect(cut.stderr).not.toMatch(/^\s+at /m);
  });

  it.each(['{"entry":[', '42', '', 'not a webhook'])('ends with 1 and a sentence on a body like %j', async (input) => {
    for (const channel of ['meta-cloud', 'twilio']) {
      const ran = await deskbell(['normalize', channel, '-'], { input });
      expect([channel, ran.code, ran.stdout]).toEqual([channel, 1, '']);
      expect(ran.stderr).toMatch(/^[^\n]+\n$/);
    }
  });

  it.each([
    [['normalize', 'pigeon', '-'], /"pigeon".*meta-cloud or twilio/],
    [['normalize', 'constructor', '-'], /"constructor"/],
    [['normalize', 'twilio', '/nowhere/at/all.txt'], /Cannot read the file \/nowhere\/at\/all\.txt\./],
    [['normalize', 'twilio'], /missing required argument 'file'/],
  ] as const)('(%j) is a wrong use and ends with 2', async (args, said) => {
    const ran = await deskbell(args);
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(said);
    expect(ran.stderr).not.toMatch(/^\s+at /m);
  });
});
