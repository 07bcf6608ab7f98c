import { z } from 'zod';
import { settingsShape } from './schema.ts';

export interface Described {
  readonly name: string;
  /** The default as written in the environment; `undefined` if there is none or the sentence explains it. */
  readonly usual: string | undefined;
  /** The valid values; empty if any text is valid. */
  readonly must: string;
  readonly sentence: string;
  /** Whether its value is never shown. */
  readonly secret: boolean;
}

/** Describes every setting, from the schema. */
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

/** `?` is not valid for any setting but free text, so its error says what is. */
function must(shape: z.ZodType): string {
  return (shape.safeParse('?').error?.issues[0]?.message ?? '').replace(/^must /, '');
}
