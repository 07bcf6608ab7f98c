import { describe, expect, it } from 'vitest';
import { at, read } from './desk.ts';

describe('a question', () => {
  it.each([
    ['how much is a manicure?', 'price'],
    ['cuánto sale la manicura', 'price'],
    ['was kostet das', 'price'],
    ['does saturday cost more?', 'price'],
    ['confírmame primero el precio', 'price'],
    ['how long does it take', 'duration'],
    ['a qué hora salgo?', 'duration'],
    ['when are you open?', 'hours'],
    ['los sábados hasta qué hora abrís?', 'hours'],
    ['vous êtes ouverts le lundi ?', 'hours'],
    ['which bus stop is nearest to you', 'address'],
    ['dónde queda? si es muy lejos no voy', 'address'],
    ['do you take amex', 'policy'],
    ['I cannot cancel once it is booked, is it?', 'policy'],
    ['para cancelar con cuánta anticipación hay que avisar?', 'policy'],
    ['je peux annuler jusqu’à quand ?', 'policy'],
    ['if I’m 5 mins late you won’t stop me having it yeah?', 'policy'],
    ['can I bring my dog?', 'policy'],
    ['does it hurt?', 'service_info'],
    ['mi marido pregunta si duele jaja', 'service_info'],
    ['who is best with curly hair', 'staff_info'],
    ['hang on is that the 5th or the 12th?', 'my_bookings'],
    ['is it on friday yeah?', 'my_bookings'],
    ['me comunica con una persona antes de decirle que sí?', 'person'],
    ['is this a bot lol', 'other'],
  ])('at the confirmation, "%s" is %s and keeps the time', (text, intent) => {
    const meaning = read(text, at.confirm);
    expect(meaning).toMatchObject({ intent });
    expect(meaning.keepsDraft).toBeUndefined();
  });

  it('beside a wish comes second', () => {
    expect(read('how much for a mens cut n could i come in at 12 on friday', at.start)).toMatchObject({
      intent: 'book',
      services: ['cut_m'],
      time: '12:00',
      also: ['price'],
    });
  });
});

describe('a yes', () => {
  it.each([
    'ok',
    'k',
    'yes please',
    '👌🏼👌🏼',
    'not bad, go for it',
    'sure y not',
    'thats perfect thank you so much',
    'no asi esta bien confirmalo',
    'sale, ahí nos vemos 🙌',
    'Nein, alles gut, buchen Sie bitte',
    'no tranquilli, confermo',
    'va bene, grazie mille',
    'oui c’est parfait',
    'pode confirmar',
    'sí, a nombre de Laura',
    'sí, perfecto, resérvamela',
    'siii porfaa',
    'oh amazing yes please, so excited!',
    'perfect thank you! see you Friday',
    '👍 thx',
  ])('is "%s"', (text) => {
    expect(read(text, at.confirm).intent).toBe('confirm');
  });

  it.each([
    'yes?',
    'yes cancel it',
    'yes but with Rosa',
    'ok let me think about it',
    'friday yeah?',
    'sí pero a las 12',
    'confirm the price first',
    'yes how much is it',
    'no',
    'k?',
    'is it ok to pay later',
    'i cant cancel this later right?',
    'ok, i will confirm tomorrow',
    'yes but first tell me the price',
    'hmm yes maybe',
  ])('is not "%s"', (text) => {
    expect(read(text, at.confirm).intent).not.toBe('confirm');
  });
});

describe('a no', () => {
  it.each([
    'no thanks',
    'nono, ese horario ni loca',
    'wrong day',
    'that day doesn’t work',
    'passt leider nicht',
    'uy no, ese día trabajo',
  ])('lets the held time go: "%s"', (text) => {
    expect(read(text, at.confirm)).toMatchObject({ intent: 'deny', keepsDraft: false });
  });

  it.each(['yes cancel it', 'nvm, leave it', 'ya no, gracias', 'cancel pls'])('drops the attempt: "%s"', (text) => {
    expect(read(text, at.confirm)).toMatchObject({ intent: 'cancel', keepsDraft: false });
  });

  it.each([
    'don’t cancel it',
    "don't worry about it",
    'can I cancel online?',
    'no sé todavía',
    'hold that for me while I ask',
    'i cant cancel this later right?',
    'uh, te confirmo más tarde',
    'don’t suppose mara could do 11 instead',
    'ponlo a nombre de Javier',
  ])('is not "%s"', (text) => {
    expect(read(text, at.confirm)).not.toMatchObject({ keepsDraft: false });
  });
});

describe('a booking', () => {
  it.each([
    ['cancel pls', { intent: 'cancel', whichBooking: 'b1' }],
    ['tengo que cancelar, me enfermé', { intent: 'cancel', whichBooking: 'b1' }],
    ['Termin absagen bitte', { intent: 'cancel', whichBooking: 'b1' }],
    ['I can’t make 5 anymore, could do 6', { intent: 'reschedule', time: '18:00' }],
    ['puedo cambiarla al sabado a las 10??', { intent: 'reschedule', date: '2026-10-10', time: '10:00' }],
    ['need to cancel and rebook for the week after', { intent: 'reschedule', dateFrom: '2026-10-19', dateTo: '2026-10-25' }],
    ['posso spostare a venerdì alla stessa ora?', { intent: 'reschedule', date: '2026-10-09', time: '17:00' }],
    ['running 10 min late sorry!!', { intent: 'late', lateMinutes: 10 }],
    ['ich verspäte mich um 10 Minuten', { intent: 'late', lateMinutes: 10 }],
    ['pls dont cancel my slot im just parking', { intent: 'late' }],
    ['stop sending me reminders but DON’T cancel the actual appointment', { intent: 'stop' }],
    ['I’m out the front, door’s shut', { intent: 'person' }],
    ['ok cool see you then', { intent: 'nothing_to_do' }],
    ['thanks see you wednesday', { intent: 'nothing_to_do' }],
    ['can I add a manicure', { intent: 'book', services: ['mani'] }],
    [
      'mi hermano quiere uno también, justo después del mío',
      { intent: 'book', services: ['cut_m'], date: '2026-10-14', time: '17:30' },
    ],
  ])('"%s"', (text, meaning) => {
    expect(read(text, at.booked)).toMatchObject(meaning);
  });

  it('of two is the one that is described', () => {
    for (const [text, id] of [
      ['cancel the manicure', 'b2'],
      ['cancela la del viernes', 'b2'],
      ['bin off the second one would you', 'b2'],
      ['keep the manicure, cancel the cut', 'b1'],
      ['the friday one is fine, cancel the other', 'b1'],
      ['cancel both', 'all'],
    ] as const)
      expect(read(text, at.two)).toMatchObject({ intent: 'cancel', whichBooking: id });
    expect(read('I need to move my appointment', at.two).alternatives).toEqual([{ whichBooking: 'b1' }, { whichBooking: 'b2' }]);
    expect(read('move the one on friday to saturday morning', at.two)).toMatchObject({
      whichBooking: 'b2',
      date: '2026-10-10',
      partOfDay: 'morning',
    });
  });
});

describe('no request at all', () => {
  it.each([
    ['Thank you for your message. I am away from my desk until Monday 4 May and will reply on my return.', 'nothing_to_do'],
    ['🔥 Grow your salon on Instagram! 10k real followers for $49, reply YES to start today', 'nothing_to_do'],
    ['Préstamos inmediatos sin buró 💰 responde SI y recibe hasta $50,000 hoy mismo', 'nothing_to_do'],
    ['sorry wrong chat', 'nothing_to_do'],
    ['STOP', 'stop'],
    ['BAJA', 'stop'],
    ['Hellooo 👋', 'greeting'],
    ['gracias genia!! 😘', 'thanks'],
    ['the root colour you did last friday has gone orange, not happy at all', 'complaint'],
    ['Hi can I get a large pepperoni for pickup', 'other'],
  ])('"%s" is %s', (text, intent) => {
    expect(read(text, at.start)).toMatchObject({ intent });
  });
});
