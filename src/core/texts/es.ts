import type { NoSlot } from '#contracts/scheduling.ts';
import type { Texts } from './texts.ts';
import type { Appointment } from './en.ts';
import type { Formats } from './format.ts';

export function es(f: Formats): Texts {
  const appointment = ({ service, staff, date, time, minutes, price }: Appointment) =>
    `*${service}*\n${staff}\n${f.day(date)}, ${f.time(time)}\n${f.duration(minutes)} · ${f.money(price)}`;

  return {
    verbatim: ({ text }) => text,

    hello: ({ tenant, name }) => `${name === '' ? '¡Hola!' : `¡Hola, ${name}!`} Somos *${tenant}*.`,
    menu: () => '¿En qué te podemos ayudar?',
    next_booking: ({ service, date, time }) => `Tu próxima cita: ${service}, ${f.day(date)}, ${f.time(time)}.`,
    nothing_to_book: () => 'Lo sentimos, ahora mismo no se puede reservar por aquí. Ponte en contacto con nosotros directamente.',
    button_book: () => 'Reservar cita',
    button_bookings: () => 'Mis citas',
    button_help: () => 'Ayuda',

    ask_service: () => '¿Qué servicio te gustaría?',
    open_services: () => 'Servicios',
    service_about: ({ minutes, price, description }) =>
      [f.duration(minutes), f.money(price), description].filter((part) => part !== '').join(' · '),
    service_chosen: ({ service, minutes, price, description }) =>
      [`*${service}* · ${f.duration(minutes)} · ${f.money(price)}`, description].filter((part) => part !== '').join('\n'),

    ask_person: () => '¿Con quién te gustaría?',
    open_people: () => 'Personas',
    anyone: () => 'Cualquiera',
    anyone_about: () => 'Me da igual',

    ask_day: () => '¿Qué día te viene bien?',
    open_days: () => 'Días',
    earliest: () => 'Lo antes posible',
    moment: ({ date, time }) => f.moment(date, time),
    day_title: ({ date }) => f.shortDay(date),
    day_about: ({ count, first, last }) => (count === 1 ? f.time(first) : `${count} horas, ${f.time(first)} – ${f.time(last)}`),
    next_week: () => 'Semana siguiente',
    previous_week: () => 'Semana anterior',
    none_between: ({ from, to }) =>
      from === to ? `No tenemos nada libre el ${f.day(from)}.` : `No tenemos nada libre del ${f.day(from)} al ${f.day(to)}.`,
    none_from: ({ date }) => `No tenemos nada libre a partir del ${f.day(date)}. Estos son los días anteriores:`,
    no_times: ({ service, staff }) =>
      staff === ''
        ? `Lo sentimos, ahora mismo no hay horas libres para *${service}*.`
        : `Lo sentimos, ahora mismo ${staff} no tiene horas libres para *${service}*.`,
    button_other_person: () => 'Otra persona',
    button_other_service: () => 'Otro servicio',

    ask_time: ({ date }) =>
      `Estas son las horas libres del *${f.day(date)}*. Elige una o escríbela, por ejemplo ${f.time('16:30')}.`,
    open_times: () => 'Horas',
    time_title: ({ time }) => f.time(time),
    morning: () => 'Mañana',
    afternoon: () => 'Tarde',
    evening: () => 'Noche',
    other_day: () => 'Otro día',
    day_full: ({ date }) => `No tenemos nada libre el ${f.day(date)}.`,
    time_not_free: ({ time }) => `Lo sentimos, a las ${f.time(time)} no tenemos hueco.`,

    ask_confirm: (what) => `¿Reservamos esta cita?\n\n${appointment(what)}`,
    kept_until: ({ time }) => `Te guardamos esta hora hasta las ${f.time(time)}.`,
    button_confirm: () => 'Confirmar',
    button_other_time: () => 'Otra hora',
    button_over: () => 'Empezar de nuevo',
    booked: (what) => `✅ ¡Cita reservada!\n\n${appointment(what)}`,
    already_booked: (what) => `Ya tienes reservada esta cita.\n\n${appointment(what)}`,
    where: ({ tenant, address }) => `${tenant}, ${address}`,
    change_hint: () => '¿Necesitas cambiarla o cancelarla? Responde a este mensaje.',
    button_move: () => 'Cambiar cita',
    button_cancel: () => 'Cancelar cita',

    not_free: ({ why }) =>
      (
        {
          past: 'Esa hora ya ha pasado.',
          notice_too_short: 'Lo sentimos, necesitamos que reserves con más antelación.',
          beyond_horizon: 'Lo sentimos, todavía no damos citas con tanta antelación.',
          closed: 'Lo sentimos, a esa hora está cerrado.',
          off: 'Lo sentimos, a esa hora no hay nadie atendiendo.',
          break: 'Lo sentimos, esa hora coincide con un descanso.',
          taken: 'Lo sentimos, acaban de reservar esa hora.',
          held: 'Lo sentimos, otra persona está reservando esa hora ahora mismo.',
          service_limit: 'Lo sentimos, ese día ya está completo para este servicio.',
          staff_limit: 'Lo sentimos, ese día ya está completo.',
          no_such_start: 'Lo sentimos, a esa hora no empieza ninguna cita.',
        } satisfies Record<NoSlot, string>
      )[why],
    ask_alternative: () => 'Estas son las horas libres más cercanas:',

    your_bookings: () => 'Tus próximas citas:',
    which_to_move: () => '¿Qué cita quieres cambiar?',
    which_to_cancel: () => '¿Qué cita quieres cancelar?',
    open_bookings: () => 'Citas',
    no_bookings: () => 'No tienes ninguna cita próxima.',
    your_booking: (what) => `Tu cita:\n\n${appointment(what)}`,
    moving: ({ service, date, time }) => `Vamos a buscar otra hora para *${service}* (${f.day(date)}, ${f.time(time)}).`,
    ask_move: ({ was, date, time }) =>
      `¿Cambiamos esta cita?\n\n${appointment(was)}\n\nNueva hora: *${f.day(date)}, ${f.time(time)}*`,
    button_do_move: () => 'Sí, cambiarla',
    button_keep: () => 'No, dejarla',
    moved: (what) => `✅ Hemos cambiado tu cita.\n\n${appointment(what)}`,
    ask_cancel: (what) => `¿Cancelamos esta cita?\n\n${appointment(what)}`,
    button_do_cancel: () => 'Sí, cancelarla',
    cancelled: ({ service, date, time }) => `Hemos cancelado tu cita: ${service}, ${f.day(date)}, ${f.time(time)}.`,
    kept: () => 'De acuerdo, no hemos cambiado nada.',
    nothing_was_booked: () => 'De acuerdo, no hemos reservado nada.',

    not_understood: () => 'Perdona, no te he entendido.',
    stuck: () => 'Perdona, sigo sin entenderte. ¿Quieres que te responda aquí alguien del equipo?',
    button_person: () => 'Hablar con alguien',
    cannot_tell: () => 'Eso no lo sé. Alguien del equipo sí: escribe *persona* y te responderá aquí.',
    cannot_tell_rest: () => 'Lo demás no lo sé. Alguien del equipo sí: escribe *persona* y te responderá aquí.',
    more_from_team: () => 'Para cualquier otra duda, escribe *persona* y alguien del equipo te responderá aquí.',
    we_offer: ({ names }) =>
      `Ofrecemos: ${f.list(names)}. Para cualquier otra cosa, escribe *persona* y alguien del equipo te responderá aquí.`,
    off_topic: ({ tenant }) => `Solo puedo ayudarte con citas y preguntas sobre *${tenant}*.`,
    late_passed_on: () => 'Gracias por avisar. Se lo he dicho al equipo.',
    stop_passed_on: () => 'De acuerdo. He avisado al equipo de que no quieres más mensajes.',
    complaint_passed_on: () => 'Lo siento mucho. He avisado al equipo y alguien te responderá aquí.',
    price_is: ({ service, price }) => `*${service}* cuesta ${f.money(price)}.`,
    price_list: ({ services }) =>
      `Nuestros precios:\n${services.map(({ service, price }) => `• ${service}: ${f.money(price)}`).join('\n')}`,
    lasts: ({ service, minutes }) => `*${service}* dura ${f.duration(minutes)}.`,
    over_at: ({ time }) => `Terminarías a las ${f.time(time)}.`,
    hours_are: ({ days }) =>
      days
        .map(({ weekday, spans }) =>
          spans.length === 0
            ? `${f.weekday(weekday)}: cerrado`
            : `${f.weekday(weekday)}: ${spans.map(({ from, until }) => `${f.time(from)} – ${f.time(until)}`).join(', ')}`,
        )
        .join('\n'),
    hours_on: ({ date, spans }) =>
      `${f.day(date)}: ${spans.length === 0 ? 'cerrado' : spans.map(({ from, until }) => `${f.time(from)} – ${f.time(until)}`).join(', ')}`,
    who_does: ({ service, names }) => `*${service}* lo hacen: ${f.list(names)}.`,
    who_we_are: ({ names }) => `Nuestro equipo: ${f.list(names)}.`,
    does_not_do: ({ staff, service }) => `${staff} no hace *${service}*.`,
    works_on: ({ staff, weekdays }) => `${staff} suele trabajar: ${f.list(weekdays.map(f.weekday))}.`,
    works_that_day: ({ staff, weekday, works }) =>
      works ? `${staff} suele trabajar el ${f.weekday(weekday)}.` : `${staff} no suele trabajar el ${f.weekday(weekday)}.`,
    one_service: ({ service }) => `Puedo reservar un servicio cada vez. Empezamos con *${service}*.`,
    one_person: () => 'Puedo reservar para una persona cada vez. Si sois varias, escribe *persona* y el equipo os ayudará.',
    one_visit: () => 'Puedo reservar una cita cada vez. Busquemos la primera.',
    no_such_day: () => 'Ese día no existe.',
    which_do_you_mean: () => '¿Cuál de estas opciones?',
    from_day: ({ date }) => `Desde ${f.shortDay(date)}`,
    nothing_fits: () => '¿Qué te vendría mejor? Escríbelo con tus palabras o habla con el equipo.',
    none_fits: ({ from, to }) =>
      from === to
        ? `No hay nada libre que encaje el ${f.day(from)}.`
        : `No hay nada libre que encaje del ${f.day(from)} al ${f.day(to)}.`,
    none_then: () => 'A esa hora no hay nada libre. Estas son las horas libres de ese día:',
    these_fit: () => 'Estas horas están libres:',
    time_is_free: ({ date, time }) => `${f.moment(date, time)} está libre. ¿La prefieres?`,
    still_held: ({ date, time }) => `Seguimos guardándote ${f.moment(date, time)}.`,
    button_keep_held: () => 'Quedarme con la mía',
    stale: () => 'Esa opción ya ha caducado.',
    media_unread: () => '¡Gracias! Pero solo sé leer texto. Escribe lo que necesitas, por favor.',
    voice_unheard: () => 'Perdona, no puedo escuchar notas de voz. ¿Me lo puedes escribir?',
    help: () =>
      'En cualquier momento puedes escribir:\n• *reservar*: pedir una cita\n• *mis citas*: verlas, cambiarlas o cancelarlas\n• *lo antes posible*: la primera hora libre\n• *ubicación*: dónde estamos\n• *atrás* o *empezar de nuevo*\n• *persona*: pasar el chat a nuestro equipo',
    person: () => 'He pasado este chat a nuestro equipo y por ahora no responderé yo. Alguien lo leerá y te escribirá por aquí.',
    service_gone: () => 'Lo sentimos, ya no ofrecemos ese servicio.',
    booking_gone: () => 'Esa cita ya no está activa.',
    hold_gone: () => 'Ya no te guardamos esa hora.',
    resume: ({ service }) => `¡Hola de nuevo! Estabas reservando *${service}*. ¿Seguimos donde lo dejaste?`,
    button_continue: () => 'Seguir',
    no_address: () => 'Perdona, no tengo la dirección. Ponte en contacto con nosotros directamente.',
    no_pictures: () => 'Perdona, todavía no tenemos fotos.',
    footer: () => 'Escribe atrás, empezar de nuevo o ayuda',

    more: () => 'Más…',
    choose: () => 'Elegir',
    reply_with_number: () => 'Responde con un número.',
  };
}
