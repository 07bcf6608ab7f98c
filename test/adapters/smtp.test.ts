import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { noMailer, smtpMailer } from '#adapters/smtp/index.ts';
import { MailFailure } from '#contracts/mailer.ts';

const mail = { to: 'ada@salon.example', subject: 'Your invitation ✂', text: 'Open this:\nhttps://desk.example/join#token' };

/** Speaks SMTP as far as RFC 5321 needs it for one mail. `refuses`: the command that is refused. */
async function smtpServer(refuses = '') {
  const heard: string[] = [];
  const server = createServer((socket: Socket) => {
    let inData = false;
    socket.on('error', () => {});
    socket.write('220 test\r\n');
    let rest = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        heard.push(line);
        if (inData && line !== '.') continue;
        const command = inData ? '.' : (line.split(/[ :]/)[0]?.toUpperCase() ?? '');
        inData = command === 'DATA';
        if (command === refuses) socket.write('550 no\r\n');
        else socket.write(command === 'DATA' ? '354 go on\r\n' : command === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    heard,
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => void server.close(() => closed())),
  };
}

describe('smtp as a mailer', () => {
  it('sends one mail to one person', async () => {
    await using server = await smtpServer();
    await smtpMailer({ url: server.url, from: 'Deskbell <desk@example.com>' }).send(mail);
    expect(server.heard).toContain('MAIL FROM:<desk@example.com>');
    expect(server.heard.filter((line) => line.startsWith('RCPT'))).toEqual(['RCPT TO:<ada@salon.example>']);
    expect(server.heard).toContain('https://desk.example/join#token');
  });

  it('sends to one address, whatever stands in it', async () => {
    await using server = await smtpServer();
    const send = smtpMailer({ url: server.url, from: 'desk@example.com' }).send({
      ...mail,
      to: 'ada@salon.example, eve@x.example',
    });
    await send.catch(() => undefined);
    expect(server.heard.filter((line) => line.startsWith('RCPT') && line.includes('<eve@x.example>'))).toEqual([]);
  });

  it.each(['RCPT', '.'])('says that a mail was refused at %s, without its address', async (command) => {
    await using server = await smtpServer(command);
    const sent = smtpMailer({ url: server.url, from: 'desk@example.com' }).send(mail);
    await expect(sent).rejects.toThrow(MailFailure);
    await expect(sent).rejects.not.toThrow(/ada@/);
  });

  it('does not send in the clear to another machine', async () => {
    const sent = smtpMailer({ url: 'smtp://mail.invalid:25', from: 'desk@example.com' }).send(mail);
    await expect(sent).rejects.toThrow(MailFailure);
  });

  it('without a server says so', async () => {
    await expect(noMailer.send(mail)).rejects.toThrow(MailFailure);
  });
});
