/** What a piece of a message is for, when the whole message is made of such pieces. */
export type Piece =
  | 'yes'
  | 'no'
  | 'not_these'
  | 'drop'
  | 'thanks'
  | 'hello'
  | 'bye'
  | 'wait'
  | 'back'
  | 'over'
  | 'any'
  | 'help'
  | 'filler';

/** Words that can be the whole of a message, or of what is left of it once names, days and times are taken out. Simplified. */
const BOOK: Readonly<Record<Piece, string>> = {
  yes: `yes|yess|yesss|yeah|yea|yea boy|yep|yup|ye|yh|aye|sure|sure thing|ok|okay|oki|okey|okey dokey|okk|k|kk|kay|oke|fine|thats fine|thats ok|its fine|fine by me|all good|alright|all right|good|very good|great|perfect|cool|lovely|brilliant|awesome|excellent|amazing|wonderful|fab|fantastic|sweet|nice|sounds good|sounds great|sounds perfect|looks good|looks great|works|works for me|that works|that works for me|that will work|thatll do|that will do|suits me|good for me|perfect for me|go ahead|go on|go on then|go for it|do it|lets do it|lets go|lets do that|lets book it|book it|book it in|book that|book me|book me in|please book|please do|please book it|please confirm|put me down|put me in|lock it in|sign me up|confirm|kindly do the needful|do the needful|kindly confirm|kindly book|kindly proceed|please proceed|proceed|go forward|confirm it|confirm please|confirmed|i confirm|correct|thats correct|thats right|thats the one|thats it|right|absolutely|definitely|of course|deal|done|i want it|ill take it|ill have it|ill have that|take it|take that one|i agree|agreed|why not|y not|not bad|cant complain|no problem|no worries|ill be there|i will be there|ill be there then|see you then|see you there|see you|see ya|that one|this one|keep it|this is fine|this is good|it is fine|that is fine|that is good|that is ok|it works|it does|yes it does|is ok|is fine|its ok|its good|its perfect
si|sii|siii|sisi|sip|claro|claro que si|dale|dale si|va|va que va|vale|venga|bueno|bien|muy bien|esta bien|asi esta bien|asi|asi mismo|esta perfecto|todo bien|todo ok|todo correcto|perfecto|perfecta|genial|estupendo|fenomenal|excelente|barbaro|joya|de una|buenisimo|listo|de acuerdo|por supuesto|obvio|me parece|me parece bien|me parece perfecto|me sirve|me va bien|me va perfecto|me viene bien|me queda bien|me queda perfecto|confirmo|confirmado|confirmada|confirmar|confirmalo|confirmala|confirma|confirmame|lo confirmo|la confirmo|si confirmo|reserva|reservalo|reservala|reservame|apuntame|apuntalo|agendalo|agendala|agendame|agendado|anotame|ponme|adelante|hecho|eso|eso es|ese|esa|ese mismo|ese esta bien|correcto|exacto|sale|sale y vale|sale pues|orale|simon|ok va|va pues|ahi nos vemos|ahi estare|ahi estaremos|nos vemos|nos vemos ahi|nos vemos entonces|ahi voy|ahi estoy|alli estare|lo quiero|la quiero|me lo quedo|me la quedo|ok esta bien|por favor si|si por favor|no hay problema|sin problema|que si|pues si|tambien esta bien|hagale|listo pues|chevere|bacan|okis
sim|ss|isso|isso mismo|isso mesmo|pode|pode ser|pode marcar|pode confirmar|pode agendar|pode reservar|ta|ta bom|ta otimo|tudo bem|tudo certo|esta bom|otimo|combinado|beleza|blz|fechado|marca|marcado|certo|perfeito|com certeza|claro que sim|quero|quero sim|por mim tudo bem|vamos
ja|jo|jap|jepp|jawohl|ja gerne|ja bitte|gern|gerne|passt|das passt|passt mir|passt so|passt gut|passt perfekt|in ordnung|geht klar|klar|na klar|alles klar|alles gut|einverstanden|ok passt|buchen|bitte buchen|buchen sie|buchen sie bitte|buch das|bitte eintragen|eintragen|perfekt|super|prima|genau|genau so|richtig|stimmt|bestatige|ich bestatige|bestatigt|machen wir so|machen wir|machen sie das|mach das|nehme ich|nehm ich|das nehme ich|den nehme ich|bis dann|freu mich
oui|ouais|ouep|oui merci|d accord|dac|ok d accord|c est bon|c est bon pour moi|c est parfait|ca marche|ca me va|ca me convient|ca roule|parfait|tres bien|je confirme|je valide|confirme|confirmez|je confirme le rendez vous|valide|vas y|allez y|allez|volontiers|bien sur|entendu|nickel|impeccable|super|je prends|je le prends|reservez|exactement|tout a fait|pourquoi pas
si va bene|va bene|va benissimo|va bene cosi|vabbe|certo|certamente|perfetto|confermo|confermato|conferma|d accordo|volentieri|bene|benissimo|ottimo|procedi|proceda|procediamo|esatto|prenota|prenoti|ok perfetto|mi va bene|per me va bene|la prendo|lo prendo|giusto|certo che si|a posto|affare fatto`,
  no: `no|nope|nah|naah|noo|nooo|nono|no no|negative|not really|no way|no chance|no good|no thanks|no thank you|not for me|thats wrong|wrong|not that|not that one|not this one|not this|incorrect|nein|nee|ne|nicht|nein danke|non|non merci|nao|nao obrigado|nao obrigada|no gracias|no grazie|para nada|tampoco|nel|negativo|nop|que va|doch nicht|lieber nicht|falsch|pas du tout|no no`,
  not_these: `none of these|none of those|none of them|none|none work|none of these work|none of those work|none of those work for me|none of them work|none of these work for me|none suit|none of those suit me|neither|neither of those|neither works|doesnt work|doesnt work for me|that doesnt work|that doesnt work for me|those dont work|those dont work for me|they dont work|wont work|that wont work|not good|no good for me|thats no good|not possible|cant do that|cant do those|cant do any of those|cant make that|cant make it|cant make any of those|i cant|i cant do it|i cant then|i cant make it|cant|i cant make those|not free then|im not free then|im busy|im busy then|im working|doesnt suit|doesnt suit me|not convenient|too expensive|anything else|something else|any others|wrong day|wrong time|wrong one|wrong person|wrong service|wrong date|not right|thats not right|thats the wrong day|thats the wrong time
no puedo|ninguna|ninguno|ninguna de esas|ninguno de esos|ninguna me sirve|ninguno me sirve|ninguna me viene bien|ninguna me va|ninguno me va|no me sirve|no me va|no me va bien|no me viene bien|no me queda|no me queda bien|no me conviene|no me cuadra|ese dia no puedo|a esa hora no puedo|esa hora no puedo|no puedo ese dia|no puedo a esa hora|no puedo a esas horas|esos horarios no|esa hora no|ese dia no|ese horario no|esa no|ese no|ni loca|ni loco|ni de broma|imposible|ese horario ni loca|no llego|no alcanzo|otra|otro|otra cosa|otro dia|otra hora|otro horario|dia equivocado|hora equivocada|esta mal|asi no
nenhum|nenhuma|nenhum desses|nenhum serve|nao da|nao posso|nao consigo|nao serve|nao da pra mim|nesse dia nao posso|nesse horario nao posso|outro|outro dia|outro horario
keine|keiner|keins|keiner davon|keine davon|keins davon|passt nicht|passt mir nicht|passt leider nicht|das passt nicht|geht nicht|geht leider nicht|das geht nicht|da kann ich nicht|kann ich nicht|kann nicht|da geht es nicht|leider nicht|falscher tag|falsche zeit|anderer tag
aucun|aucune|aucun des deux|aucun ne me va|aucun ne convient|ca ne va pas|ca ne me va pas|ca ne me convient pas|je ne peux pas|je peux pas|pas possible|impossible|ce n est pas possible|mauvais jour|un autre|autre chose
nessuno|nessuna|nessuno di questi|nessuno va bene|non posso|non va bene|non mi va bene|non va|non riesco|impossibile|un altro|un altra|giorno sbagliato`,
  drop: `nvm|nm|nevermind|never mind|never mind then|forget it|forget about it|leave it|leave it then|lets leave it|just leave it|dont bother|drop it|no longer needed|no longer need it|not anymore|i changed my mind|changed my mind|ive changed my mind|i dont want it|i dont want it anymore|i dont need it|i dont need it anymore|not interested|cancel|cancel it|cancel that|cancel this|cancel please|please cancel|cancel everything|cancel all|scrap it|bin it|bin it off|call it off|delete it|delete|ya no|ya no quiero|ya no la quiero|ya no lo quiero|ya no puedo|ya no hace falta|ya no lo necesito|ya no me interesa|no me interesa|dejalo|dejalo asi|mejor dejalo|dejemoslo|dejame asi|olvidalo|olvidate|nada|nada nada|mejor no|mejor nada|cancelar|cancela|cancelalo|cancelala|cancelo|cancelen|cancele|cancelame|anular|anula|anulalo|anulala|me arrepenti|cambie de idea|cambie de opinion|he cambiado de idea|no quiero nada|deixa|deixa pra la|deixa para la|esquece|esqueca|desisto|desisti|nao quero mais|nao preciso mais|cancele|desmarcar|desmarque|desmarca|vergiss es|vergessen sie es|lass es|lass gut sein|lassen wir es|lassen sie es|hat sich erledigt|erledigt sich|doch nicht mehr|brauche ich nicht mehr|will nicht mehr|stornieren|storno|absagen|abbrechen|laisse tomber|laissez tomber|oublie|oubliez|laisse|laissez|plus besoin|je ne veux plus|j ai change d avis|annuler|annule|annulez|annulle|non importa|lascia stare|lasci stare|lascia perdere|lasciamo stare|lasciamo perdere|non mi serve piu|non voglio piu|ho cambiato idea|annulla|annullare|disdire|disdico`,
  thanks: `thanks|thank you|thanks a lot|thanks so much|thank you so much|thank you very much|many thanks|thanks a million|thanks again|much appreciated|appreciate it|appreciated|cheers|ta|bless you|youre the best|ur the best|legend|star|youre a star|amazing thanks|gracias|muchas gracias|muchisimas gracias|mil gracias|gracias genia|gracias genio|gracias bonita|gracias guapa|gracias reina|te agradezco|se agradece|muy amable|mil gracias|grazie|grazie mille|mille grazie|grazie tante|molto gentile|obrigado|obrigada|muito obrigado|muito obrigada|valeu|brigada|agradeco|danke|danke schon|dankeschon|danke sehr|vielen dank|herzlichen dank|besten dank|merci|merci beaucoup|merci bien|mille mercis|gracie|genia|genio|crack|grande|capa|reina|sos genia|sos una genia|eres la mejor|sois los mejores|un encanto`,
  hello: `hi|hii|hiii|hiya|hello|helloo|hellooo|helo|hey|heya|heyy|heyyy|yo|howdy|hallo|hola|holaa|holaaa|holis|ola|oi|oie|oii|alo|buenas|buenass|buen dia|buenos dias|buenas tardes|buenas noches|muy buenas|muy buenos dias|good morning|good afternoon|good evening|good day|gm|morning|afternoon|evening|morning all|greetings|hi there|hello there|hey there|dear sir|dear madam|sir|madam|maam|hope youre well|hope you are well|how are you|how are you doing|hows it going|que tal|q tal|como estas|como esta|como estan|como va|como andas|que onda|bom dia|boa tarde|boa noite|tudo bem|tudo bom|e ai|guten morgen|guten tag|guten abend|moin|moin moin|servus|gruss gott|hallochen|liebe gruesse|bonjour|bonsoir|salut|coucou|slt|bjr|ciao|buongiorno|buonasera|buonpomeriggio|salve|namaste|anyone there|is anyone there|are you there|you there|hay alguien|hay alguien ahi|estan ahi|estas ahi`,
  bye: `bye|bye bye|goodbye|good night|gn|take care|have a nice day|have a good day|have a great day|have a good one|have a lovely day|good weekend|have a nice weekend|talk soon|speak soon|see you soon|see you later|cya|adios|chau|chao|hasta luego|hasta pronto|nos vemos pronto|un saludo|saludos|un abrazo|abrazo|besos|buen finde|buen fin de semana|feliz dia|que tengas buen dia|tchau|ate logo|ate mais|abraco|tschuss|tschau|bis bald|schonen tag|schones wochenende|lg|vg|mfg|au revoir|bonne journee|bonne soiree|a bientot|a plus|bon week end|arrivederci|a presto|buona giornata|buona serata|xx|xxx|x`,
  wait: `wait|wait a sec|wait a second|wait a minute|wait up|hold on|hold on a sec|hang on|hang on a sec|hang on a minute|one sec|1 sec|one second|sec|a sec|just a sec|one moment|moment|a moment|just a moment|one minute|one minutes|1 minutes|a minute|a minutes|just a minute|give me a sec|give me a second|give me a minute|give me a minutes|give me a moment|bear with me|brb|let me think|let me think about it|let me think about that|ill think about it|i will think about it|thinking|need to think|i need to think about it|let me check|let me see|let me check and get back to you|ill check|ill check and let you know|ill get back to you|i will get back to you|get back to you|ill let you know|i will let you know|let you know|ill let you know later|ill come back to you|not sure|im not sure|not sure yet|i dont know|dont know yet|dunno|idk|maybe|perhaps|hmm|hm|hmmm|umm|um|uh|later|not now|not yet|maybe later|sometime|ok let me think|i need to ask my husband|let me ask my husband|let me ask my wife|ill ask
bancame|banca|bancame un toque|aguantame|permiteme|permitame|dame tantito|espera|esperame|esperame un momento|esperame tantito|espereme|espereme tantito|espere|espera un momento|espera un segundo|espera un toque|esperate|un momento|un momentito|un segundo|un segundito|un seg|un toque|un minuto|un minutes|dame un minutes|dame un minuto|dame un momento|dame un segundo|dame un segundito|aguanta|aguantame|momentito|tantito|dejame pensar|dejame pensarlo|dejame ver|dejame ver y te digo|dejame checar|dejame checo|dejame revisar|deja lo pienso|deja lo veo|deja veo|deja que lo piense|lo pienso|lo voy a pensar|tengo que pensarlo|me lo pienso|lo pienso y te digo|lo consulto|dejame consultarlo|lo miro|lo miro y te digo|lo veo y te digo|te digo|te aviso|te confirmo|te confirmo luego|te confirmo mas tarde|luego te digo|luego te aviso|luego te confirmo|ahora te digo|ahorita te digo|ahorita te confirmo|ya te digo|ya te aviso|despues te confirmo|despues te aviso|no se|no lo se|no se todavia|no estoy seguro|no estoy segura|quizas|tal vez|a lo mejor|mas tarde|luego|ahora no|todavia no|mmm|ehh|ahora vuelvo
um momento|um segundo|um instante|so um minuto|so um minutes|so um momento|pera|perai|espera ai|calma|deixa eu ver|deixa eu pensar|vou ver|vou pensar|vou ver e te aviso|te aviso depois|ja te falo|ja volto|nao sei|nao sei ainda|talvez|depois te falo|depois eu vejo
moment mal|einen moment|einen augenblick|momentchen|sekunde|eine sekunde|kurz warten|warte|warte mal|warten sie|muss uberlegen|ich uberlege|ich uberlege es mir|ich uberlegs mir|muss ich uberlegen|ich melde mich|melde mich|ich schaue mal|ich schau mal|muss nachsehen|muss nachfragen|ich weiss nicht|weiss nicht|weiss noch nicht|vielleicht|spater|mal sehen
un instant|une seconde|deux secondes|une minute|une minutes|attends|attendez|patientez|je reflechis|je vais reflechir|laissez moi reflechir|je verifie|je regarde|je vois|je vous dis|je vous redis|je vous redis ca|je vous tiens au courant|je reviens vers vous|je vous recontacte|je ne sais pas|je sais pas|peut etre|plus tard
un attimo|un momento|un secondo|aspetta|aspetti|attenda|ci penso|ci devo pensare|devo pensarci|fammi pensare|fammi vedere|fammi controllare|controllo|ti faccio sapere|le faccio sapere|vi faccio sapere|ti dico|non lo so|non so|forse|dopo|piu tardi|vediamo`,
  back: `back|go back|go back a step|one step back|step back|a step back|back please|previous|previous step|take me back|can i go back|can you go back|can we go back|let me go back|i want to go back|undo|atras|para atras|volver|volver atras|vuelve atras|volve atras|regresar|regresa|regresar al paso anterior|anterior|paso anterior|un paso atras|ir atras|quiero volver atras|voltar|volta|voltar atras|zuruck|einen schritt zuruck|geh zuruck|retour|revenir|revenir en arriere|en arriere|precedent|indietro|torna indietro|torniamo indietro|passo indietro`,
  over: `start over|restart|reset|start again|start afresh|start from scratch|from scratch|begin again|start from the beginning|from the beginning|from the start|from the top|back to the start|go back to the start|back to the beginning|lets start again|lets start over|can we start again|can we start over|can i start again|can i start over|i want to start over|scrap that|scrap that start again|menu|main menu|home|empezar de nuevo|empecemos de nuevo|empezamos de nuevo|empezar|empezar de cero|de cero|de nuevo|empezar otra vez|otra vez desde el principio|desde el principio|reiniciar|volver a empezar|volvamos a empezar|volver al inicio|volver al principio|inicio|arrancar de nuevo|arranquemos de nuevo|comencemos de nuevo|comenzar de nuevo|comecar de novo|comecar de volta|recomecar|do zero|do comeco|inicio|von vorn|von vorne|noch mal von vorn|nochmal von vorne|noch einmal von vorn|neu anfangen|neu starten|neustart|von neuem|recommencer|recommencons|on recommence|depuis le debut|tout recommencer|a zero|ricominciare|ricominciamo|ricomincia|da capo|dall inizio|da zero|ive messed this up|ive messed up|i messed up`,
  any: `any|any of them|any of those|any of these|any is fine|any one|any time|anytime|any works|any will do|whichever|whatever|whatever youve got|whatever you have|whatever works|whatever is free|whatevers free|either|either is fine|either works|either one|all fine|all of them work|they all work|dont mind|i dont mind|dont care|doesnt matter|no preference|idc|idm|i dont mind who|not fussed|not fussy|not bothered|im not fussy|you choose|you pick|you decide|up to you|im easy|im flexible|cualquiera|cualquiera de esas|cualquiera de esos|cualquiera de las tres|cualquiera de las dos|cualquiera de los tres|cualquiera me va bien|cualquiera me sirve|cualquiera esta bien|la que sea|el que sea|la que quieras|el que quieras|da igual|me da igual|me da lo mismo|lo mismo me da|indistinto|todas me van bien|todas me sirven|lo que tengas|lo que tengan|lo que haya|como quieras|qualquer um|qualquer uma|qualquer|tanto faz|o que tiver|egal|ist egal|mir egal|ganz egal|ist mir egal|alle gehen|irgendeiner|irgendeine|n importe|n importe lequel|n importe laquelle|peu importe|ca m est egal|comme vous voulez|uno qualsiasi|una qualsiasi|qualsiasi|qualunque|indifferente|e uguale|fa lo stesso|come vuoi|quello che vuoi`,
  help: `help|help me|commands|options|what can you do|what can i do|how does this work|ayuda|ayudame|comandos|opciones|que puedes hacer|que puedo hacer|como funciona|como funciona esto|ajuda|hilfe|wie geht das|aide|aidez moi|aiuto|come funziona`,
  filler: `yet|todavia|aun|noch|encore|ancora|kindly|tranquilli|tranquillo|tranquilla|tranquila|tranquilo|no te preocupes|no se preocupen|keine sorge|pas de souci|no importa|dont worry|its ok dont worry|si no es molestia|at|a las|a la|las|la de las|el de las|um|alle|as|make it|can we do|could we do|can do|could do|ill do|ill go for|ill go with|id like|i would like|i want|lets say|lets do|give me|el de|la de|the one|on|quiero|quisiera|prefiero|i prefer|id prefer|dame|ponme en|puede ser|podria ser|por|mit|bei|bij|aos|do|see|i|id|ill|like|want|book|for|then please|please|por favor|bitte|s il vous plait|per favore|per piacere|if possible|if poss|if you can|if thats ok|if thats okay|if its possible|si puede ser|si se puede|si es posible|si podes|si puedes|se possivel|se der|wenn moglich|wenn es geht|si possible|se possibile|sorry|so sorry|soz|sry|my bad|perdon|perdona|perdone|disculpa|disculpe|disculpen|lo siento|desculpa|desculpe|entschuldigung|sorry|tut mir leid|desole|desolee|pardon|excusez moi|scusa|scusi|scusate|mi dispiace|oh|ah|eh|um|er|well|so|then|entonces|pues|bueno pues|actually|en realidad|la verdad|but|pero|aber|mais|ma|mas|porem|and|y|und|et|e|or|o|oder|ou|lol|haha|hahaha|lmao|jaja|jajaja|jajajaja|jeje|jejeje|jeje|kkk|kkkk|rsrs|hihi|mate|love|hun|hon|babe|dear|guys|you guys|lads|amigo|amiga|guapa|guapo|bonita|reina|che|mira|oye|oiga|oigan|eh|anda|mana|tia|tio|wey|guey|we|nomas|nada mas|just|solo|really|totally|honestly|very much|too|also|tambien|though|anyway|mas o menos|me|for me|to me|para mi|por mi|that|it|this|the|eso|esto|el|la|con|with|at|on|for|in|to|a|en|para|de|un|una|am|um|mit|fur|im|den|der|die|das|le|les|pour|avec|il|lo|per|da|no dia|o|os|as|please thanks|same|same time|lol|now|ahora|ya|doch|mal|noch|would you|could you|can you|will you|one|ones|slot|time|please and thank you|plus|better|mejor|besser|meglio|melhor|mieux|tal vez|quiza|maybe|i mean|right|ok so|ok then|then|alors|donc|also|na|also dann|allora|dunque|quindi|entao|boss|bro|sis|sir|madam|gern|gerne`,
};

/** "That's perfect", "todo bien", "c'est bon": made of what comes before and what follows. */
const COMBINED: readonly (readonly [string, string])[] = [
  [
    'thats|that is|its|it is|this is|thatd be|that would be|thatll be|sounds|looks|all|seems|works|is|thats all|thats just|thats absolutely',
    'perfect|great|fine|good|ok|okay|lovely|brilliant|awesome|cool|amazing|ideal|wonderful|alright|all right|all good|spot on|fab|grand|sorted|super',
  ],
  [
    'esta|me parece|suena|todo|asi esta|queda|es|eso esta|ese esta',
    'bien|perfecto|genial|ok|buenisimo|barbaro|excelente|bueno|correcto|joya|ideal|super bien|muy bien',
  ],
  ['ist|das ist|klingt|alles|ware|das ware', 'gut|perfekt|ok|super|prima|bestens|ideal|wunderbar|in ordnung'],
  ['c est|tout est|ca me semble', 'bon|parfait|super|ok|nickel|tres bien|ideal|bien'],
  ['e|va|tutto|mi sembra', 'perfetto|bene|benissimo|ottimo|ok|a posto'],
  ['esta|ta|fica|e|tudo|parece', 'bom|otimo|perfeito|certo|ok|bem|legal|combinado'],
];

const byFirst = new Map<string, { words: readonly string[]; piece: Piece }[]>();
const combined = COMBINED.flatMap(([before, after]) =>
  before.split('|').flatMap((one) => after.split('|').map((two) => `${one} ${two}`)),
);
for (const [piece, list] of Object.entries({ ...BOOK, yes: `${BOOK.yes}|${combined.join('|')}` })) {
  for (const line of list.split(/[|\n]/)) {
    const words = line.normalize('NFKD').replace(/\p{M}/gu, '').trim().split(' ');
    const first = words[0] ?? '';
    if (first === '') continue;
    const known = byFirst.get(first) ?? [];
    if (!known.some((one) => one.words.length === words.length && one.words.every((word, n) => word === words[n])))
      known.push({ words, piece: piece as Piece });
    byFirst.set(first, known);
  }
}
const phraseWords = new Set([...byFirst.values()].flatMap((list) => list.flatMap(({ words }) => words)));
for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length);

/** The pronouns that Spanish, Portuguese and Italian hang on a verb: "resérvamela". */
const HUNG_ON = /(?:me|te|se|nos|le|les|mi|ti)?(?:l[oa]s?|l[ei]|me|nos|se|mi)$/;
const SHORTEST_VERB = 5;

/** The piece that begins with this word; of an order with pronouns hung on it, the order. */
function piecesBegunBy(word: string): readonly { words: readonly string[]; piece: Piece }[] {
  const known = byFirst.get(word);
  if (known) return known;
  // "Confirmadísimo" says no more than "confirmado".
  const plain = word.replace(/isim([oa]s?)$/, '$1');
  if (plain !== word) return (byFirst.get(plain) ?? []).filter(({ words }) => words.length === 1).map(({ piece }) => ({ words: [word], piece }));
  const verb = word.replace(HUNG_ON, '');
  if (verb === word || verb.length < SHORTEST_VERB) return [];
  const order = byFirst.get(verb)?.find(({ words, piece }) => words.length === 1 && (piece === 'yes' || piece === 'drop'));
  return order ? [{ words: [word], piece: order.piece }] : [];
}

/** It stands in one of the phrases. */
export function isPhraseWord(word: string): boolean {
  return phraseWords.has(word);
}

export interface Pieces {
  readonly pieces: readonly Piece[];
  /** Words that belong to no piece, in order. */
  readonly rest: readonly string[];
  /** The first piece that is no filler begins the message. */
  readonly leads: Piece | undefined;
}

/** Cuts words into the longest pieces that the book knows, from the left. Linear in the number of words. */
export function piecesOf(words: readonly string[]): Pieces {
  const pieces: Piece[] = [];
  const rest: string[] = [];
  let leads: Piece | undefined;
  for (let at = 0; at < words.length;) {
    const found = piecesBegunBy(words[at] ?? '').find((one) => one.words.every((word, n) => words[at + n] === word));
    if (!found) {
      rest.push(words[at] ?? '');
      at += 1;
      continue;
    }
    if (found.piece !== 'filler' && leads === undefined && rest.length === 0) leads = found.piece;
    pieces.push(found.piece);
    at += found.words.length;
  }
  return { pieces, rest, leads };
}
