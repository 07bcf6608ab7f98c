import type { Intent } from '#contracts/meaning.ts';

/**
 * What a question is about where no word of it is known: its form tells a permission from an offer. "Can I leave my bag" asks for a
 * rule, "do you thread" for a service.
 */
const SHAPES: readonly (readonly [Intent, RegExp])[] = [
  [
    'policy',
    /^(?:(?:can|could|may|must|should|am|are|do|would|will) (?:i|we|you (?:take|accept|allow|charge|need|require|validate|give|let|mind|keep|refund|ask|see|send|have to))|(?:can|could) my|(?:can|could|is|are) (?:he|she|they|kids|children|people|somebody|someone|it (?:ok|okay|possible|a problem|alright|fine))|do (?:i|we|people|clients|patients)|(?:you|u|yall|they)(?: guys| all)? (?:take|accept|allow|charge|need|require)|(?:is|are) there|how (?:do|does|should|can) (?:i|we|it|you)|what(?:s| is| happens| do i| should i| if)|(?:me |nos )?(?:puedo|podemos|puede|pueden|podria|podriamos|se puede|hay que|tengo que|tenemos que|debo|es (?:obligatorio|necesario)|hace falta|aceptan|aceptais|acepta|cobran|cobrais|permiten|dejan|dan|dais|exigen|piden|admiten|como (?:se|hago|puedo|hay))|que pasa|(?:posso|podemos|pode|preciso|tem que|aceitam|aceita|cobram|como (?:faco|funciona))|(?:kann|darf|muss|soll|konnen|durfen|mussen) (?:ich|man|wir)|(?:nehmt|nehmen|akzeptiert|akzeptieren|verlangt) (?:ihr|sie)|(?:je|on|puis je|est ce que (?:je|on|vous (?:acceptez|prenez)))|(?:acceptez|prenez) vous|(?:dois|peut|faut) (?:je|on|il)|(?:posso|possiamo|devo|si puo|accettate|prendete|bisogna))(?: |$)/,
  ],
  [
    'service_info',
    /^(?:(?:you|u|ya|yall|yous)(?: guys| all| lot)? (?:do|have|got|offer|sell|fix|use)|(?:do|does|did|can|could|will|would|is|are|have|has) (?:you|u|ya|yall|they|it|this|that|the|your|these|those|there)|(?:what|which) (?:kind|type|sort|brand|products?|does|do|is|are)|(?:hacen|haceis|haces|tienen|teneis|tenes|tienes|trabajan|trabajais|usan|usais|ofrecen|ofreceis|manejan|venden|vendeis|viene|es|son|esta|incluye|sirve|funciona|hay|que (?:tipo|clase|marca|producto|productos|es|son|incluye)|cual(?:es)?)|(?:fazem|faz|tem|trabalham|usam|vendem|e|inclui|qual)|(?:macht|machen|habt|haben|bietet|bieten|ist|sind|wird|was ist)|(?:faites|avez|est ce que (?:vous|c|ca)|c est|est|quel(?:le)?s?)|(?:fate|avete|e|sono|usate|che))(?: |$)/,
  ],
];

/** Far longer than a question of which only the form is known. */
const LONGEST = 90;

export function askedByShape(clause: string): Intent | undefined {
  if (clause.length > LONGEST) return undefined;
  return SHAPES.find(([, shape]) => shape.test(clause))?.[0];
}
