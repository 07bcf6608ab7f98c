import { phrase } from './alternation.ts';

/** Asks for free times, or says that a visit is wanted. */
const FREE_TIMES = phrase(
  [
    '(?:any|anything|any ?one|something|is there|are there|got|have you got|have you|do you have|do you got|has|have) (?:(?!my )\\p{L}+ |@ |# |_ ){0,5}(?:free|available|availability|slots?|spots?|openings?|spaces?|appointments?|appts?|times?(?! it)|going|left|room)|(?:whats|what|when|which|is|are|would) (?:(?!my )\\p{L}+ |@ |# |_ ){0,5}(?:free|available|availability|slots?|spots?|openings|space)|(?:anything|any) (?:with|on|for|in|at|this|next|_|earlier|later|sooner|available|before|after|around|going|@|else)|availability|(?:is|are|will) @ (?:free|available)|got (?:any|a) (?:space|slot|time|appointment|room)|anything _|_ (?:free|available|any good|possible|ok|okay)$|(?:what|which) (?:times?|days?|slots?|appointments?)(?: (?:have you|do you have|do you got|you got|you have|you have got|are there|are (?:free|available)|is (?:free|available)|can (?:i|you|we)|could (?:i|you|we)|works?|would))',
    '(?:can|could|may|would|will|when can|when could|is it possible(?: for me)?|possible|any chance|hoping|wondering if) (?:i|we|you|u|she|he|my \\p{L}+|@|of|to)(?: possibly| please| maybe| just| also)?(?: \\p{L}+)? ?(?:come|get|have|see|book|make|do|fit|squeeze|pop|bring|be seen|drop|grab|schedule|put me|put us|take me|go|move|getting|coming|slot|pencil|sort)|(?:fit|squeeze|put|pencil|slot|book|get|pop) (?:me|us|him|her|my \\p{L}+|one|it) (?:in|down|for|with|_|on)|(?:make|book|get|schedule|set up|arrange|reserve|need|want|like|have|take|after|request|requesting|another) (?:an?|my|another|two|\\d|the|some) (?:\\p{L}+ ){0,2}(?:appointments?|bookings?|slots?|visits?|sessions?|#|reservation)|^(?:an? )?(?:appointment|booking|#)|(?:id|i would|we would|wed) (?:like|love|prefer)|(?<!do |what |which |things )i(?:m| am)? ?(?:need|want|wanna|looking|after|hoping)(?!ed)|(?:need|want|needs|looking for|looking to|after) (?:an?|my|some|to (?:book|get|come|have|see|make|schedule|bring|be seen)|#|new|the|@)|needs? (?:doing|doin|done|checking|a|#)|book(?:ing)? (?:me|in|an?|for|the|with|my|_|@|#)|^book|can you do|could you do|come in',
    '(?<!(?:^| )l[oa]s? )(?:tienes|tienen|teneis|tenes|tiene|hay(?! que)|habra|tendrias|tendrian|tendras|tendriais|tendria|tendran|queda|quedan|quedara|habria|les queda|os queda|te queda) (?:\\p{L}+ |_ |# |@ ){0,3}(?:algo|hueco|huecos|lugar|hora|horas|cita|citas|turno|turnos|sitio|espacio|disponib\\w+|algun|alguna|libre|libres|_|#|@|vacante)|(?:si|que) (?:hay|tenes|tienes|tienen) lugar|(?:quiero|quisiera|queria|necesito|necesitaria|necesita|quiere|me gustaria|nos gustaria|busco|deseo|ocupo|preciso|querria|queremos|me urge|hace falta|me hace falta|me hacia falta|quisieramos)|(?:pedir|coger|sacar|reservar|agendar|apartar|hacer|hacerme|pillar|tomar|solicitar|programar|conseguir) (?:una? |mi |otra |el |la )?(?:cita|hora|turno|reserva|espacio|lugar|#)|(?:puedo|podria|puede|podemos|podriamos) (?:ir|pasar|pasarme|pasarnos|venir|llevar|llevarlo|llevarla|reservar|pedir|sacar|agendar|acercarme|coger|traer|hacerme|dejar)|(?:me|nos|le|lo|la|me lo|me la|te) (?:das|dan|dais|da|puedes|pueden|puede|podeis|podes|podrias|podrian|podriais|apuntas|anotas|agendas|ponen|pones|coges|cogeis|reservas|harias|hacen|haces|guardas|guardan|atienden|atenderian|reciben|ven|anoto|viene bien|va bien|vendria bien|queda bien|conviene|sirve|va mejor|viene mejor|queda mejor|vendria)|ponme|ponerme|apuntame|anotame|agendame|reservame|dame (?:una |un )?(?:hora|cita|turno|espacio)|agendar|reservar|(?:una |un |mi |otra |otro )?(?:cita|turno|hora) (?:para|con|el|de|a|_|#|@)|(?:puede|podria|puedo) ser|(?:se puede|sera posible|seria posible)|disponib\\w+|huecos?|^(?:una |un )?(?:cita|turno|hora)|cuando (?:me lo|tienes|tenes|tendrias|hay|puedo|pueden|podeis|podria\\w*|tienen|teneis|seria)|arreglarme|cortarme|hacerme|que (?:horas?|horarios?|dias?|turnos?) (?:tienes|tienen|teneis|tenes|hay|te quedan|os quedan|disponib\\w*|tendria\\w*)|lo que haya|lo que tengas',
    '(?:tem|teria|voces tem|vcs tem|ha) (?:\\p{L}+ |_ |# ){0,3}(?:horario|vaga|hora|algo|disponib\\w+|agenda|_|livre|encaixe)|(?:quero|queria|gostaria|preciso|precisava)|(?:marcar|agendar|reservar|remarcar) (?:um |uma |horario|consulta|#|_|para|com|o|a|uma hora)|(?:da|dava|daria|pode|posso|poderia) (?:pra|para|ser|ir|marcar|encaixar|levar|passar)|me encaixa\\w*|^(?:um |uma )?(?:horario|consulta|marcacao)|que horarios? (?:tem|voces|tens)',
    '(?:haben|habt|hatten|hattet|gibt|gabe|ist|ware|geht|ginge|wann) (?:\\p{L}+ |_ |# |@ ){0,6}(?:frei|freie|freien|termin|termine|platz|moglich|zeit|was)|(?:mochte|hatte gern[e]?|hatt gern[e]?|wurde gern[e]?|brauche|brauch|ich will|wollte|suche|bitte um)|(?:hatte|hatt) gern|(?:einen?|nen|n|den) termin|^termin|kann ich (?:\\p{L}+ |_ ){0,4}(?:kommen|vorbeikommen|bringen|haben|einen)|konnte ich (?:\\p{L}+ |_ ){0,4}(?:kommen|vorbeikommen|bringen|haben)|passt (?:mir|euch|ihnen|es|_)|am (?:besten|liebsten)|(?:konnt|konnen) (?:ihr|sie) (?:mich|mir|uns)|(?:geht|ginge|klappt) (?:_|es|auch|das)',
    '(?:avez|auriez|avriez|y a t il|il y a|reste) (?:\\p{L}+ |_ ){0,4}(?:creneau\\w*|place|dispo\\w*|libre|quelque chose|rendez vous|_)|(?:je )?(?:voudrais|veux|souhaite|souhaiterais|aimerais|cherche|prendrais)|j (?:aimerais|ai besoin)|(?:prendre|reserver|avoir|fixer) (?:un |une )?(?:rendez vous|creneau|rdv|#)|(?:un |mon )?rendez vous (?:pour|le|avec|_|#)|(?:est ce que )?(?:je peux|puis je|je pourrais|pourrais je) (?:venir|passer|avoir|prendre|amener)|c est possible|possible _|(?:ca|serait|ce serait) possible|vous (?:pouvez|pourriez) me (?:prendre|caser)|^(?:un )?rendez vous|dispo\\w*',
    '(?:avete|avreste|c e|ci sono|ci sarebbe|hai) (?:\\p{L}+ |_ ){0,4}(?:posto|libero|disponib\\w+|qualcosa|appuntamento|orari|buco|_)|(?:vorrei|volevo|voglio|mi serve|mi servirebbe|avrei bisogno|ho bisogno|desidero|cerco)|(?:prenotare|fissare|prendere) (?:un |una |l )?(?:appuntamento|visita|#|taglio)|(?:un )?appuntamento (?:per|il|con|_|#)|(?:posso|potrei|possiamo) (?:venire|passare|avere|prenotare|portare)|(?:si puo|e possibile|sarebbe possibile)|^(?:un )?appuntamento|mi va(?: bene)?|mi andrebbe',
  ].join('|'),
);

/** Something hurts or is broken: a visit is wanted even if nothing says so. */
const SYMPTOM = phrase(
  'hurts|hurting|aches?|aching|pain|painful|sore|toothache|chipped|cracked|broken (?:tooth|nail|filling)|broke (?:a|my)|lost (?:a|my) (?:filling|crown)|(?:filling|crown|tooth|nail) (?:fell|has come|came|broke|has fallen)|swollen|bleeding gums|slipped disc|pulled (?:a|my)|twisted|sprain\\w*|done my (?:back|knee)|put my back out|stiff|squeak\\w*|squeal\\w*|grinding|weird noise|making (?:a )?(?:\\p{L}+ )?noise|leaking|flat (?:tyre|tire|battery)|puncture|wont start|warning light|overheat\\w*|doesnt cool|not cooling|grew out|roots (?:are )?showing|(?:me |le |nos )?(?:duele|duelen|dolia)|dolor(?:es)?(?: de)?|molestia|(?:se me|se le) (?:ha )?(?:partio|partido|rompio|roto|salio|salido|cayo|caido|encendio|encendido|prendio|prendido|pincho|quebro|jodio)|hinchad\\w*|inflamad\\w*|sangr\\w+|ruido(?: raro)?|chirr\\w+|gotea|pierde (?:aceite|agua)|pinch\\w+|no (?:arranca|enfria|frena)|luz (?:del|de) (?:motor|aceite)|testigo|contractura|lumbago|ciatica|esguince|tut (?:mir |der |die )?(?:\\p{L}+ )?weh|schmerzen|abgebrochen|geschwollen|quietsch\\w*|geht nicht an|springt nicht an|(?:j ai )?mal (?:a|au|aux) (?:la |l )?(?:dent\\w*|dos|tete|genou|epaule|cou)|casse une dent|fuite|bruit (?:bizarre|etrange)|mi fa male|dolore|mal di (?:denti|schiena)|si e (?:rotto|rotta|accesa)|rumore|(?:esta )?doendo|dor (?:de|no|na)|quebrou|barulho|vazando',
);

/** Prefers something: a statement of a wish, no question. */
const ANOTHER = phrase(
  '(?:also|too|as well|another|a second|one more|tambien|otra|otro|ademas|auch (?:noch )?(?:einen|eine)|noch einen|aussi|un autre|anche|un altro|tambem|outro|outra)',
);
const INSTEAD = phrase(
  '(?:instead|rather|better|could do|can do|make it|actually|change|move|switch|swap|mejor|prefiero|preferiria|en vez|cambia\\w*|pasa\\w*|lieber|besser|plutot|mieux|meglio|piuttosto|melhor|prefiro|earlier|later|antes|despues|puede ser|podria ser|would .* (?:work|be)|same time|misma hora|stessa ora|meme heure|gleiche (?:zeit|uhrzeit)|mesma hora)',
);
const CANT = phrase(
  '(?:cant|cannot|can not|wont be able to|not able to|unable to|not going to be able to|wont|not gonna) (?:now |actually |longer )?(?:make|come|do|be there|attend|get there|get to)|(?:dont think i can|no longer able) (?:to )?(?:make|come)|something(?:s| has)? (?:came|come) up|no (?:voy a |vamos a )?(?:podre|puedo|podemos|podra|puede|voy|llego|poder)(?: a poder)? ?(?:ir|asistir|llegar|acudir|venir|_|a la|al|manana)?|no (?:me )?(?:sera|va a ser) posible|me (?:surgio|ha surgido|salio) (?:algo|un|una)|nao (?:vou|posso|consigo|poderei|vai dar)(?: poder| conseguir)?(?: ir| comparecer|$| _)|kann (?:leider )?(?:_ )?(?:doch )?(?:leider )?nicht(?: kommen)?|schaffe es (?:leider )?nicht|mir ist (?:etwas|was) dazwischen|je ne (?:peux|pourrai|vais) pas (?:\\p{L}+ )?(?:venir|etre|pouvoir)|(?:j ai )?un empechement|non (?:posso|riesco|potro) (?:a )?(?:piu )?(?:venire|esserci)|ho un (?:imprevisto|impegno)',
);
const COMES_UP = phrase(
  'something(?:s| has)? (?:came|come) up|(?:me |nos )?(?:ha )?(?:surgio|surgido|salio|salido) (?:algo|un|una)|dazwischen gekommen|un empechement|un imprevisto|unavailable|im away|i am away|im working|im at work',
);
/** A day that belongs to something else in the customer's life. */
const EVENT = phrase(
  '(?:i|we)(?:m| am| re| are)? (?:getting married|flying|fly|travelling|leaving|going (?:away|on holiday)|have (?:a|an) (?:wedding|party|interview|flight|event))|(?:my|our|the|a) (?:\\p{L}+ )?(?:wedding|birthday|party|graduation|interview|flight|prom|funeral|christening|hen do) (?:is|its)|(?:we|i) (?:leave|go away|travel)|salimos|nos vamos|viajamos|me caso|nos casamos|(?:es|tengo|tenemos|tiene) (?:mi |la |el |una? |su )?(?:boda|cumple\\w*|fiesta|entrevista|vuelo|viaje|graduacion|comunion|evento)|viajo|me voy de viaje|wir heiraten|ich heirate|hochzeit ist|je me marie|mi sposo|vou viajar|casamento e',
);
const THINKING = phrase(
  '(?:preguntarle|preguntarl[oe]|(?:le|les) pregunto|pregunto|consulto|hablo|lo hablo|asking|ask) (?:a|con|to|with|my) (?:mi |my )?|hold (?:it|that|this|on to it|the (?:slot|time|thought))|keep (?:it|that|the slot) (?:for me|until|till|while)|while i (?:ask|check|think)|(?:me )?(?:guard\\w+|apart\\w+|reserv\\w+) (?:el |la |ese |ese )(?:lugar|turno|hora|horario|cupo)|(?:lo |la )?(?:puedo|podria) pensar(?:lo|la)?|can i (?:think|sleep on)|(?:let me|ill|i will|i need to|i have to|gotta|need to|just|gonna|going to|have to) (?:\\p{L}+ ){0,2}(?:think|check|see if|ask|speak to|talk to|look|confirm with|run it|get back|let you know|sleep on)|(?:deja(?:me|d|nme)?|dejeme|permiteme|permitame|tengo que|necesito|voy a|debo) (?:que )?(?:lo |la )?(?:\\p{L}+ ){0,2}(?:pens\\w+|pienso|piense|ver|veo|mire|miro|mirar\\w*|consult\\w+|pregunt\\w+|chec\\w+|revis\\w+|confirm\\w+ con|hablar\\w* con)|(?:y|ya|luego|ahora|despues|manana|mas tarde) (?:te|os|les|le) (?:digo|aviso|confirmo|cuento|escribo)|te (?:aviso|digo|confirmo|escribo)|(?:vou|preciso|deixa eu|tenho que) (?:\\p{L}+ ){0,2}(?:ver|pensar|perguntar|checar|confirmar com|consultar)|(?:ich )?(?:muss|will|schaue|spreche|frage) (?:\\p{L}+ ){0,4}(?:uberlegen|nachfragen|nachsehen|schauen|fragen|absprechen|klaren)|melde mich|(?:je )?(?:vais|dois) (?:\\p{L}+ ){0,2}(?:reflechir|voir|demander|verifier)|je (?:vous|te) (?:redis|recontacte|tiens)|(?:ci|devo|fammi|lasciami) (?:\\p{L}+ ){0,2}(?:pens\\w+|vedere|chiedere|controll\\w+|sentire)|(?:ti|vi|le) (?:faccio sapere|dico|avviso)|get back to you|let you know',
);
/** No, in a sentence of its own. */
const REFUSING = phrase(
  '(?:not|no) (?:the |los |las |de )?_(?: ones?| slots?| times?)?$|(?:so |thats |its |is )?no good|(?:that|it|this|those|these|they|none)(?: \\p{L}+){0,3} (?:doesnt|does not|wont|dont|do not|didnt) (?:work|suit|fit)|none of (?:these|those|them)|cant (?:do|make) (?:that|any|it|those|these|then|_)|i (?:dont|do not) want (?:that|it|this|these)|thats (?:too|not) (?:\\p{L}+ )?(?:early|late|far|soon|expensive|right|what)|wrong (?:day|time|one|date|person|service)|(?:ese|esa|esos|esas|este|esta|el|a ese|a esa)(?: \\p{L}+){0,2} (?:no (?:puedo|me (?:va|viene|sirve|queda|conviene)|es|va)|ni (?:loc[oa]|de broma|hablar)|imposible)|no (?:me (?:van?|vienen?|sirven?|quedan?|convienen?|cuadran?)|puedo)(?: bien)?(?: \\p{L}+){0,3}$|ningun[oa] (?:me|de)|(?:passt|geht) (?:mir |leider |da |doch |bei mir ){0,3}nicht|da (?:kann|arbeite) ich(?: nicht)?|(?:ca |cela )?(?:ne )?(?:me )?(?:va|convient|marche) pas|je (?:ne )?peux pas|non (?:posso|va bene|mi va|riesco)|nao (?:posso|da|consigo|serve|vai dar)|nenhum\\w*|nessun\\w*|aucun\\w*|kein\\w+ davon',
);
/** Confirms in so many words, inside a longer sentence. */
const CONFIRMING = phrase(
  '^(?:please )?book(?: please)?$|(?:please )?(?:confirm|book) (?:it|that|this|the appointment|me in)(?: please| then)?$|go ahead(?: and book)?(?: it| please)?$|^(?:yes|si|ja|oui|sim|yep|yeah|ok|okay|perfect|perfecto|great)[, ]+(?:\\p{L}+ ){0,3}(?:book it|confirm it|confirmo|confirmalo|confirmala|reservalo|reservala|confirmado|go ahead|please do|works(?: for me)?|thats? (?:perfect|great|fine|good|works)|sounds (?:good|great)|me (?:va|viene|queda|parece) (?:bien|perfecto|genial)|ahi (?:estare|nos vemos)|passt|c est (?:bon|parfait)|va bene|pode (?:confirmar|marcar))',
);
const LATER_MAYBE = phrase('^(?:if|si|se|wenn|falls) (?:not|no|nicht|non|nao)|if not this is fine');

/** Words that only somebody uses who wants to come. */
const COMING = phrase(
  'appointments?|appts?|bookings?|slots?|spots?|openings?|come(?: in)?|seen|see (?:someone|somebody|you|@|the|a)|fit|squeeze|pencil|visit|session|availability|available|free|space|book|reserve|schedule|anything|citas?|turnos?|hora|horas|huecos?|lugar|sitio|espacio|disponib\\w+|reserv\\w+|agend\\w+|ir|pasar|venir|atender\\w*|algo|termine?|platz|frei\\w*|kommen|vorbeikommen|rendez vous|creneau\\w*|dispo\\w*|passer|appuntament\\w*|posto|prenot\\w+|consulta|horario|vaga|marcar|encaix\\w+|puede ser|podria ser|earlier|later|sooner|antes|despues',
);

const HAVE_TO =
  /^(?:and |so |also |y )?(?:(?:do|will|should|must|would) (?:i|we|they|he|she) (?:need|have|require)|(?:do|did|have) (?:i|we) (?:still |already )?(?:have|got)|(?:hay|tengo|tenemos) que)/;

const PRAISE = phrase(
  '(?:was|is|were|looks?|came out|turned out|did) (?:absolutely |so |really |just |an? )?(?:amazing|great|brilliant|fantastic|lovely|perfect|gorgeous|beautiful|wonderful|awesome)|love(?:d)? (?:it|my|the|this)|(?:great|amazing|brilliant|fab|lovely) (?:job|cut|work|service)|best (?:cut|haircut|service|dentist)|(?:me |nos )?(?:quedo|quede|salio|ha quedado) (?:muy |super |re )?(?:genial|bien|hermos\\w|precios\\w|divin\\w|perfect\\w|lind\\w|increible)|me encant\\w+|excelente (?:atencion|servicio|trabajo)|ficou (?:lindo|otimo|perfeito|maravilhoso)|adorei|sieht (?:super|toll|klasse) aus|bin (?:sehr|super) zufrieden|tres (?:content|contente|satisfait)\\w*|c etait (?:parfait|super|genial)|(?:bellissim|perfett|fantastic)\\w (?:taglio|lavoro)|contentissim\\w|mi piace (?:molto|tantissimo)',
);
const ELSEWHERE = phrase(
  'wrong (?:chat|number|person|group|window|one sorry)|not (?:for you|meant for you)|numero equivocado|(?:me )?equivoqu\\w+ de (?:chat|numero|grupo|persona)|chat equivocado|no era para (?:ti|vos|ustedes|aqui)|falsche(?:r)? (?:nummer|chat)|mauvais(?:e)? (?:numero|conversation)|numero sbagliato|ho sbagliato (?:chat|numero)|numero errado|mensagem errada|just testing|test message|ignore (?:that|this|me)|ignor\\w+ (?:el|este) mensaje',
);
const WILL_TELL = phrase(
  '(?:let|lets) (?:you|u) know|get back to (?:you|u)|tell you (?:tomorrow|later|tonight)|(?:y |ya |luego |despues |manana |_ )?(?:te|os|les|le) (?:digo|aviso|confirmo|cuento)|melde mich|sage (?:ihnen|dir|euch) bescheid|(?:je )?(?:vous|te) (?:dis|redis|confirme|tiens au courant)|(?:ti|vi|le) (?:faccio sapere|dico|avviso|confermo)|te (?:falo|aviso|confirmo)',
);

export const requests = {
  praises: (text: string) => PRAISE.test(text),
  astray: (text: string) => ELSEWHERE.test(text),
  willTell: (text: string) => WILL_TELL.test(text),
  coming: (text: string) => COMING.test(text),
  visit: (clause: string) => FREE_TIMES.test(clause) && !HAVE_TO.test(clause),
  symptom: (clause: string) => SYMPTOM.test(clause),
  another: (text: string) => ANOTHER.test(text),
  instead: (text: string) => INSTEAD.test(text.replace(CANT, ' ')),
  comesUp: (clause: string) => COMES_UP.test(clause),
  event: (clause: string) => EVENT.test(clause),
  cannot: (text: string) => CANT.test(text),
  thinking: (text: string) => THINKING.test(text),
  refuses: (clause: string) => REFUSING.test(clause),
  confirms: (clause: string) => CONFIRMING.test(clause),
  fallback: (clause: string) => LATER_MAYBE.test(clause),
};
