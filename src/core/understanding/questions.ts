import type { Intent } from '#contracts/meaning.ts';
import { phrase } from './alternation.ts';

/** Words that a question may begin with, and that change nothing about what it asks. */
const OPENING =
  /^(?:(?:hi|hello|hey|hola|buenas|ola|oi|hallo|moin|bonjour|salut|ciao|buongiorno|ok|okay|so|oh|um|sorry|actually|wait|hang on|hold on|one sec|quick question|question|just|please|and|also|but|y|pero|oye|oiga|perdon|disculpa|disculpe|una pregunta|una duda|una consulta|pregunta|consulta|che|mira|e|mas|und|aber|et|mais|ma|just wondering|wondering|i was wondering|i want to know|i just want to know|just want to know|i would like to know|id like to know|want to know|can you tell me|could you tell me|can i ask|may i ask|do you know|tell me|let me know|me puedes decir|me podrias decir|me puede decir|puedes decirme|podrias decirme|me dices|me decis|dime|digame|decime|quisiera saber|quiero saber|queria saber|me gustaria saber|gostaria de saber|queria saber|quero saber|ich wollte fragen|ich wollte wissen|konnen sie mir sagen|kannst du mir sagen|wissen sie|je voulais savoir|je voudrais savoir|pouvez vous me dire|volevo sapere|vorrei sapere|mi sa dire|mi puo dire|if|whether|si|ob|se|que|by the way|btw|por cierto|gracias|thanks|no|yes|yeah|si|claro|before i confirm|before that|antes de confirmar|primero|first)[ ,]+)+/;

/** A condition about what may happen later: "if I need to cancel", "once it is booked". */
const IF =
  'if|once|in case|what if|what happens|when i|as long as|si|y si|que pasa|en caso|se(?! puede| pueden| podria| puo| pode)|e se|caso|falls|wenn|was ist wenn|au cas ou|s il|et si|qualora|nel caso';
const DROP =
  'cancel(?:l?ed|ling|lation)?|reschedul\\w*|change|move|cancelar\\w*|cancelo|cancelacion|anular\\w*|cambiar\\w*|desmarcar|desmarco|remarcar|absag\\w*|stornier\\w*|verschieb\\w*|umbuch\\w*|annul\\w*|deplacer|decaler|disdire|spostare|cant (?:make|come)|dont (?:come|show)|miss it|no show|late|no puedo (?:ir|llegar|asistir)|no voy|llego tarde|falto|faltar|nao (?:posso|puder) ir|atrasar|zu spat|nicht kann|nicht kommen|empeche\\w*|en retard|non posso venire|ritardo';

/** What would happen if: a question about rules, never an order. */
export function isConditional(clause: string): boolean {
  return QUESTIONS[0]?.[1].test(clause) ?? false;
}

/** In order: the first that fits a part of a message says what it asks. Each is tried on one clause, its opening words left out. */
const QUESTIONS: readonly (readonly [Intent, RegExp])[] = [
  [
    'policy',
    phrase(
      [
        `(?:${IF}) .*(?:${DROP})`,
        `(?:${IF}) (?:\\p{L}+ |\\d+ ){1,6}(?:late|tarde|atrasad[oa]|zu spat|en retard|in ritardo)`,
        `(?:${DROP}).* (?:${IF}|once|later|after booking|afterwards|last minute|free of charge|for free|fee|charge|penalty|policy|how much notice|until when|up to when|notice|multa|penaliza\\w*|cargo|coste|recargo|anticipacion|antelacion|hasta cuando|cuanto tiempo antes|con cuanto|politica|sin coste|gratis|jusqu a quand|frais|gratuit\\w*|bis wann|kostenlos|gebuhr\\w*|frist|fino a quando|penale|gratis|ate quando|taxa|aviso)`,
        `(?:how much notice|cancell?ation (?:policy|fee|charge|terms|rules?)|late (?:policy|fee)|no show (?:fee|policy)|con cuant[ao] (?:anticipacion|antelacion|tiempo)|hasta cuando (?:puedo|se puede|tengo)|politica de cancel\\w*|stornobedingungen|conditions d annulation|politica di cancellazione)`,
        `(?:will|can|could|am|would|do|may|cant|cannot|podre|puedo|puede|se puede|posso|consigo|da para|kann|kann man|darf|peut on|je peux|je pourrai|potro|posso) (?:i |we |you |still |ich |be able to |man |just |be |dann |later |noch |then ){0,5}(?:${DROP}) .*(?:once|after|later|later on|if|change|changes|booked|jusqu|hasta|bis|ate|fino|despues|depois|apres|dopo|nachher|noch|still|free)`,
        '(?:si|if|se|wenn|falls) (?:me |nos |mir |something |algo |etwas )?(?:surge|sale|pasa|comes up|came up|happens|dazwischen\\w*)',
        `(?:i )?(?:cant|cannot) (?:cancel|change) (?:it )?(?:once|after|if)`,
        `(?:to cancel|para cancelar|pra desmarcar|zum stornieren|pour annuler|per annullare|per disdire) .*(?:how|what|do i|cuanta|cuanto|hay que|quanto|preciso|wie|muss|combien|faut|devo|serve)`,
        `(?:cuando|como|how|when) .*(?:les|os|te) aviso|como (?:les|os|te|los) aviso`,
      ].join('|'),
    ),
  ],
  [
    'price',
    phrase(
      [
        '(?:is|does|would) (?:that|this|the) price|price (?:include|final)|(?:es|seria|ese es) (?:el |ese )?precio|precio (?:final|incluye|total)|cheap(?:er|est)|mas barat[oa]|billig(?:er|ste\\w*)|moins cher|piu economic[oa]|mais barat[oa]|valores(?: de| del| para|$)|(?:including|incl|plus|with|con|mas|inkl|inklusive|sin) (?:vat|iva|tax|taxes|impuestos|mwst|tva)|(?:rate|price) (?:list|card|chart)|menu (?:price|rate)s?|(?:#|it|this|that|consult\\w*|es|is|ist|e|sera) (?:is |es |sale |really |totally )?(?:gratis|gratuit[oae]*|kostenlos|free of charge|for free)|# (?:is |are )?free$|(?:cobr\\w+|charge) (?:mas|menos|extra|more|less|aparte)|how much(?! time| notice| longer| earlier| later| before| long)|how expensive|how pricey|(?:whats|what is|what are|what would|what will) .{0,20}(?:price|prices|pricing|cost|costs|charges?|damage|rate|rates|fees?)|(?:the |your |a |any |for )?(?:price|prices|pricing|price ?list|rates|quote)(?: list| and| for| of| please| of a| on|$)|(?:does|do|will|would|is) .{0,30}(?:cost|charge|extra|expensive|cheaper|more expensive)|what do you charge|(?:cost|costs) (?:of|for)|cost$|charge (?:for|extra)|whats the damage',
        '(?:el |ese |este )?precio (?:es|seria|con|incluye|ya|queda)|cost(?:aba|aria|ara)(?: |$)|cuanto (?:\\p{L}+ ){0,4}(?:sal(?:e|en|ir|dria|drian)|cuest\\w+|cost\\w+|cobr\\w+|val(?:e|en|er|dria)|pagar|pago)|cuanto (?:era|eran|cuesta|cuestan|vale|valen|sale|salen|es|esta|cobran|cobras|cobrais|seria|sera|me (?:sale|cobra\\w*|costaria|saldria|cuesta|vale)|por|costaria|saldria|pago|hay que pagar|anda|va|les|te)|cuanto$|(?:a |de )?cuanto (?:el|la|los|las|un|una)|a como|que (?:precio|vale|cuesta|sale|coste|valor|tarifas?)|(?:el |la |los |las |sus |tus |me das |pasame |pasas |mandame |enviame |confirmame |dame |lista de )?(?:el )?(?:precios?|tarifas?|presupuesto|costo|coste)(?: de| por| y| del| para|$| por favor| tiene\\w*)|es (?:muy )?caro|(?:mas|sale) (?:caro|barato)',
        'quanto (?:custa|custam|fica|ficam|e|sai|saem|costa|costano|viene|vengono|cobram?|ta|esta|fa)|quanto$|qual (?:o|e o) (?:preco|valor)|(?:o )?(?:preco|valor)(?: d[aeo]|$)|tabela de precos|mais caro',
        'was (?:kostet|kosten|nehmt ihr|verlangt)|wie ?viel (?:kostet|kosten|ist|macht|muss|nehmt)|wie teuer|(?:der |die )?preise?(?:liste)?(?: fur|$)|kostet .*(?:mehr|extra|was)',
        'combien (?:ca )?(?:coute|coutent|pour|est|prenez)|c est combien|combien$|quels? (?:est le |sont les |sont vos |est votre )?(?:prix|tarifs?)|(?:le |les |vos )?(?:prix|tarifs?)(?: d| pour|$)|ca coute|plus cher',
        'quanto (?:costa|viene|verrebbe|si paga|prendete)|(?:il |i |che )?prezz[io](?: d| per|$)|listino|piu caro|kitn[ae]',
      ].join('|'),
    ),
  ],
  [
    'duration',
    phrase(
      [
        '(?:take|be|last) (?:all|the whole|half a|long|ages|much longer|more than|less than|over an) ?(?:day|morning|afternoon|hour|time|_)?|(?:tarda|tardan|tardais|dura|demora|demoran|lleva) (?:mucho|todo|mas de|menos de)|(?:dauert|dure|dura|demora) (?:das |es |ca )?(?:lange|longtemps|molto|muito)|how long(?! have| until| is the wait| do i have to wait)|how much time|how many (?:hours|minutes)|(?:will|would|can|could) (?:i|we|it|that|you) (?:be )?(?:out|done|finished|ready|in and out|home|be done|be out|be ready|be finished|have it|finish|get out|leave)(?: _+| there| of there)?(?: by| before| in time| then|$)|(?:what time|when) (?:will|would|does|do) (?:i|it|we|that) (?:be )?(?:finish|done|end|over|out|ready|finished)|(?:length|duration) of|duration',
        'cuanto (?:\\p{L}+ ){0,4}(?:tard\\w+|dur\\w+|demor\\w+|llev\\w+)|cuanto (?:tiempo|dura|duran|tarda|tardan|tardais|demora|demoran|se tarda|se demora|rato|me lleva|lleva|voy a estar|estare)|(?:que|la) duracion|dura(?:ria|cion)?|(?:me )?l[oa]s? (?:tendr\\w+|teneis|tienen|tenes|tendras|devolv\\w+|entregan|entregais)|(?:a que hora|cuando) (?:salgo|saldria|salimos|acabo|acabaria|acaba|termino|terminaria|termina|estaria|estara (?:listo|lista)|estaria (?:listo|lista))|me da tiempo|(?:estare|estaria|salgo|acabo|termino|saldre|habre terminado) (?:fuera |lista |listo )?(?:para|antes|a)(?: las)?',
        'quanto tempo|demora(?: quanto| muito)?|dura quanto|que horas (?:acaba|termina|saio)',
        'wie lange|dauert|wie viel zeit|(?:wann|um wie viel uhr) (?:bin ich|ist (?:es|das|er|sie)|sind wir) .*(?:fertig|durch|raus)|(?:bin|ware) ich .*(?:fertig|raus)',
        'combien de temps|(?:ca )?(?:dure|prend|durera) (?:combien|longtemps)|(?:la )?duree|a quelle heure (?:je |ca |est ce que je )?(?:sors|finis|finit|se termine)',
        'quanto (?:dura|ci vuole|tempo|ci mette\\w*|ci si mette)|durata|a che ora (?:finisco|finisce|esco)',
      ].join('|'),
    ),
  ],
  [
    'hours',
    phrase(
      [
        '(?:are|r|is|will|do|does|did) (?:you|ya|yous|they|it|the \\p{L}+|we)(?: guys| all| lot)? (?:be )?(?:even |still |also |usually |only |ever )?(?:open|opened|close|closed|shut|working)|(?:you|u) (?:guys )?(?:open|closed)(?: on| today| tomorrow| at| late| now| rn| yet| still| _+|$)|(?:opening|business|working|office|shop|store|clinic) (?:hours|times?)|(?:the |your )?timings|(?:what|which|whats|what are|until what|til what|till what) (?:are )?(?:time|times|hours|day|days)? ?(?:are |do |does |r )?(?:you|your|ya|u|the \\p{L}+)?(?: guys)? ?(?:hours|open|opening|close|closed|shut)|(?:when|how late|how early|until when|til when) (?:are|do|does|r|is) (?:you|ya|u|it|the \\p{L}+)?(?: guys)? ?(?:open|close|shut)\\w*|^(?:your )?hours|open (?:today|tomorrow|late|_+|on|this|at|weekends?|sundays?)|hours$|open that late|open$|open then',
        '(?:esta[ns]?|estais|estan) (?:atendiendo|trabajando|abiert[oa]s?|cerrad[oa]s?)|abiert[oa]s?$|abris|abren|abre[ns]?(?: _+|$| los| el| a| hoy| hasta| por)|cierran?|cierras|cerrais|cerrad[oa]s?$|(?:que|cual es (?:el|su|tu)|sus?|tu|los|el|en que|de) horarios?|horarios?(?: de (?:atencion|apertura|trabajo)| tienen| tenes| tienes|$)|(?:hasta|desde|a) que hora(?:s)? (?:abr\\w*|cierr\\w*|cerr\\w*|atiend\\w*|trabaj\\w*|esta\\w*|estais)|(?:atienden|trabajan|trabajais) (?:en _|en domingo|los|el|hoy|manana|hasta|_+|tambien)|que dias (?:abren|abris|atienden|trabajan|estan)',
        '(?:voces|voce|vcs|voceis)? ?(?:abrem|abre|fecham|fecha|estao abertos|funcionam|atendem)(?: aos?| no| hoje| ate| _+|$| as| que)|(?:ate|a) que horas (?:abre|fecha|funciona|atende|voces)\\w*|horario de (?:funcionamento|atendimento)|(?:qual|que) (?:e )?(?:o )?horario',
        '_+ (?:\\p{L}+ ){0,2}(?<!@ )(?:abren|abris|abre|abrimos|atienden|atiende|atendeis|trabajan|trabajais|cierran|cierra|abrem|atendem|open|closed|shut)$|(?:is|es|ist|e|c est|sera|va a ser) (?:(?:a|un|dia|jour|giorno|not|no) ){0,2}(?:bank holiday|public holiday|holiday|feriado|festivo|fiesta|feiertag|ferie|festa)',
        'offnungszeiten|(?:habt ihr|haben sie|habts|seid ihr|sind sie|ist) (?:_+ |am |auch |heute |morgen |denn |noch ){0,5}(?:auf|offen|geoffnet|zu|geschlossen)|(?:wann|bis wann|ab wann|wie lange) (?:habt|haben|macht|machen|offnet|offnen|schliesst|schliessen) (?:ihr|sie)(?: auf| zu| offen| geoffnet)?|geoffnet|macht ihr (?:_+ )?(?:auf|zu)',
        '(?:etes vous|vous etes|c est|est ce que vous etes|vous) (?:ouverts?|ouvertes?|fermes?|ouvrez|fermez)|(?:ouvrez|fermez) vous|(?:vos |les |quels? (?:sont )?(?:vos|les) )?(?:horaires|heures d ouverture)|(?:a quelle heure|jusqu a quelle heure|quand) .*(?:ouv\\w*|ferm\\w*)|ouverts?$',
        '(?:siete|e|sei) (?:_+ |anche |oggi ){0,5}(?:apert[oi]|chius[oi])|(?:gli |che |quali sono gli |i vostri )?orari(?:o)?(?: di apertura|$)|(?:a che ora|fino a che ora|quando) (?:aprite|chiudete|apre|chiude)|aprite|chiudete|apert[oi]$',
      ].join('|'),
    ),
  ],
  [
    'address',
    phrase(
      [
        '(?:same|mismo|misma|stesso|gleichen?|meme|mesmo) (?:place|address|location|building|lugar|sitio|direccion|local|posto|ort|endroit)|(?:next to|opposite|beside|across from|behind|round the corner from|junto a|al lado de|enfrente de) (?:the|a|el|la|los) |(?:ground|first|second|third|fourth|top|1st|2nd|3rd|which|what) floor|(?:que|primer|segund[oa]|tercer) (?:piso|planta)|cant find (?:you|it|the (?:place|salon|clinic|shop|entrance|building|address)|your)|(?:am i|im) (?:in|at) the right place|no (?:los|te|la|lo|las) encuentro|no encuentro (?:el|la) (?:local|lugar|direccion|clinica|salon|taller|entrada|calle)|(?:finde|find) (?:euch|sie|es|die adresse) nicht|je (?:ne )?(?:vous )?trouve pas|non (?:vi |lo )?trovo|nao (?:estou )?(?:achando|encontrando|encontro)',
        'where (?:are|r|is|abouts|exactly|do|can|should|would) (?:you|u|ya|yous|it|the (?:salon|clinic|shop|garage|place|workshop|studio|office|surgery|entrance)|i|we|this|that)(?: guys)?(?: (?:located|based|at|park|go|come|find|leave|exactly|again)){0,5}|whereabouts|where (?:to|exactly)|wheres (?:the|it|your)|where$|(?:the |your |full |exact |whats the |what is the )?(?:address|location|postcode|post code|zip ?code|pin|map|directions)(?: please| again|$| of| to| for)|directions|how (?:do|can|would|should) (?:i|we) (?:get|find|come)(?: to)?(?: there| you| it| here)?|(?:is there |any |do you have |where.* )?(?:parking|car park|somewhere to park|a place to park)|can i park|park (?:there|nearby|outside|near|close)|(?:nearest|closest|which|what) (?:bus|tube|train|metro|subway|station|stop|tram|underground|car park|floor|building|street|side|entrance)|(?:near|close to|far from|next to|opposite|by) the (?:station|metro|mall|centre|center|airport)|is it far|are you far|which floor|what floor|maps? link|google maps',
        'donde (?:esta[ns]?|estais|queda[ns]?|es|se|os|puedo|los|las|hay|tengo|aparc\\w*|estacion\\w*|dejo|voy|llego|te|ubic\\w*|mero)|(?:en |por )?donde$|(?:la |su |tu |cual es (?:la|su) |me (?:das|pasas|mandas|envias|pasa|manda|envia) (?:la|tu|su) |pasame (?:la )?|mandame (?:la )?|enviame (?:la )?|que )?(?:direccion|ubicacion|localizacion|(?<!a )domicilio)(?: exacta| por favor|$| del?)|como (?:llego|llegar|se llega|voy|los encuentro)|(?:hay |tienen |teneis |tenes |con |tiene )?(?:estacionamiento|parking|aparcamiento|cochera|donde (?:aparcar|estacionar))|se puede (?:aparcar|estacionar)|que (?:parada|metro|colectivo|bus|autobus|piso|planta|calle|esquina|zona|barrio|linea)|(?:cerca|lejos) (?:de|del)(?! las? )|(?:queda|esta|es|estan) (?:muy )?(?:lejos|cerca)|ubicados?',
        'onde (?:fica|ficam|e|estao|esta|posso|estaciono|voces)|(?:o |qual o |qual e o )?(?:endereco|localizacao)(?: de| por|$)|como (?:chego|chegar)|tem (?:estacionamento|onde estacionar)|estacionamento',
        'wo (?:seid|sind|ist|liegt|finde|kann|parke|genau|befindet|muss)|(?:die |eure |ihre |wie ist die )?(?:adresse|anfahrt|wegbeschreibung)|wie komme ich|(?:gibt es |habt ihr |haben sie )?(?:parkplatze?|parkmoglichkeit\\w*|parkhaus)|parken|welche (?:haltestelle|etage)',
        'ou (?:etes|est|se trouve|se situe|vous trouvez|puis|peut on|se garer|c est|je peux)|c est ou|vous etes (?:situes? )?ou|(?:l |votre |quelle est (?:l |votre ) ?)?adresse|comment (?:venir|vous trouver|on vient|y aller)|(?:un |du |y a t il un )?parking|se garer|quel (?:etage|arret|metro)',
        'dove (?:siete|si trova|vi trovate|parcheggio|posso|sta|e|devo)|(?:l |il vostro |qual e l ?)?indirizzo|come (?:arrivo|si arriva|vi raggiungo)|parcheggi(?:o|are)|che (?:piano|fermata)|kahan|kaha hai',
      ].join('|'),
    ),
  ],
  [
    'policy',
    phrase(
      [
        '(?:pagos?|pagar) (?:a|en|por) |meses sin intereses|cuotas|financ\\w+|installments?|klarna|afterpay|deposit|prepay\\w*|pay (?:now|upfront|in advance|online|later|there|on the day|afterwards|by|with|in)|(?:how|can|do|must|should|where|when) (?:do |can |should |must )?(?:i|we|you) (?:have to |need to )?pay|payment|(?:cards?|cash|amex|visa|apple pay|google pay|contactless|paypal|venmo|zelle|upi|gpay|bizum|pix|mbway|mb way|twint|ec karte) ?(?:only|ok|accepted|fine|or \\p{L}+)?',
        '(?:do (?:you|they|yall|u)|you)(?: guys| all)? (?:accept|take|honou?r)(?! (?:an? |the )?(?:appointments?|bookings?)| me| him| her| long| it| that| the \\d| \\d| off| care| about| place)(?: \\p{L}+)+|(?:acept|acepta|aceptan|aceptais|aceptas|admit\\w*|coge[ni]s?|reciben|trabajan con|aceitam|aceita|nehmen sie|nehmt ihr|akzeptier\\w*|accept\\w*|prenez vous|vous prenez|accettate|prendete)(?: \\p{L}+){0,5}',
        '(?:con )?tarjeta|efectivo|transferencia|sena|senia|anticipo|deposito|como (?:se )?(?:paga|pago)|formas? de pago|metodos? de pago|puedo pagar|se puede pagar|pagar con|se paga|cartao|dinheiro|posso pagar|karte zahlen|bar zahlen|kartenzahlung|zahlen|bezahlen|anzahlung|carte (?:bleue|bancaire)|especes|cheque|payer|acompte|carta di credito|contanti|bancomat|pagare|acconto|satispay',
        'insurance|insured|medicare|medicaid|nhs|ppo|hmo|coverage|in network|seguro|mutua|sanitas|adeslas|obra social|prepaga|osde|imss|plano|convenio|krankenkasse|kasse|versicherung|mutuelle|secu|carte vitale|assicurazione|mutua',
        'discounts?|student (?:price|rate|discount)|seniors?|pensioners?|oap|concession|promo(?:tion)?s?|offers? on|deals? on|loyalty|vouchers?|gift (?:cards?|vouchers?)|coupon|descuentos?|promo(?:cion)?(?:es)?|ofertas?|bonos?|vale regalo|tarjeta regalo|gift|jubilad\\w*|estudiant\\w*|desconto|promocao|vale presente|rabatt|gutscheine?|aktion|reduction|remise|bon cadeau|carte cadeau|sconto|buono regalo|sconti|offerte',
        '(?:can|could|may|do|is it ok(?: if)?|are|ok to) (?:i |we |you )?(?:bring|have|allow|accept|take)? ?(?:my |a |the |in )?(?:dogs?|pets?|puppy|cat|baby|pram|buggy|pushchair|stroller)|dog friendly|pet friendly|bring (?:my|the|a)|(?:levar|trazer) (?:a |o )?(?:minha|meu)|portare (?:mi[ao]|il mio|la mia)|(?:amener|emmener) (?:mon|ma|mes)|mitbringen|(?:voy|vengo|llevo) con (?:mi|el|la)|hay (?:algun )?problema|perros?|perrit\\w*|mascotas?|gato|llevar (?:a )?(?:mi|el|la|al)|carrito|puedo ir con|cachorros?|hunde?|chiens?|cane|cani',
        'do i (?:need|have) to (?:confirm|sign|register|call|phone|email|fill|arrive early|book again)|(?:tengo|hay) que (?:confirmar|llamar|registrar\\w*)|walk ?ins?|without (?:an )?appointment|just (?:walk|turn|show) (?:in|up)|(?:do|need|have) (?:i|you)?(?: need| have)? ?(?:to (?:book|have)|to make) (?:an )?(?:appointment)?|by appointment only|appointment only|sin (?:cita|turno|reserva|hora)|hay que (?:pedir|sacar|reservar) (?:cita|turno|hora)|hace falta (?:cita|reserv\\w*)|por orden de llegada|sem (?:hora )?marca\\w*|ohne termin|sans rendez vous|senza (?:appuntamento|prenotazione)',
        'new (?:patients?|clients?|customers?)|taking on|nuevos? (?:pacientes|clientes)|neue patienten|neupatienten|nouveaux patients|nuovi pazienti|novos pacientes|under ?18|underage|minor',
        'remind(?:ers?| me(?! what| when| which| where| of| who))?(?! me)|send me a (?:reminder|confirmation)|get a (?:reminder|confirmation|text)|recordatorios?|(?:me|nos) (?:recuerd\\w*|avisan|avisas? (?=_|un dia|el dia|antes|por)|mandan|envian|llega)|recordarme|lembrete|erinner\\w*|rappel|promemoria|confirmacion por',
        'invoice|receipt|factura|recibo|ticket fiscal|rechnung|quittung|facture|recu|fattura|ricevuta|nota fiscal|guarantee|warranty|garant\\w*|refunds?|reembols\\w*|devolucion|ruckerstattung|rembours\\w*|rimborso',
        `(?:if|what if|cuando|si|se|wenn|falls) (?:im|i am|i m|i|llego|estoy|ich|je suis|sono|arrivo|chego|eu)(?: \\p{L}+| \\d+| _+){0,4} (?:late|tarde|zu spat|verspat\\w*|en retard|in ritardo|atrasad\\w*|running late)`,
        '(?:how )?late (?:can i|am i allowed|is too late)|grace period|tolerancia|margen de|kulanz',
        'wont stop me|turn me away|lose my (?:slot|appointment|place)|pierdo (?:el|la|mi) (?:turno|cita|hora|lugar)',
        'wi ?fi|waiting (?:room|area)|toilets?|restrooms?|sala de espera|bano|(?:drop|leave|bring) .{0,20}_ before|masks?|mascarilla|cubrebocas|tapabocas|courtesy car|loan car|coche de (?:sustitucion|cortesia)|auto de cortesia|ersatzwagen|leihwagen|voiture de pret|auto sostitutiva|wait (?:there|while)|esperar (?:ahi|alli|ahi mismo)|puedo esperar|leave (?:it|the car|my car) (?:over ?night|the night before|with you|there)|drop (?:it|the car|the keys?) (?:off )?the night before|dejar(?:lo|la|les)? (?:la noche|el coche|el carro|el auto)|collect(?:ion)? (?:and|service)|pick (?:up )?and drop|wheelchair|accessible|lift|step free|silla de ruedas|ascensor|rampa|accesible|rollstuhl|barrierefrei|fauteuil roulant|sedia a rotelle',
      ].join('|'),
    ),
  ],
  [
    'other',
    phrase(
      '(?:are|is) (?:you|this|that|it|i talking to) (?:really |actually )?(?:a |an )?(?:real |actual )?(?:bot|robot|machine|ai|human|person|automated|computer|real)|(?:eres|sos|es|esto es|hablo con) (?:un |una )?(?:bot|robot|maquina|persona|ia|humano)|(?:e|voce e) (?:um )?(?:robo|bot)|(?:bist du|sind sie|ist das) (?:ein )?(?:bot|roboter|mensch|ki)|(?:c est|vous etes|etes vous) un (?:robot|bot)|(?:sei|e) un (?:bot|robot)|(?:are you|you) hiring|any (?:jobs|vacancies)|(?:vacantes?|empleo|trabajo) (?:disponible|hay)|buscan (?:personal|gente)',
    ),
  ],
  [
    'my_bookings',
    phrase(
      [
        '(?:what|which) (?:are|were|was|is) the details|(?:which|what) (?:days?|dates?|times?) (?:am|are) (?:i|we)(?: |$)|a nombre de quien|(?:under|in) (?:what|which|whose) name|what time (?:should|do|must|shall|are) (?:i|we) (?:\\p{L}+ )?(?:get|come|arrive|be|due|supposed|expected)|(?:cant|dont|do not|cannot) (?:see|know|remember|recall|find) (?:what|which|when|the) (?:day|time|date|it|my|i|slot)|(?:forgot|forgotten|lost track of|not sure|unsure) (?:what|which|when|the) (?:day|time|date|my|i|it)|no (?:me |nos )?(?:acuerdo|recuerdo)|(?:checking|double checking|make sure|making sure|check)(?: that| if| whether| just)* (?:i|im|we|were|we are|my|its) (?:\\p{L}+ )?(?:still|all|on|booked|set|down|confirmed|good)|still (?:on|good|ok|set|happening) (?:for|_)|(?:what|which|when|at what) (?:time|day|date)? ?(?:is|was|s) (?:the|my|mine) (?:\\p{L}+ )?(?:one|appointment|booking|visit|#)|(?:repeat|recap|remind me|resend|send me|say|tell me)(?: me| us| that| again| of| please)*(?: the| my| what| all)* (?:time|day|date|details|appointment|booking)s?(?: again| please|$)|(?:repetir\\w*|repit\\w+|repetis|recuerd\\w+|recordar\\w*|recordas)(?: me| el| la| los| que)* (?:dia|hora|fecha|datos|cita|turno)',
        '(?:when|what time|what day|which day|what date|where|who|at what time|what)(?:s| is| was| are| were|) (?:it again|my|our|mine)(?: next)?(?: _+)?(?: appointment| appointments| booking| bookings| slot| reservation|$| with| on| at)?|what (?:do|did|have) i (?:have |got )?(?:on(?: _|$)|_+|booked|got|book|scheduled|coming up)|(?:do|did|have) i (?:still |already |even )?(?:have|got|book|get)(?: an| a| any| my| another)? ?(?:appointments?|bookings?|slot|something|anything|one)(?: booked| with| coming| on| _+|$)|(?:my|see my|show my|show me my|check my|list my|view my) (?:next )?(?:appointments?|bookings?|reservations?)$|(?:am|are) (?:i|we) (?:still |all |already |definitely )?(?:booked|confirmed|set|down|good|on)(?: in)?|(?:did|has) (?:it|that|my|the) (?:booking |appointment )?(?:go|gone|went|get|got|been) (?:through|booked|confirmed)|(?:when|what time) (?:am|are|do|did|was) (?:i|we)(?: meant| supposed| due)?(?: to)? ?(?:booked|come|coming|in|be|due|seeing|have|book)\\w*|(?:is|was) (?:that|this|it|mine|my (?:appointment|booking)|the (?:appointment|booking|first|second|_+)(?: one)?)(?: still| definitely| all| already| actually| even| for)? ?(?:the|on|at|in the|this|next|for|a|with|available|free|booked|confirmed|ok|am or pm|am|pm|_+|going ahead|happening)|^(?:\\p{L}+ )?(?:is|are|does) .{0,40}(?:still|all) (?:free|available|on|booked|there|going ahead|good)$|^still (?:free|available|on)$|^(?:\\p{L}+ )?(?:es|is it|is that|is this|ist das|ist es|c est|sera) (?:con|with|mit|bei|avec|com) @|is (?:it|that|this) (?:_+|\\d+|the)|(?:whats|what is|what was) the (?:time|day|date) (?:of|for|again)|remind me (?:when|what time|of)|when was it|which (?:one|day|time) (?:is|was) (?:it|that)|confirm (?:my|the) (?:appointment|booking)(?: details| time)|what did i book|do you (?:still )?have (?:me|us|my (?:appointment|booking)) (?:down|booked|in|for|on)|who (?:am i|is it) (?:booked |with|seeing)|whos it with|with who(?:m)?$',
        '(?:tenia|teniamos) (?:\\p{L}+ ){0,2}(?:cita|turno|hora|reserva)|confirm(?:a|as|an|ais|ame|arme|arnos|ar)(?:me|nos)? (?:que|si) (?:es|era|tengo|esta|tenemos|la|el|mi)|confirmar(?:me|nos|te)? (?:el|la|mi|si) (?:\\p{L}+ )?(?:turno|cita|hora|reserva)|(?:cuando|a que hora|que dia|para cuando|a que horas|que hora|con quien|donde)(?: me)? (?:era|es|tengo|tenia|teniamos|tenemos|quede|quedo|quedamos|seria|toca|tocaba|estaba|esta) ?(?:yo |mi |la |el |nuestr\\w+ |lo )?(?:mi |la )?(?:cita|turno|hora|reserva|consulta|proxima cita|proximo turno|$|entonces|al final|con|mio|mia|_+|lo|agendad\\w*)|(?:que|cuales) (?:citas?|turnos?|reservas?) (?:tengo|tenia)|(?:mis|ver mis|consultar mis) (?:citas|turnos|reservas)|(?:mi|ver mi) (?:cita|turno|reserva)$|tengo (?:alguna |algun |una |un )?(?:cita|turno|hora|reserva)(?: agendad\\w*| reservad\\w*| con| para| _+|$| o no)|(?:quedo|quedamos|esta|quedaria|ya esta|esta ya) (?:confirmad[oa]|reservad[oa]|agendad[oa]|apuntad[oa])|sigue (?:en pie|libre|disponible|estando|todavia)|(?:todavia|aun|ya) (?:esta|sigue) (?:libre|disponible|en pie|reservad\\w*)|esta (?:libre|disponible)|es (?:(?:el|la|por la|para el|a las?|este|con|para|de la) )?(?:_+|manana|tarde|mismo|proximo)|(?:es|seria|era) (?:el|por|a|con|para|_+)(?!.*puede ser).*(?:no|verdad|cierto|o)$|(?:el|es el) _+ o el _+|se guardo|quedo (?:guardad|registrad|hech)\\w*|me (?:confirmas|recuerdas|recordas|repites|repetis|recuerda) (?:el|la|mi|que|cuando|a que) ?(?:dia|hora|cita|turno|horario)?|a que hora (?:me )?(?:era|es|tengo|tenia)|cual era',
        '(?:quando|que horas|que dia|qual) (?:e|era|esta|ficou|eu tenho|tenho|marquei) ?(?:a |o |meu |minha )?(?:consulta|horario|agendamento|marcado|mesmo|$)|(?:meus|minhas|ver meus) (?:agendamentos|horarios|consultas|marcacoes)|tenho (?:algo|alguma|algum|consulta|horario) ?(?:marcad\\w*)?|esta (?:marcado|confirmado|agendado)|ainda esta (?:livre|disponivel)|minha (?:consulta|marcacao) (?:e|esta)',
        '(?:wann|um wie viel uhr|wie spat|an welchem tag|welche|bei wem) (?:war|ist|habe|hab|hatte) (?:ich )?(?:nochmal |noch mal |denn |mein |der |den ){0,5}(?:termin|termine|einen termin|meinen termin|$|dran)|(?:habe|hab) ich (?:noch |schon |_+ ){0,5}(?:einen? |den )?termine?|meine? termine?$|welche termine|ist (?:der|das|mein termin|es)(?: termin)? (?:noch |schon |jetzt ){0,5}(?:frei|bestatigt|gebucht|fest|am|um|_+)|noch frei$',
        '(?:quand|a quelle heure|quel jour|c est quand|avec qui) (?:est|etait|c est|j ai|ai je|deja)? ?(?:mon|le|deja|_+)? ?(?:rendez vous|$|deja|mon rendez vous)|mes (?:rendez vous|reservations)|(?:j ai|ai je|est ce que j ai) (?:bien )?(?:un )?rendez vous|c est (?:bien |confirme|toujours |encore )+(?:_+|confirme|libre|reserve|le|disponible)?|mon rendez vous (?:est|c est)|toujours (?:libre|disponible)',
        '(?:quando|a che ora|che giorno|con chi) (?:e|era|ho|avevo|sarebbe) ?(?:il |l |un )?(?:mio )?(?:appuntamento|prenotazione|$)|(?:i miei|vedere i miei) appuntamenti|ho (?:un |gia )?(?:appuntamento|prenotato)|(?:il mio|che) appuntamento|e (?:confermato|prenotato|ancora libero|ancora disponibile)|ancora (?:libero|disponibile)',
      ].join('|'),
    ),
  ],
  [
    'staff_info',
    phrase(
      [
        '(?:have|got|there|tienen|teneis|tenes|hay|es|gibt|habt|avez|avete|tem) (?:any |a |an |una? |alguna? |einen? |des |une? )?(?:female|male|women|woman|men|lady|mujer(?:es)?|hombres?|chicas?|weibliche?n?|frauen|femmes?|donne|donna|mulher(?:es)?)(?: |$)|(?:a )?(?:man|woman|male|female|lady|guy|girl) or (?:a )?(?:man|woman|male|female|lady|guy|girl)',
        '(?:who|whos)(?: is| are| does| do| will| would|s|ll| else| can| cuts| did| has)?(?! am i| is it with)(?: \\p{L}+| _+){0,5}|how (?:old|good|experienced|qualified) (?:is|are) (?:@|they|she|he)|how long (?:has|have) (?:@|they|she|he)|which (?:of (?:you|your|them|ur)|one of|stylist|barber|therapist|dentist|mechanic|doctor|person|hairdresser|physio)(?: \\p{L}+| _+){0,5}',
        '^(?:is|does|has|was) @ (?!free|available|or |_|@)\\p{L}+|(?:is|does|will|was|isnt|hows) @ (?:in|there|working|work|off|on holiday|on leave|on|available|around|back|still|any good|good|nice|a|the|do|does|doing|your|usually|with you|_+|qualified|gentle|here|at)(?: \\p{L}+| _+){0,5}|(?:what|which) (?:days?|times?|hours) (?:is|does|are|do|will) @ (?:\\p{L}+)?|when (?:is|does|will) @ (?:next )?(?:in|work|working|there|back|available|on)|does @|is @ (?:in|there|good|nice|working)|what about @$|tell me about @|@ (?:is|does) (?:_+|on|in)',
        '(?:quien|quienes)(?: es| son| hace| hacen| me| corta| atiende| atienden| esta| trabaja| lo| la| se| va| sera)(?: \\p{L}+| _+| @){0,5}|(?:que|cuales?) (?:dias?|horarios?) (?:pasa|consulta|hay|trabaja|viene|esta|atiende|tiene|va)(?: \\p{L}+| @){0,5}|(?:esta|viene|trabaja|atiende|hace|sabe|sigue|corta|es|estara|va a estar) @(?: \\p{L}+| _+){0,5}|@ (?:\\p{L}+ |_+ ){0,3}(?:esta|trabaja|viene|atiende|hace|corta|es buen\\w+|sabe|estara|va a estar)(?: \\p{L}+| _+){0,5}|(?:es|son) (?:mujer|hombre|chica|chico|medico|doctor\\w*)|@ (?:es|is|ist|est) (?:el|la|un|una|the|a|an|der|die|le|buen)(?: |$)|cual es (?:mejor|el mejor|la mejor)|cual de (?:ustedes|vosotr\\w+|ellos|ellas)|que (?:tal|opinan) @|como es @',
        '(?:quem)(?: e| faz| sao| atende| vai| trabalha| corta)(?: \\p{L}+| @){0,5}|(?:que dias|quando) (?:a |o )?@ (?:trabalha|atende|esta)|(?:a |o )?@ (?:_+ )?(?:trabalha|atende|esta|faz)',
        'wer (?:ist|macht|sind|schneidet|behandelt|arbeitet|kann|ware)(?: \\p{L}+| @| _+){0,5}|(?:arbeitet|ist|kommt|hat|kann|macht) (?:der |die |frau |herr )?@ (?:\\p{L}+ |_+ ){0,5}(?:da|dienst|im|noch|auch|gut|frei haben)|an welchen tagen (?:arbeitet|ist) @|wann (?:arbeitet|ist) @',
        'qui (?:est|fait|s occupe|sont|coupe|travaille|me)(?: \\p{L}+| @| _+){0,5}|(?:est ce que )?@ (?:est|travaille|fait|sera) |quels jours (?:travaille|est) @|c est qui',
        'chi (?:e|fa|sono|mi|si|lavora|taglia|c e)(?: \\p{L}+| @| _+){0,5}|(?:c e|lavora|e|sara) @(?: \\p{L}+| _+){0,5}|@ (?:c e|lavora|fa|e)(?: \\p{L}+| _+){0,5}|in che giorni (?:lavora|c e) @',
      ].join('|'),
    ),
  ],
  [
    'service_info',
    phrase(
      [
        'cada cuanto|how often|wie oft|tous les combien|ogni quanto|de quanto em quanto|^(?:do|does) (?:you|u|they|@) (?:guys |all |also |even |still )?(?:do |cut |offer |have )?#$|^(?:you|they) (?:guys )?(?:do|offer|cut) #$|(?:hacen|haceis|haces|fazem|macht ihr|machen sie|faites vous|fate|ofrecen) (?:tambien |auch |aussi |anche )?#$',
        '(?:do|does|can|could|will|would) (?:you|u|ya|yous|they|it|your \\p{L}+)(?: guys| lot| all| also| even| still| ever){0,5} (?:do|offer|provide|sell|treat|fix|repair|handle|sort|cover|include|have (?:a|an|any) (?:\\p{L}+ ){0,5}(?:service|treatment|package|products?)|come to|use|speak|hurt|work on|carry|stock|last)(?! (?:me|us|it|that|this|sth|something|anything|one) (?:in|on|at|for|_+)| _+| anything| mornings| evenings| weekends)(?: \\p{L}+| _+| @){0,5}|(?:does|will|would|is) it (?:going to |gonna )?(?:hurt|painful|sting|safe|damage|include|come with|permanent|reversible)|(?:do i|should i|must i|shall i|can i) (?:need to |have to )?(?:wash|come with|bring|fast|shave|prepare|eat|drink|wear|take off|avoid|stop taking|arrive|remove|be fasted|leave my)(?: \\p{L}+| _+){0,5}|hurt(?:s|ing)?$|painful|whats (?:the difference|included|in|involved|it like)|what(?: is| does| do| are| exactly is)(?: included| the difference| it include| it involve| that include| involved| a| an| the)(?! time| address| price| cost| earliest| latest| next| appointment| soonest)(?: \\p{L}+){0,5}|what (?:services|treatments|packages|do you (?:do|offer|guys do))|what else|whats a|difference between|included|(?:home|house) (?:service|visits?|calls?)|come to (?:my|the|our) (?:house|home|place|office)|mobile service|at home|do you have a (?:menu|list)|list of (?:services|treatments)|services (?:list|menu)|(?:is|are) .*(?:included|safe|ok for|suitable|gluten|vegan|ammonia free|pregnan\\w*)|patch test|skin test|pregnan\\w*|allerg\\w*|anaesthetic|anesthesia|sedation|numb(?:ing)?',
        '(?:hacen|haceis|hace[ns]?|ofrecen|ofreceis|trabajan|trabajais|manejan|realizan|arreglan|arreglais|reparan|atienden|tratan|tienen|teneis|tenes|venden|vendeis|ponen|poneis|usan|utilizan|dan|se hacen|llevan|van|vais|vienen) (?!hueco|lugar|hora|cita|turno|algo|disponib|sitio|espacio|libre|_|horario)\\p{L}+|(?<!me |le |nos )(?:duele|dolera|duelen)|(?:va|me va) a doler|hace dano|(?:si|es) (?:doloroso|duele)|que (?:incluye|lleva|trae|diferencia|servicios|tratamientos|es (?:el|la|un|una|eso)|me hacen|se hace|necesito|tengo que|hay que|debo)(?! hora| dia)(?: \\p{L}+){0,5}|incluye[n]?(?: \\p{L}+){0,5}|en que consiste|diferencia entre|(?:tengo|hay|debo|necesito|puedo) (?:que )?(?:ir|venir|llevar|lavar\\w*|lavado|traer|ayunar|comer|prepar\\w*)(?: \\p{L}+){0,5}|con el pelo (?:lavado|limpio|sucio|mojado)|en ayunas|a domicilio|domicilio|en casa|van a (?:la )?casa|que servicios|lista de servicios|embaraz\\w*|alerg\\w*|anestesia',
        '(?:voces|voce|vcs|vc)? ?(?:fazem|faz|oferecem|trabalham com|tem|atendem) (?!horario|vaga|hora|algo|disponib|_)\\p{L}+|(?:doi|vai doer|dói|machuca)|o que (?:inclui|e|esta incluso|preciso|levo)|inclui|qual a diferenca|preciso (?:levar|lavar|ir)|a domicilio|quais servicos|gravida',
        '(?:macht|machen|bietet|bieten|habt|haben|repariert|reparieren|behandelt) (?:ihr|sie) (?:auch |denn )?(?!noch|einen termin|termin|was frei|was|heute|morgen|_|etwas frei|platz|zeit|am|um|freie)\\p{L}+|(?:tut|schmerzt) (?:das|es)? ?(?:weh)?|schmerzhaft|was (?:ist|beinhaltet|gehort|kostet nicht|muss ich)(?: \\p{L}+){0,5}|inklusive|enthalten|unterschied|muss ich (?:\\p{L}+ ){0,5}(?:mitbringen|waschen|nuchtern)|hausbesuche?|zu hause|schwanger',
        '(?:faites|proposez|avez|reparez|vendez|prenez) vous (?!un creneau|de la place|une place|quelque chose|des disponib|un rendez|_|des creneaux)\\p{L}+|vous (?:faites|proposez|reparez) \\p{L}+|(?:ca|est ce que ca) (?:fait|va faire) mal|douloureux|qu est ce que (?:c est|ca comprend|comprend)|c est quoi|comprend|inclus|quelle (?:est la )?difference|(?:dois je|il faut|faut il) \\p{L}+|a domicile|enceinte',
        '(?:fate|avete|offrite|riparate|vendete) (?!posto|un posto|disponib|qualcosa|un appuntamento|_|ancora posto|orari)\\p{L}+|fa male|doloroso|cosa (?:comprende|include|e|devo)|comprende|incluso|che differenza|devo (?:portare|venire|lavare)(?: \\p{L}+){0,5}|a domicilio|incinta',
      ].join('|'),
    ),
  ],
  [
    'pictures',
    phrase(
      '(?:photos?|pictures?|pics?|fotos?|imagenes|bilder|foto|photos)(?: please| of| de| por favor|$)|(?:see|send|show|ver|mandar?|enviar?|manda\\w*) (?:me )?(?:some |your |unas |alguna |mas )?(?:photos?|pictures?|pics?|fotos?)',
    ),
  ],
];

/** A clause without what people say before they come to the point. */
export function withoutOpening(clause: string): string {
  return clause.replace(OPENING, '');
}

/** What a clause asks, with `@` for the name of a person and `_` for what was read as a day or time. */
export function askedBy(clause: string): Intent | undefined {
  const bare = withoutOpening(clause);
  for (const [intent, pattern] of QUESTIONS) {
    const found = pattern.exec(bare) ?? (bare === clause ? null : pattern.exec(clause));
    if (!found) continue;
    // Far into a long clause a keyword says nothing about what the clause asks.
    if (found.index <= NEAR || clause.length <= SHORT) return intent;
  }
  return undefined;
}

const NEAR = 24;
const SHORT = 60;
