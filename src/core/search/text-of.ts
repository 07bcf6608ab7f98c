import type { InboundContent, OutboundContent } from '#contracts/content.ts';

/** What can be found of a message: the words that people see of it. */
export function textOf(content: InboundContent | OutboundContent): string {
  switch (content.kind) {
    case 'text':
    case 'buttons':
    case 'list':
    case 'flow':
      return content.body;
    case 'choice':
      return content.title;
    case 'media':
      return joined(content.caption, content.fileName);
    case 'location':
      return joined(content.name, content.address);
    case 'contacts':
      return joined(...content.contacts.flatMap(({ name, phones, emails }) => [name, ...phones, ...emails]));
    case 'template':
      return joined(...content.body);
    case 'order':
      return content.note ?? '';
    case 'system':
      return content.body ?? '';
    case 'reaction':
    case 'flow_answer':
    case 'unrecognised':
      return '';
  }
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join(' · ');
}
