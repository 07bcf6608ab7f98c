import type { Outbound } from '#contracts/channel.ts';
import type { OutboundContent } from '#contracts/content.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import type { Identities } from '#contracts/inbound.ts';
import { NAME } from './name.ts';

type Body = Readonly<Record<string, unknown>>;
type Content<K extends OutboundContent['kind']> = Extract<OutboundContent, { kind: K }>;

/** The body of `POST /{phone number id}/messages`. */
export function messageOf({ messageId, to, content, replyTo }: Outbound): Body {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...recipient(to),
    ...(replyTo !== undefined && { context: { message_id: replyTo } }),
    // Returned in every status of this message, to every subscribed app. So it holds our id and nothing else.
    biz_opaque_callback_data: messageId,
    ...bodyOf(content),
  };
}

/** Marks a message and those before it as read. Shows "typing" until we answer, at most 25 seconds. */
export function readReceipt(providerMessageId: string): Body {
  return { messaging_product: 'whatsapp', status: 'read', message_id: providerMessageId, typing_indicator: { type: 'text' } };
}

/** A phone number needs its `+`, or Meta may add our own country code. Meta silently ignores a user id in `to`. */
function recipient({ phone, userId, providerId }: Identities): Body {
  if (phone !== undefined) return { to: phone };
  if (userId !== undefined) return { recipient: userId };
  if (providerId !== undefined) return { to: providerId };
  throw new AdapterFailure(NAME, 'rejected', 'the recipient has no phone number and no user id');
}

function bodyOf(content: OutboundContent): Body {
  switch (content.kind) {
    case 'text':
      return { type: 'text', text: { body: content.body } };
    case 'media':
      return media(content);
    case 'location': {
      const { latitude, longitude, name, address } = content;
      return { type: 'location', location: { latitude, longitude, ...(name && { name }), ...(address && { address }) } };
    }
    case 'contacts':
      return { type: 'contacts', contacts: content.contacts.map(contact) };
    case 'reaction':
      return { type: 'reaction', reaction: { message_id: content.to, emoji: content.emoji ?? '' } };
    case 'buttons':
      return interactive('button', content, {
        buttons: content.buttons.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })),
      });
    case 'list':
      return interactive('list', content, { button: content.button, sections: content.sections });
    case 'template':
      return { type: 'template', template: template(content) };
    case 'flow':
      return interactive('flow', content, { name: 'flow', parameters: flow(content) });
  }
}

function media({ media: type, link, caption, fileName }: Content<'media'>): Body {
  if (caption !== undefined && (type === 'audio' || type === 'sticker')) {
    throw new AdapterFailure(NAME, 'unsupported', `WhatsApp shows no caption under ${type === 'audio' ? 'audio' : 'a sticker'}`);
  }
  return {
    type,
    [type]: { link, ...(caption !== undefined && { caption }), ...(type === 'document' && fileName && { filename: fileName }) },
  };
}

/** Meta requires one part of the name besides the formatted name. */
function contact({ name, phones, emails, organization }: Content<'contacts'>['contacts'][number]): Body {
  return {
    name: { formatted_name: name, first_name: name },
    ...(phones.length > 0 && { phones: phones.map((phone) => ({ phone })) }),
    ...(emails.length > 0 && { emails: emails.map((email) => ({ email })) }),
    ...(organization && { org: { company: organization } }),
  };
}

function interactive(
  type: 'button' | 'list' | 'flow',
  { body, header, footer }: { readonly body: string; readonly header?: string; readonly footer?: string },
  action: Body,
): Body {
  return {
    type: 'interactive',
    interactive: {
      type,
      ...(header && { header: { type: 'text', text: header } }),
      body: { text: body },
      ...(footer && { footer: { text: footer } }),
      action,
    },
  };
}

function template({ name, language, header, body, buttons }: Content<'template'>): Body {
  const components: Body[] = [];
  if (header) components.push({ type: 'header', parameters: [headerParameter(header)] });
  if (body.length > 0) components.push({ type: 'body', parameters: body.map((text) => ({ type: 'text', text })) });
  for (const button of buttons) {
    const parameter =
      button.type === 'url' ? { type: 'text', text: button.suffix } : { type: 'payload', payload: button.payload };
    components.push({ type: 'button', sub_type: button.type, index: String(button.index), parameters: [parameter] });
  }
  return { name, language: { code: language }, ...(components.length > 0 && { components }) };
}

function headerParameter(header: NonNullable<Content<'template'>['header']>): Body {
  return 'image' in header ? { type: 'image', image: { link: header.image } } : { type: 'text', text: header.text };
}

/** Without a first screen the Flow asks our endpoint for it. `data` is only allowed with a screen and must not be empty. */
function flow({ flowId, button, token, screen, data }: Content<'flow'>): Body {
  const filled = data !== undefined && Object.keys(data).length > 0;
  return {
    flow_message_version: '3',
    flow_id: flowId,
    flow_cta: button,
    flow_token: token,
    flow_action: screen === undefined ? 'data_exchange' : 'navigate',
    ...(screen !== undefined && { flow_action_payload: { screen, ...(filled && { data }) } }),
  };
}
