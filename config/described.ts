import { z } from 'zod';
import { settingsShape } from './schema.ts';

export interface Described {
  readonly name: string;
  /** As one would write it into the environment; nothing where the sentence says what stands in. */
  readonly usual: string | undefined;
  /** What it must be; empty for any text. */
  readonly must: string;
  readonly sentence: string;
  /** Its value is shown to nobody. */
  readonly secret: boolean;
}

/** Every setting in words, out of the schema itself. */
export function describedSettings(): readonly Described[] {
  return Object.entries(settingsShape.shape).map(([name, shape]) => {
    const { default: usual, description = '', secret } = z.toJSONSchema(shape, { io: 'input' });
    return {
      name,
      usual: usual === undefined ? undefined : z.coerce.string().parse(usual),
      must: must(shape),
      sentence: description,
      secret: secret === true,
    };
  });
}

/** No setting but free text may be this: the refusal says what it must be. */
function must(shape: z.ZodType): string {
  return (shape.safeParse('?').error?.issues[0]?.message ?? '').replace(/^must /, '');
}
