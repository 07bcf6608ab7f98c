import type { Said } from '#sandbox/shared/phone.ts';
import { digitsOf, seconds, waId } from './changes.ts';

/** The `messages[]` entry for a customer's action (reference sheet §10.4). `address` makes a short-lived URL for media. */
export function inboundMessage(said: Said, address: (mediaId: string) => string): Readonly<Record<string, unknown>> {
  const { customer, id, at } = said;
  const number = waId(customer);
  return {
    ...contextOf(said),
    ...(number !== undefined && { from: number }),
    from_user_id: customer.userId,
    id,
    timestamp: seconds(at),
    ...bodyOf(said, address),
  };
}

/** A reaction names its target itself. */
function contextOf({ to, business, customer, says }: Said): Readonly<Record<string, unknown>> {
  if (!to || says.kind === 'reaction') return {};
  const from = to.sender === 'business' ? digitsOf(business.number) : waId(customer);
  return { context: { ...(from !== undefined && { from }), id: to.id } };
}

function bodyOf({ says, media, choice }: Said, address: (mediaId: string) => string): Readonly<Record<string, unknown>> {
  switch (says.kind) {
    case 'text':
      return { text: { body: says.body }, type: 'text' };
    case 'location': {
      const { latitude, longitude, name, address: street } = says;
      return {
        location: { ...(street !== undefined && { address: street }), latitude, longitude, ...(name !== undefined && { name }) },
        type: 'location',
      };
    }
    case 'contacts':
      return { type: 'contacts', contacts: says.contacts.map(sharedContact) };
    case 'reaction':
      return { type: 'reaction', reaction: { message_id: says.message, ...(says.emoji !== undefined && { emoji: says.emoji }) } };
    case 'choice': {
      if (!choice) return { type: 'unsupported' };
      const { id, title, description } = choice;
      if (choice.by === 'template') return { type: 'button', button: { payload: id, text: title } };
      if (choice.by === 'button')
        return { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id, title } } };
      const row = { id, title, ...(description !== undefined && { description }) };
      return { type: 'interactive', interactive: { type: 'list_reply', list_reply: row } };
    }
    case 'media': {
      if (!media) return { type: 'unsupported' };
      const about = {
        ...(says.caption !== undefined && { caption: says.caption }),
        ...(says.media === 'document' && says.fileName !== undefined && { filename: says.fileName }),
        mime_type: media.mimeType,
        // Base64 here; hex in the metadata of the media id.
        sha256: Buffer.from(media.sha256, 'hex').toString('base64'),
        id: media.id,
        url: address(media.id),
        ...(says.media === 'audio' && { voice: media.mimeType.startsWith('audio/ogg') }),
        ...(says.media === 'sticker' && { animated: false }),
      };
      return { type: says.media, [says.media]: about };
    }
  }
}

function sharedContact({ name, phone }: { readonly name: string; readonly phone: string }): Readonly<Record<string, unknown>> {
  const [first, ...rest] = name.split(' ');
  return {
    name: { first_name: first, ...(rest.length > 0 && { last_name: rest.join(' ') }), formatted_name: name },
    phones: [{ phone, wa_id: digitsOf(phone), type: 'CELL' }],
  };
}
