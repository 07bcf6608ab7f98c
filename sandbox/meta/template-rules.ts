import { GraphError } from './errors.ts';
import { variablesOf } from './template-fill.ts';
import { type NewTemplate, newTemplate } from './template-shape.ts';

/** Meta's rules for a new template beyond its shape (reference sheet §6.1). @throws GraphError 100 */
export function checkTemplate(body: unknown): NewTemplate {
  const result = newTemplate.safeParse(body);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new GraphError(100, `Param ${issue?.path.map(String).join('.') || 'body'}: ${issue?.message ?? 'invalid'}`);
  }
  const template = result.data;
  for (const part of template.components) {
    if (part.type === 'BODY') {
      const variables = checkVariables('body', part.text, template);
      if (/^\s*\{\{|\}\}\s*$/.test(part.text))
        throw new GraphError(100, 'Variables may not be at the start or end of the template', 2388299);
      if (/\}\}\s*\{\{/.test(part.text)) throw new GraphError(100, 'Variables may not stand next to each other', 2388072);
      const examples = part.example?.['body_text'] ?? part.example?.['body_text_named_params'];
      if (variables > 0 && examples === undefined)
        throw new GraphError(100, 'components: the BODY has variables and needs an example', 2388072);
    }
    if (part.type === 'HEADER' && part.format === 'TEXT') {
      if (part.text === undefined || part.text === '')
        throw new GraphError(100, 'components: a TEXT header needs its text', 2388047);
      if (checkVariables('header', part.text, template) > 1)
        throw new GraphError(100, 'components: a header has one variable at most', 2388047);
    }
    if (part.type === 'FOOTER' && variablesOf(part.text).length > 0)
      throw new GraphError(100, 'components: a footer has no variables', 2388073);
    if (part.type === 'BUTTONS') {
      const urls = part.buttons.filter(({ type }) => type === 'URL').length;
      const calls = part.buttons.filter(({ type }) => type === 'PHONE_NUMBER').length;
      if (urls > 2 || calls > 1) throw new GraphError(100, 'components: at most two URL buttons and one PHONE_NUMBER button');
    }
  }
  return template;
}

function checkVariables(where: string, text: string, { parameter_format }: NewTemplate): number {
  const names = variablesOf(text);
  const numbered = names.every((name, index) => name === String(index + 1));
  if (parameter_format === 'POSITIONAL' && !numbered)
    throw new GraphError(100, `components: variables of the ${where} must be {{1}}, {{2}} … in order`);
  if (parameter_format === 'NAMED' && names.some((name) => /^\d/.test(name))) {
    throw new GraphError(100, `components: variables of the ${where} must have names`);
  }
  return names.length;
}
