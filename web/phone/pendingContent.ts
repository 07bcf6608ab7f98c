import type { Bubble, PhoneSays } from '#contracts/api/phone.ts';

/** How something said looks before the emulator shows it; `undefined` for what has no bubble of its own. */
export function pendingContent(says: PhoneSays, known: readonly Bubble[]): Bubble['content'] | undefined {
  if (says.kind === 'reaction') return undefined;
  if (says.kind === 'choice') {
    const asked = known.find((bubble) => bubble.id === says.message);
    const chosen = asked && offers(asked).find((offer) => offer.id === says.choice);
    return { kind: 'choice', id: says.choice, title: chosen?.title ?? says.choice, description: chosen?.description };
  }
  if (says.kind !== 'media') return says;
  const { base64, ...rest } = says;
  // The pages' policy plays nothing from `data:`; a picture may be shown so, everything else stands as a file until it is there.
  const media = says.media === 'image' ? 'image' : 'document';
  return { ...rest, media, src: `data:${says.mimeType};base64,${base64}`, size: Math.floor((base64.length * 3) / 4) };
}

/** What can be tapped on a message. */
export function offers({ content }: Bubble): readonly { id: string; title: string; description?: string }[] {
  if (content.kind === 'buttons') return content.buttons;
  return content.kind === 'list' ? content.sections.flatMap((section) => section.rows) : [];
}
