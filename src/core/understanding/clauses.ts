/** A part of a message that says one thing. */
export interface Clause {
  readonly at: number;
  readonly end: number;
  readonly text: string;
  /** It ends with a question mark. */
  readonly asked: boolean;
}

/** Words that begin something new after an "and". */
const STARTERS =
  'how|what|whats|when|where|who|which|why|can|could|would|do|does|did|is|are|will|need|want|i|im|id|ill|also|please|lets|just|if|whether|cuanto|cuanta|que|cual|donde|cuando|quien|como|puedo|puede|puedes|podria|podrias|tienes|tienen|teneis|tenes|hay|quiero|quisiera|necesito|si|ya|a que|me|te|vcs|voce|voces|quanto|onde|qual|posso|tem|quero|queria|wie|was|wann|wo|wer|kann|konnen|habt|haben|ich|ist|combien|quand|ou|est|je|vous|avez|quando|dove|chi|avete|vorrei';
const BREAK = new RegExp(
  `[?!;\\n]+|[.,:](?= |$)|(?<= )(?=(?:and|so|or|y|o|u|und|oder|et|ou|e|but|pero|aber|mais|ma|mas|because|porque|weil|parce que|perche|asi que|also) (?:${STARTERS}) )|(?<= )(?=(?:but|pero|aber|because|cause) )|(?<=_ ?)(?= (?:how much|what time|cuanto|do you) )`,
  'gu',
);

const TAG =
  /^(?:no|right|yeah|correct|isnt it|is it|is that right|ok|verdad|cierto|o no|si|oder|nicht wahr|ne|gell|non|n est ce pas|hein|vero|giusto|no e vero|certo|nao e|ne|eh|huh)$/u;

export function clausesOf(text: string): readonly Clause[] {
  const clauses: Clause[] = [];
  let at = 0;
  const push = (end: number, mark: string) => {
    const raw = text.slice(at, end);
    const lead = raw.length - raw.trimStart().length;
    const clause = raw.trim().replace(/^(?:and|so|or|y|o|u|ou|und|oder|et|e|but|pero|aber|mais|ma|mas) /, '');
    const before = clauses.at(-1);
    // "…, right?" asks what stands before it.
    if (before && mark.includes('?') && TAG.test(clause)) clauses[clauses.length - 1] = { ...before, asked: true };
    else if (clause !== '') clauses.push({ at: at + lead, end, text: clause, asked: mark.includes('?') });
  };
  for (const match of text.matchAll(BREAK)) {
    push(match.index, match[0]);
    at = match.index + match[0].length;
  }
  push(text.length, '');
  return clauses;
}
