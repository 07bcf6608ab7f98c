const MORE = '…';

/** Shortens text to `max` UTF-16 code units without splitting a character. Shortened text ends with "…". */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return max < 1 ? '' : whole(text, max - 1).trimEnd() + MORE;
}

/** Like `cut`, but cuts at the end of a paragraph, line, sentence or word if that keeps at least half. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = whole(text, max - 1);
  for (const [mark, length] of [
    ['\n\n', 0],
    ['\n', 0],
    ['. ', 1],
    [' ', 0],
  ] as const) {
    const end = head.lastIndexOf(mark);
    if (end >= max / 2) return head.slice(0, end + length).trimEnd() + MORE;
  }
  return cut(text, max);
}

/** Joins lines and collapses spaces, because titles and descriptions may not contain a line break. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

function whole(text: string, end: number): string {
  const last = text.charCodeAt(end - 1);
  const splits = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splits ? end - 1 : end);
}
