import { GraphError } from './errors.ts';
import type { MediaRef } from './media-shape.ts';
import type { MediaKind } from './media-types.ts';
import type {
  NewTemplate,
  SentComponent,
  SentTemplate,
  TemplateButton,
  TemplateParameter,
  TemplatePart,
} from './template-shape.ts';

/** A template with all parameters filled in. */
export interface FilledTemplate {
  readonly header?: string;
  readonly media?: { readonly kind: MediaKind; readonly ref: MediaRef };
  readonly body: string;
  readonly footer?: string;
  readonly buttons: readonly FilledButton[];
}
export interface FilledButton {
  readonly by: 'quick_reply' | 'other';
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

type Part<T extends TemplatePart['type']> = Extract<TemplatePart, { type: T }>;

/** Checks the parameters against the template, as Meta does. @throws GraphError 1320xx, 131008, 131009 */
export function fillTemplate(template: NewTemplate, sent: SentTemplate): FilledTemplate {
  const part = <T extends TemplatePart['type']>(type: T): Part<T> | undefined =>
    template.components.find((each): each is Part<T> => each.type === type);
  const given = (type: SentComponent['type']): readonly TemplateParameter[] =>
    sent.components.find((each) => each.type === type)?.parameters ?? [];

  const header = part('HEADER');
  const body = part('BODY');
  const footer = part('FOOTER');
  const media = header && header.format !== 'TEXT' ? mediaHeader(header.format, given('header')) : undefined;
  const heading = header?.format === 'TEXT' ? fill('header', header.text ?? '', given('header'), template) : undefined;
  if (!header && given('header').length > 0) throw counts('header', given('header').length, 0);

  const filled = fill('body', body?.text ?? '', given('body'), template);
  if (filled.length > 1024) throw new GraphError(132005, 'body: the filled text is longer than 1024 characters');
  const buttons = part('BUTTONS')?.buttons ?? [];
  const taps = sent.components.filter((each) => each.type === 'button');
  for (const { index } of taps) {
    if (index === undefined) throw new GraphError(131008, "Parameter template['components']['index'] is mandatory");
    if (index >= buttons.length) throw new GraphError(132018, `buttons: Button at index ${index} does not exist in the template`);
  }
  return {
    ...(heading !== undefined && { header: heading }),
    ...(media && { media }),
    body: filled,
    ...(footer && { footer: footer.text }),
    buttons: buttons.map((button, index) =>
      filledButton(
        button,
        index,
        taps.find((tap) => tap.index === index),
      ),
    ),
  };
}

const VARIABLE = /\{\{\s*([a-z0-9_]+)\s*\}\}/g;
export const variablesOf = (text: string): string[] => [...new Set([...text.matchAll(VARIABLE)].map((match) => match[1] ?? ''))];

function fill(where: string, text: string, parameters: readonly TemplateParameter[], template: NewTemplate): string {
  const wanted = variablesOf(text);
  if (parameters.length !== wanted.length) throw counts(where, parameters.length, wanted.length);
  const values = new Map<string, string>();
  for (const [index, parameter] of parameters.entries()) {
    const value = textOf(parameter);
    if (value === undefined)
      throw new GraphError(132012, `${where}: Format mismatch, expected TEXT, received ${parameter.type.toUpperCase()}`);
    if (/[\n\t]| {5,}/.test(value)) {
      throw new GraphError(132018, 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces');
    }
    const name = template.parameter_format === 'NAMED' ? nameOf(parameter) : String(index + 1);
    if (name === undefined || !wanted.includes(name)) {
      throw new GraphError(132012, `${where}: Parameter name is missing or not in the template`);
    }
    values.set(name, value);
  }
  return text.replace(VARIABLE, (_, name: string) => values.get(name) ?? '');
}

function textOf(parameter: TemplateParameter): string | undefined {
  if (parameter.type === 'text') return parameter.text;
  if (parameter.type === 'currency') return parameter.currency.fallback_value;
  return parameter.type === 'date_time' ? parameter.date_time.fallback_value : undefined;
}
const nameOf = (parameter: TemplateParameter): string | undefined =>
  'parameter_name' in parameter ? parameter.parameter_name : undefined;

function mediaHeader(format: string, parameters: readonly TemplateParameter[]): FilledTemplate['media'] {
  const [first] = parameters;
  const mismatch = new GraphError(
    132012,
    `header: Format mismatch, expected ${format}, received ${first?.type.toUpperCase() ?? 'UNKNOWN'}`,
  );
  if (!first || first.type.toUpperCase() !== format) throw mismatch;
  if (first.type === 'image') return { kind: 'image', ref: first.image };
  if (first.type === 'video') return { kind: 'video', ref: first.video };
  return first.type === 'document' ? { kind: 'document', ref: first.document } : undefined;
}

function filledButton(button: TemplateButton, index: number, tap: SentComponent | undefined): FilledButton {
  const [parameter] = tap?.parameters ?? [];
  const title = 'text' in button && typeof button.text === 'string' ? button.text : button.type;
  if (tap?.sub_type !== undefined && tap.sub_type.toUpperCase() !== button.type) {
    throw new GraphError(132018, `buttons: Button at index ${index} is of type ${button.type}`);
  }
  if (button.type === 'QUICK_REPLY') {
    const payload = parameter?.type === 'payload' ? parameter.payload : undefined;
    return { by: 'quick_reply', id: payload ?? title, title };
  }
  if (button.type === 'URL') {
    const variable = variablesOf(button.url).length > 0;
    const suffix = parameter?.type === 'text' ? parameter.text : undefined;
    if (variable && suffix === undefined) {
      throw new GraphError(131008, `buttons: Button at index ${index} of type Url requires a parameter`);
    }
    if (!variable && suffix !== undefined) throw counts(`buttons: Button at index ${index}`, 1, 0);
    return { by: 'other', id: `url:${index}`, title, description: button.url.replace(VARIABLE, () => suffix ?? '') };
  }
  return { by: 'other', id: `${button.type.toLowerCase()}:${index}`, title };
}

const counts = (where: string, given: number, wanted: number): GraphError =>
  new GraphError(
    132000,
    `${where}: number of localizable_params (${given}) does not match the expected number of params (${wanted})`,
  );
