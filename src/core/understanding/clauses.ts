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
  `[?!;\\n]+|[.,:](?= |$)|(?<= )(?=(?:and|so|or|y|o|u|und|oder|et|ou|e|but|pero|aber|mais|ma|mas|because|porque|weil|parce que|perche|asi que|also) (?:${STARTERS}) )|(?<= )(?=(?:but|pero|aber|because|cause|asi que|por eso|entonces|donc|quindi|deshalb|so then) )|(?<=_ ?)(?= (?:how much|what time|cuanto|do you) )`,
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
  return clauses.flatMap(unspoken);
}

/** A clause this long was dictated. */
const SPOKEN = 60;
const ASKS_ANEW =
  /(?<=[\p{L}\p{N}] )(?<!(?:what|when|where|who|how|which|why|if|whether|that|time|times|day|days|much|many|long|soon|early|late|as|appointment|slot|one) )(?=(?:will|can|could|would|do|does|is|are|am|should) (?:i|we|you|u|it|there|they) |(?:cuanto|donde|a que hora|que precio|cuanto tiempo|wie lange|wie viel|combien|quanto) )/gu;

/** Who dictates sets no marks: a question in a long clause begins where its verb comes first. */
function unspoken(clause: Clause): readonly Clause[] {
  if (clause.text.length < SPOKEN) return [clause];
  const starts = [0, ...[...clause.text.matchAll(ASKS_ANEW)].map(({ index }) => index)].slice(0, 6);
  return starts.map((start, n) => {
    const end = starts[n + 1] ?? clause.text.length;
    const last = n === starts.length - 1;
    return {
      at: clause.at + start,
      end: last ? clause.end : clause.at + end,
      text: clause.text.slice(start, end).trim(),
      asked: clause.asked && last,
    };
  });
}
