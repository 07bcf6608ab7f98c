import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** What text is written in, and what it is written on. White fills `raised` and `theirs`. */
const INKS = ['ink', 'soft', 'brand', 'brass', 'bad', 'meta', 'seen', 'link'];
const GROUNDS = ['paper', 'card', 'raised', 'tint', 'mine', 'theirs', 'brass-tint', 'bad-tint'];
/** WCAG 2.2, success criterion 1.4.3. */
const LEAST = 4.5;

const style = readFileSync(new URL('../../web/style.css', import.meta.url), 'utf8');

function colour(name: string, theme: 'light' | 'dark'): string {
  const [, light, dark] = new RegExp(`--color-${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(style) ?? [];
  const found = theme === 'light' ? light : dark;
  if (!found) throw new Error(`style.css has no pair of colours ${name}`);
  return found;
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dim = 0, bright = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
}

describe.each(['light', 'dark'] as const)('the %s colours', (theme) => {
  it.each(INKS)('%s can be read on everything that text stands on', (ink) => {
    const hard = GROUNDS.filter((ground) => contrast(colour(ink, theme), colour(ground, theme)) < LEAST);
    expect(hard).toEqual([]);
  });
  it('what is written on a filled button can be read', () => {
    expect(contrast(colour('on-brand', theme), colour('brand', theme))).toBeGreaterThanOrEqual(LEAST);
  });
});
