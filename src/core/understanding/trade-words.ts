/**
 * Words of the trades that we serve which mean the same, across languages and countries: a tenant writes its catalogue in one, its
 * customers ask in any. A word may stand for several ("Damenschnitt"). What a tenant calls its services always counts as well.
 */
const SAME: Readonly<Record<string, string>> = {
  // Hair and beauty.
  cut: 'cut cuts haircut haircuts trim trims chop corte cortes cortar cortarme cortarle cortarse cortarnos recorte recortar pelo cabello cabelo hair schnitt haarschnitt haare schneiden coupe cheveux couper taglio tagliare capelli pelado pelar snip',
  fringe: 'fringe bangs flequillo franja pony frange frangia fleco',
  blowdry: 'blowdry blow blowdried blowout peinado brushing fohnen fonen escova piega secado',
  beard: 'beard barba bart barbe',
  color:
    'color colour colours coloring colouring tint dye tinte tenir tenirme tinta coloracao coloration farbe farben couleur colore roots root raiz raices ansatz racines ricrescita canas greys grays retoque tintura',
  highlights: 'highlights highlight balayage mechas luces luzes reflejos strahnen strahnchen meches babylights rayitos foils',
  nails:
    'nails nail manicure manicures manicura manicuras unas unha unhas nagel manikure manucure ongles unghie mani esmaltado gelish shellac',
  pedicure: 'pedicure pedicura pedikure pedi feet pies',
  brows: 'brows brow eyebrow eyebrows cejas ceja sobrancelha sobrancelhas augenbrauen brauen sourcils sopracciglia',
  lashes: 'lashes lash eyelash eyelashes pestanas cilios wimpern cils ciglia',
  facial: 'facial facials limpiezafacial gesichtsbehandlung',
  massage: 'massage massages masaje masajes massagem massaggio',
  waxing: 'wax waxing depilacion cera depilacao waxen epilation ceretta depilarme',
  keratin: 'keratin keratina alisado straightening',

  // Teeth and body.
  checkup:
    'checkup checkups check exam examination revision revisar chequeo consulta consultas kontrolle vorsorge controle visita controllo checkin inspeccion dentist dentista zahnarzt dentiste',
  cleaning:
    'cleaning cleanings clean cleaned hygienist hygiene limpieza limpiarme limpeza reinigung pzr detartrage nettoyage pulizia igiene scaling tartar sarro',
  filling:
    'filling fillings cavity cavities empaste empastes caries obturacion obturacao carie fullung karies plombage plomb otturazione',
  whitening: 'whitening whiten bleaching blanqueamiento blanquear branqueamento clareamento aufhellen blanchiment sbiancamento',
  extraction: 'extraction pull wisdom extraccion muelajuicio ziehen',
  braces: 'braces brackets ortodoncia orthodontist zahnspange',
  physio:
    'physio physiotherapy fisio fisioterapia fisioterapeuta physiotherapie kine kinesio kinesiologia fisioterapista fisiatra backpain krankengymnastik',
  video: 'video online videollamada videoconsulta zoom teleconsulta videosprechstunde telehealth virtual videocall',
  nutrition: 'nutrition nutricion nutricionista dietista ernahrung diet dieta',

  // Cars.
  oil: 'oil aceite oleo olwechsel vidange olio lube',
  service: 'service servicing inspektion tagliando mantenimiento maintenance',
  tyres: 'tyre tyres tire tires neumatico neumaticos llantas llanta gomas cubiertas pneu pneus reifen reifenwechsel ruedas',
  brakes:
    'brake brakes freno frenos balatas pastillas travao freio freios bremse bremsen bremsbelage freins frein plaquettes freni pastiglie',
  aircon: 'aircon ac aire acondicionado clima ar klima klimaanlage clim climatisation condizionata',
  diag: 'diagnostic diagnostics diagnosis diagnostico diagnose fehlerdiagnose diagnosi testigo warninglight chivato obd scanner motorkontrollleuchte escaneo',
  mot: 'mot itv vtv verificacion tuv inspection inspecao revisione controletechnique preitv',

  /** Where it hurts: a physiotherapist's, where there is one. */
  body: 'ankle knee shoulder neck hip elbow wrist hamstring calf sciatica lumbago cervical cervicales lumbares lumbar tobillo rodilla hombro cuello cadera codo muneca espalda gemelo ciatica contractura joelho ombro tornozelo pescoco rucken knie schulter nacken hufte genou epaule cheville hanche ginocchio spalla schiena caviglia',

  // Asked for, and offered by some.
  perm: 'perm perms permanente dauerwelle',
  extensions: 'extensions extension extensiones extensoes haarverlangerung rajouts',
  botox: 'botox filler fillers acido hialuronico',
  tattoo: 'tattoo tattoos tatuaje tatuajes piercing piercings microblading',
  makeup: 'makeup maquillaje maquiagem schminken maquillage trucco',
  laser: 'laser electrolysis',
  crown: 'crown crowns implant implants implante implantes veneer veneers carillas krone implantat implantologia dentures',
  rootcanal: 'endodoncia endodontics conducto wurzelbehandlung devitalisation',
  xray: 'xray xrays radiografia rontgen radiographie',
  osteo: 'osteopath osteopathy osteopata chiropractor quiropractico acupuncture acupuntura podologist podologo podiatrist',
  windscreen: 'windscreen windshield parabrisas parabrisa windschutzscheibe parebrise parabrezza',
  bodywork: 'bodywork respray dent dents scratch chapa pintura lackieren carrosserie carrozzeria',
  clutch:
    'clutch embrague gearbox exhaust escape suspension amortiguadores kupplung auspuff embrayage frizione battery bateria batterie batteria',
  alignment: 'alignment alineacion balanceo',
  carwash: 'carwash valet lavado autowasche',

  // For whom, and how much of it.
  woman:
    'women womens woman ladies lady mujer mujeres senora dama damen wife esposa novia girlfriend mum mom mother madre hermana sister femme femmes donna donne feminino feminina mulher chica',
  man: 'men mens man gents gent guys bloke blokes lads hombre hombres caballero caballeros senor husband marido esposo novio boyfriend dad father padre brother hermano herren homme hommes uomo uomini masculino homem barber',
  child:
    'kids kid kiddo child childs children childrens boy boys girl girls toddler infantil nino ninos nina ninas nene nena hijo hija hijos hijas pibe crianca criancas filho filha kinder kind sohn tochter enfant enfants fils fille bambino bambina bambini figlio figlia peque son daughter',
  dental:
    'dental teeth tooth dientes diente muela muelas dentaria dentario dentaire dents dent denti dente dentistica zahn zahne',
  full: 'full complete completa completo gross grosse complet',
};
/** One word for several of the above. */
const COMPOUNDS: Readonly<Record<string, string>> = {
  damenschnitt: 'woman cut',
  herrenschnitt: 'man cut',
  kinderschnitt: 'child cut',
  ansatzfarbe: 'color',
  haarefarben: 'color',
  zahnreinigung: 'dental cleaning',
  zahnkontrolle: 'dental checkup',
  zahnfullung: 'dental filling',
  revision: 'checkup',
  kinesitherapie: 'physio',
  servicecompleto: 'service full',
  itv: 'mot',
  vorcheck: 'mot checkup',
  precontrole: 'mot checkup',
  precontrol: 'mot checkup',
  preinspecao: 'mot',
  prerevisione: 'mot',
  preinspection: 'mot',
  barbershop: 'man cut',
  klimaanlage: 'aircon',
  kinderzahnarzt: 'child dental checkup',
  bremsbelage: 'brakes',
};
/** Several words that are one. */
const PAIRS: Readonly<Record<string, string>> = {
  'check up': 'checkup',
  'check ups': 'checkup',
  'blow dry': 'blowdry',
  'air con': 'aircon',
  'a c': 'aircon',
  'air conditioning': 'aircon',
  'hair cut': 'cut',
  'hair color': 'color',
  'hair extensions': 'extensions',
  'root canal': 'rootcanal',
  'x ray': 'xray',
  'wheel alignment': 'alignment',
  'car wash': 'carwash',
  'make up': 'makeup',
  'spray tan': 'tan',
  'wisdom tooth': 'extraction',
  'little one': 'child',
  'little ones': 'child',
  'my youngest': 'child',
  'my eldest': 'child',
  'muela del juicio': 'extraction',
  'hair colour': 'color',
  'warning light': 'diag',
  'engine light': 'diag',
  'testigo del motor': 'diag',
  'luz del motor': 'diag',
  'check engine': 'diag',
  'pre itv': 'mot',
  'pre inspection': 'mot',
  'state inspection': 'mot',
  'controle technique': 'mot',
  'back pain': 'physio',
  'bad back': 'physio',
  'lower back': 'physio',
  'me duele la espalda': 'physio',
  'my back': 'physio body',
  'his back': 'physio body',
  'her back': 'physio body',
  'la espalda': 'physio body',
  'as costas': 'physio body',
  'nas costas': 'physio body',
  'full service': 'full service',
  'revision completa': 'full service',
  'revisao completa': 'full service',
  'revision complete': 'full service',
  'tooth cleaning': 'dental cleaning',
  'teeth cleaning': 'dental cleaning',
  'teeth cleaned': 'dental cleaning',
  'oil change': 'oil',
  'cambio de aceite': 'oil',
  'aire acondicionado': 'aircon',
  'ar condicionado': 'aircon',
  'aria condizionata': 'aircon',
  'colpi di sole': 'highlights',
  'wash and cut': 'cut',
  'cut off': 'aside',
  'cut short': 'aside',
  'cut it': 'aside',
  'cutting it': 'aside',
  'service history': 'aside',
  'wrong service': 'aside',
  'another service': 'aside',
  'other service': 'aside',
  'different service': 'aside',
  'what service': 'aside',
  'which service': 'aside',
  'service book': 'aside',
  'home service': 'aside',
  'customer service': 'aside',
  'room service': 'aside',
  'check in': 'aside',
  'hair salon': 'aside',
  'to check': 'aside',
  'ill check': 'aside',
  'let me check': 'aside',
  'full price': 'aside',
};

/** Say for whom or which, and name no service on their own. */
export const QUALIFIERS: ReadonlySet<string> = new Set(['woman', 'man', 'child', 'dental', 'full', 'aside']);

const concepts = new Map<string, readonly string[]>();
for (const [concept, words] of Object.entries(SAME)) for (const word of words.split(' ')) concepts.set(word, [concept]);
for (const word of (SAME['body'] ?? '').split(' ')) concepts.set(word, ['physio', 'body']);
for (const [word, of] of [...Object.entries(COMPOUNDS), ...Object.entries(PAIRS)]) concepts.set(word, of.split(' '));

/** What a word, or a few words, stand for; nothing for those that belong to no trade. */
export function conceptsOf(word: string): readonly string[] | undefined {
  const known = concepts.get(word);
  if (known || word.length < SHORTEST_INFLECTED) return known;
  return concepts.get(`${word}s`) ?? (word.endsWith('s') ? concepts.get(word.slice(0, -1)) : undefined) ?? compound(word);
}

const SHORTEST_PART = 4;
const [SHORTEST_COMPOUND, LONGEST_COMPOUND] = [10, 30];

/** German writes "Haareschneiden" as one word. */
function compound(word: string): readonly string[] | undefined {
  if (word.length < SHORTEST_COMPOUND || word.length > LONGEST_COMPOUND) return undefined;
  for (let at = SHORTEST_PART; at <= word.length - SHORTEST_PART; at += 1) {
    const [first, second] = [concepts.get(word.slice(0, at)), concepts.get(word.slice(at)) ?? concepts.get(word.slice(at + 1))];
    if (first && second) return [...new Set([...first, ...second])];
  }
  return undefined;
}

/** "Una" is no single "uñas". */
const SHORTEST_INFLECTED = 4;

/** Words that say nothing about which service it is. */
export const EMPTY_WORDS: ReadonlySet<string> = new Set(
  (
    'the a an and or of for with your our de del la el los las y e con para por por da do das dos com para der die das und mit fur von le les du des et avec pour il lo gli di in con per al alla ' +
    'min mins minute minutes minuto minutos minuti minuten session sesion sessao seance seduta set change cambio troca wechsel changement under menos hasta ate unter moins sotto free initial new appointment cita por pads recharge carga recarga ricarica befullen shaping diseno design'
  ).split(' '),
);
