import type { InboundContent, OutboundContent } from '#contracts/content.ts';

const SHORT = 120;
/** Longest part of a text that is examined; a hostile text can have megabytes. */
const LOOKED_AT = 1_000;

/** A message as one short line, for lists. A kind without text is named in brackets. */
export function preview(content: InboundContent | OutboundContent): string {
  const line = words(content).slice(0, LOOKED_AT).replace(/\s+/gu, ' ').trim();
  return Array.from(line).slice(0, SHORT).join('');
}

function words(content: InboundContent | OutboundContent): string {
  switch (content.kind) {
    case 'text':
    case 'buttons':
    case 'list':
    case 'flow':
      return content.body;
    case 'choice':
      return content.title;
    case 'media':
      return `[${content.media}] ${content.caption ?? content.fileName ?? ''}`;
    case 'location':
      return `[location] ${content.name ?? content.address ?? ''}`;
    case 'contacts':
      return `[contact] ${content.contacts.map((contact) => contact.name).join(', ')}`;
    case 'reaction':
      return content.emoji ?? '[reaction removed]';
    case 'template':
      return `[template] ${content.name}`;
    case 'order':
      return `[order] ${content.note ?? ''}`;
    case 'system':
      return content.body ?? `[${content.change}]`;
    case 'flow_answer':
      return '[form]';
    case 'unrecognised':
      return `[${content.type}]`;
  }
}
