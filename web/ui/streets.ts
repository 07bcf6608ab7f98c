/** An invented street plan. The same coordinates always give the same picture, and nothing is fetched. */
export interface Streets {
  readonly wide: readonly string[];
  readonly narrow: readonly string[];
  readonly water: string;
  readonly park: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

export function streets(latitude: number, longitude: number): Streets {
  const random = seeded(Math.round((latitude + 90) * 10_000) * 31 + Math.round((longitude + 180) * 10_000));
  const between = (low: number, high: number) => Math.round(low + random() * (high - low));
  const across = (step: number, lean: number) =>
    Array.from({ length: Math.ceil(360 / step) }, (_, n) => {
      const x = n * step - 60 + between(-8, 8);
      return `M${x} -10 L${x + lean} 170`;
    });
  const along = (step: number, lean: number) =>
    Array.from({ length: Math.ceil(220 / step) }, (_, n) => {
      const y = n * step - 30 + between(-6, 6);
      return `M-10 ${y} L270 ${y + lean}`;
    });
  const lean = between(-50, 50);
  const curve = between(20, 130);
  return {
    narrow: [...across(between(26, 38), lean), ...along(between(22, 32), -lean / 2)],
    wide: [
      `M-10 ${curve} C 70 ${curve - 40}, 170 ${curve + 50}, 270 ${curve - 10}`,
      `M${between(80, 180)} -10 L${between(80, 180) + lean} 170`,
    ],
    water: `M-10 ${between(120, 150)} C 60 ${between(100, 130)}, 150 ${between(140, 165)}, 270 ${between(105, 135)} V170 H-10 Z`,
    park: { x: between(10, 170), y: between(5, 60), w: between(45, 80), h: between(25, 45) },
  };
}

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
