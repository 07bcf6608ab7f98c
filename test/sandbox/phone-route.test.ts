import { describe, expect, it } from 'vitest';
import { controlAddress } from '#sandbox/stage/routes.ts';

const phone = { url: 'http://127.0.0.1:4001' };
const asked = (rest: string) => controlAddress(phone, `/sandbox/phones/juniper/${rest}`)?.href;

describe('the way to a simulated phone', () => {
  it('leads to the control side of its emulator', () => {
    expect(asked('chats/1/2/messages')).toBe('http://127.0.0.1:4001/control/chats/1/2/messages');
    expect(asked('media/a?size=1')).toBe('http://127.0.0.1:4001/control/media/a?size=1');
    expect(asked('chats/1/whatsapp:%2B34600000001')).toBe('http://127.0.0.1:4001/control/chats/1/whatsapp:%2B34600000001');
  });

  it.each(['../v23.0/1/messages', '%2e%2e/v23.0', '..\\v23.0', '.%2E/', 'a/../../v23.0'])('does not leave it by %s', (rest) => {
    expect(asked(rest)).toBeUndefined();
  });

  it.each(['//example.com/x', '/example.com', 'http://example.com/x', '@example.com/', '\\\\example.com'])(
    'does not lead to another host by %s',
    (rest) => {
      expect(new URL(asked(rest) ?? phone.url).host).toBe('127.0.0.1:4001');
    },
  );

  it('is not found through a whole address', () => {
    expect(controlAddress(phone, 'http://example.com/sandbox/phones/juniper/x')).toBeUndefined();
  });
});
