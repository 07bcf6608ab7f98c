import type { Bubble, PhoneSays } from '#contracts/api/phone.ts';

/** The bubble shown for a message until the emulator confirms it; `undefined` for a reaction, which has none. */
export function pendingContent(says: PhoneSays, known: readonly Bubble[]): Bubble['content'] | undefined {
  if (says.kind === 'reaction') return undefined;
  if (says.kind === 'choice') {
    const asked = known.find((bubble) => bubble.id === says.message);
    const chosen = asked && offers(asked).find((offer) => offer.id === says.choice);
    return { kind: 'choice', id: says.choice, title: chosen?.title ?? says.choice, description: chosen?.description };
  }
  if (says.kind !== 'media') return says;
  const { base64, ...rest } = says;
  // The content security policy allows pictures from `data:`, but no sound or video: those are shown as a file for now.
  const media = says.media === 'image' ? 'image' : 'document';
  return { ...rest, media, src: `data:${says.mimeType};base64,${base64}`, size: Math.floor((base64.length * 3) / 4) };
}

/** The buttons or rows that a message offers. */
export function offers({ content }: Bubble): readonly { id: string; title: string; description?: string }[] {
  if (content.kind === 'buttons') return content.buttons;
  return content.kind === 'list' ? content.sections.flatMap((section) => section.rows) : [];
}
