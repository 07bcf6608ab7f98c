import { at, read } from '#test/core/understanding/desk.ts';
const lines = `
start|hi can i book a haircut for my husband on saturday morning|book cut_m 2026-10-10 morning
start|need an appointment asap, my gel nails are a mess|book mani earliest
start|anything tonight?|book 2026-10-07 evening
start|do you have any availability this week for a physio session?|book physio 2026-10-07..2026-10-11
start|any chance of a manicure tomorrow around lunchtime|book mani 2026-10-08 midday
start|Hello, I'd like to book in with Mara for a cut and blow dry next Thursday at 10am please|book cut_w mara alt 10:00
start|hey whats the cost of a mens cut|price cut_m
start|how long does a root colour take?|duration color
start|what time do you close on saturdays|hours
start|are you open bank holidays|hours
start|whats your address pls|address
start|where can I park?|address
start|do you take amex?|policy
start|do I need to book or can I just turn up|policy
start|do you do perms?|service_info
start|can you do hair extensions|service_info
start|is Mara in on Friday?|staff_info mara
start|who does the colouring?|staff_info
start|when is my appointment?|my_bookings
start|have I got anything booked with you|my_bookings
start|I want to speak to someone|person
start|can someone ring me please|person
start|stop messaging me|stop
start|unsubscribe|stop
start|thanks!|thanks
start|ok thank you|thanks/nothing
start|good morning|greeting
start|are you hiring?|other
start|wrong number sorry|nothing
start|can I bring my dog?|policy
start|do you have gift vouchers|policy
start|quiero pedir cita para cortarme el pelo el viernes por la tarde|book 2026-10-09 afternoon
start|tenés turno para mañana a las 6?|book 2026-10-08 18:00
start|buenas, cuánto sale la manicura?|price mani
start|hasta qué hora abren hoy|hours
start|dónde están ubicados?|address
start|aceptan tarjeta?|policy
start|hacen alisado?|service_info
start|quisiera agendar limpieza dental para el 20 de octubre a las 4:30 pm|book cleaning 2026-10-20 16:30
start|me urge una cita para hoy, se me rompió un diente|book 2026-10-07
start|hay lugar el finde?|book 10..11
start|a partir del lunes por las mañanas para fisio con May|book physio may 2026-10-12.. morning
start|la semana que viene cualquier tarde menos el jueves|book next week afternoon not 4
start|necesito hablar con alguien|person
start|a qué hora es mi turno?|my_bookings
start|no me manden más mensajes|stop
start|quiero cancelar mi cita|cancel
start|quiero cambiar mi cita|reschedule
start|muchas gracias|thanks
start|tienen estacionamiento?|address
start|hola, me pasas los precios?|price
start|trabajan los domingos?|hours
start|entre el 12 y el 16 por la mañana, corte hombre|book cut_m 12..16 morning
start|el primer martes de noviembre|book 2026-11-03
start|Guten Tag, haben Sie nächste Woche einen Termin für Maniküre frei?|book mani 12..18
start|Was kostet ein Herrenschnitt?|price cut_m
start|Wann haben Sie geöffnet?|hours
start|Ich möchte gerne am Donnerstag um 14:30 zum Ölwechsel kommen|book oil 10-08 14:30
start|je voudrais un rendez-vous samedi matin pour une manucure|book mani 10-10 morning
start|c'est combien la coupe homme ?|price cut_m
start|vous êtes où ?|address
start|vorrei prenotare un taglio uomo per domani alle 17|book cut_m 10-08 17:00
start|quanto costa la manicure?|price mani
start|siete aperti il sabato?|hours
start|queria marcar uma manicure para sexta às 15h|book mani 10-09 15:00
start|qual o endereço?|address
start|tem horário amanhã de manhã?|book 10-08 morning
start|bom dia, quanto custa o corte masculino?|price cut_m
day|tomorrow|book 10-08
day|the day after tomorrow in the afternoon|book 10-09 afternoon
day|next week sometime|book 12..18
day|any day after the 20th|book 21..
day|weekends only|book 10..11 / weekdays
day|either monday or tuesday|book weekdays 1,2
day|not this week, next|book 12..18
day|friday or saturday morning|weekdays 5,6 morning
day|12th|book 10-12
day|whenever you have space|any
day|el lunes no, el martes|book 10-13
day|cualquier día de la semana que viene|12..18
day|el 15 o el 16|15/16
day|dentro de 3 semanas|10-28 fuzzy
day|lo antes posible|earliest
day|übermorgen|10-09
day|nächsten Montag|10-12
day|ab Mittwoch|from 10-14
day|vendredi prochain|alt
day|dans 10 jours|10-17
day|venerdì|10-09
day|dopodomani|10-09
day|segunda-feira|10-12
day|daqui a duas semanas|10-21
day|what days does Mara work?|staff_info
day|how much is it?|price
day|forget it|cancel
day|go back|back
day|31/02|nosuch
day|the 30th of february|nosuch
time|3pm please|15:00
time|the last one|17:45
time|second|12:30
time|2|12:30
time|half 12|12:30
time|quarter to 6|17:45
time|anything after 4?|from 16:00
time|do you have anything earlier|to 10:00
time|morning is better|morning
time|la de las 3|15:00
time|a las tres|15:00
time|a las seis menos cuarto|17:45
time|la primera|10:00
time|ninguna me va bien|deny
time|um drei|15:00
time|halb eins|12:30
time|viertel vor sechs|17:45
time|à 15h|15:00
time|alle tre|15:00
time|às 15h|15:00
time|10 is perfect|10:00
time|can we do 10 instead|10:00
time|what about saturday?|10-10
time|that day doesn't work|deny
time|with someone else?|staff
confirm|yes please|confirm
confirm|yep thats great thank you|confirm
confirm|perfect, see you then|confirm
confirm|sounds good to me|confirm
confirm|yes that works for me|confirm
confirm|go ahead and book it|confirm
confirm|can you make it 4 instead?|book 16:00 keep
confirm|make it 4pm|book 16:00 drop
confirm|no, friday morning|book drop
confirm|no thanks|deny drop
confirm|actually can I do saturday?|book keep
confirm|with José instead please|book jose keep
confirm|how much will it be?|price
confirm|is there parking?|address
confirm|hmm not sure|nothing
confirm|what happens if I'm late?|policy
confirm|do I pay now?|policy
confirm|who is it with?|my_bookings/staff
confirm|is it for 3pm?|my_bookings
confirm|it's for my daughter actually|book for
confirm|sí, perfecto|confirm
confirm|dale, confirmo|confirm
confirm|mejor a las 5|book 17 drop
confirm|no, mejor otro día|deny/ book drop
confirm|puede ser el sábado?|book keep
confirm|y cuánto cuesta?|price
confirm|un momento|nothing
confirm|no puedo a esa hora|deny drop
confirm|ya no la quiero|cancel
confirm|sí, resérvala por favor|confirm
confirm|ja bitte|confirm
confirm|lieber um 16 Uhr|book 16 drop
confirm|oui c'est parfait|confirm
confirm|plutôt 16h|book 16 drop
confirm|sì, va bene|confirm
confirm|meglio alle 16|book drop
confirm|pode confirmar|confirm
confirm|prefiro às 16h|book drop
confirm|yes but with Rosa|book rosa keep
confirm|could it be an hour later?|shift 60 keep
confirm|too late for me, anything earlier?|to 15:00 keep
confirm|stop|stop
confirm|hello?|greeting
confirm|I said Saturday not Friday|book 10-10 drop
confirm|thats not the right day|deny drop
confirm|ok let me check with my wife first|nothing
booked|can I move it to Friday at 4?|resched 10-09 16:00
booked|I need to cancel my appointment|cancel b1
booked|sorry running about 15 minutes late|late 15
booked|i'm stuck in traffic|late
booked|what time is my appointment again?|my_bookings
booked|thanks see you wednesday|nothing/thanks
booked|can we make it an hour earlier|resched shift -60
booked|is it possible to change to Thursday instead?|resched
booked|can't come on wednesday, could you do thursday|resched 10-15?
booked|do I need to bring anything?|service_info
booked|also can I book a manicure for the same day|book mani 10-14
booked|puedo cambiar mi turno para el jueves?|resched
booked|no voy a poder ir|cancel/resched
booked|llego 5 minutos tarde|late 5
booked|estoy afuera|person
booked|podemos adelantarlo media hora?|resched -30
booked|Kann ich den Termin auf Freitag verschieben?|resched 10-09
booked|ich verspäte mich um 10 Minuten|late 10
booked|je dois annuler|cancel
booked|je suis en retard de 10 minutes|late 10
booked|devo disdire|cancel
booked|preciso desmarcar|cancel
booked|ok 👍|nothing
booked|great|nothing
two|cancel the manicure|cancel b2
two|move the haircut to the 20th|resched b1 10-20
two|cancel the second one|cancel b2
two|cancel all of them|cancel all
two|cancela la del viernes|cancel b2
two|when are my appointments?|my_bookings
two|move friday's to saturday|resched b2 10-17?
staff|Jose|jose
staff|whoever is free first|any earliest
staff|anyone but Will|any not will
staff|Mara please|mara
staff|me da igual|any
staff|is Mara any good?|staff_info
staff|ist mir egal|any
staff|peu importe|any
staff|José o Mara|alt
service|haircut|alt
service|corte de pelo hombre|cut_m
service|3|cut_k
service|the last one|tyres
service|nails|mani
service|do you do facials?|service_info
service|uñas y cejas|mani brows
service|i'm not sure what i need|other/nothing
start|My name is John Smith and I am looking to get a haircut sometime next week, ideally in the mornings, thank you|book cut next week morning
start|is there anything free at 5ish on thursday for a mens cut|book cut_m 10-08 17:00
start|do you have space for two of us on saturday for manicures|book mani party 2 10-10
start|I'd like to change my appointment|reschedule
start|hi is this the hairdressers?|other
start|your service was awful last time|complaint
start|me dejaron fatal el corte|complaint
start|mate u open now?|hours
start|every monday at 6 for physio|weekdays1 18:00 recur1
start|between 2 and 4 on thursday|10-08 14..16
start|from 3pm onwards on friday|10-09 from 15
start|thursday at 17.30 or friday at 10|10-08 17:30 else
start|Oct 20 at noon|10-20 12:00
start|on the 20th @ 3:15pm for brows|brows 10-20 15:15
start|20/10 15:30 corte hombre|cut_m 10-20 15:30
start|martes 13 a las 10|10-13 10:00
start|sábado 9hs|10-10 09:00
start|jueves 8 de octubre a las 12|10-08 12:00
start|before 12 on saturday|10-10 to 12
`.trim().split('\n');
for (const line of lines) { const [place, text, want] = line.split('|'); console.log(`${place} | ${text}\n     want ${want}\n     got  ${JSON.stringify(read(text, at[place]))}`); }
