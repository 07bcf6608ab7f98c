import type { NoSlot } from '#contracts/scheduling.ts';
import type { Texts } from '../texts.ts';
import type { Appointment } from './en.ts';
import type { Formats } from './format.ts';

export function es(f: Formats): Texts {
  const appointment = ({ service, staff, date, time, minutes, price }: Appointment) =>
    `*${service}*\n${staff}\n${f.day(date)}, ${f.time(time)}\n${f.duration(minutes)} · ${f.money(price)}`;

  return {
    verbatim: ({ text }) => text,

    hello: ({ tenant, name }) => `${name === '' ? '¡Hola!' : `¡Hola, ${name}!`} Somos *${tenant}*.`,
    menu: () => '¿En qué podemos ayudarte?',
    next_booking: ({ service, date, time }) => `Tu próxima cita: ${service}, ${f.day(date)}, ${f.time(time)}.`,
    nothing_to_book: () =>
      'Ahora mismo no hay nada que reservar en línea. Escribe lo que necesitas y una persona te responderá aquí.',
    button_book: () => 'Reservar cita',
    button_bookings: () => 'Mis citas',
    button_help: () => 'Ayuda',

    ask_service: () => '¿Qué servicio quieres?',
    open_services: () => 'Servicios',
    service_about: ({ minutes, price, description }) =>
      [f.duration(minutes), f.money(price), description].filter((part) => part !== '').join(' · '),
    service_chosen: ({ service, minutes, price, description }) =>
      [`*${service}* · ${f.duration(minutes)} · ${f.money(price)}`, description].filter((part) => part !== '').join('\n'),

    ask_person: () => '¿Con quién quieres la cita?',
    open_people: () => 'Personas',
    anyone: () => 'Cualquiera',
    anyone_about: () => 'Quien esté libre',

    ask_day: () => '¿Qué día te viene bien?',
    open_days: () => 'Días',
    earliest: () => 'Lo antes posible',
    moment: ({ date, time }) => f.moment(date, time),
    day_title: ({ date }) => f.shortDay(date),
    day_about: ({ count, first, last }) => (count === 1 ? f.time(first) : `${count} horas, ${f.time(first)} – ${f.time(last)}`),
    next_week: () => 'Semana siguiente',
    previous_week: () => 'Semana anterior',
    none_between: ({ from, to }) =>
      from === to ? `No hay nada libre el ${f.day(from)}.` : `No hay nada libre del ${f.day(from)} al ${f.day(to)}.`,
    none_from: ({ date }) => `No hay nada libre a partir del ${f.day(date)}. Estos son los días libres anteriores:`,
    no_times: ({ service, staff }) =>
      staff === ''
        ? `Ahora mismo no hay horas libres para *${service}*.`
        : `Ahora mismo ${staff} no tiene horas libres para *${service}*.`,
    button_other_person: () => 'Otra persona',
    button_other_service: () => 'Otro servicio',

    ask_time: ({ date }) => `Horas libres el *${f.day(date)}*. Elige una o escribe una hora, por ejemplo ${f.time('16:30')}.`,
    open_times: () => 'Horas',
    time_title: ({ time }) => f.time(time),
    morning: () => 'Mañana',
    afternoon: () => 'Tarde',
    evening: () => 'Noche',
    other_day: () => 'Otro día',
    day_full: ({ date }) => `No hay nada libre el ${f.day(date)}.`,
    time_not_free: ({ time }) => `Las ${f.time(time)} no está libre.`,

    ask_confirm: (what) => `¿Reservamos esta cita?\n\n${appointment(what)}`,
    kept_until: ({ time }) => `Te guardamos esta hora hasta las ${f.time(time)}.`,
    button_confirm: () => 'Confirmar',
    button_other_time: () => 'Otra hora',
    button_over: () => 'Empezar de nuevo',
    booked: (what) => `✅ Cita reservada.\n\n${appointment(what)}`,
    already_booked: (what) => `Esta cita ya está reservada.\n\n${appointment(what)}`,
    where: ({ tenant, address }) => `${tenant}, ${address}`,
    change_hint: () => 'Para cambiarla o cancelarla más tarde, responde a este mensaje.',
    button_move: () => 'Cambiar cita',
    button_cancel: () => 'Cancelar cita',

    not_free: ({ why }) =>
      (
        {
          past: 'Esa hora ya ha pasado.',
          notice_too_short: 'Es demasiado pronto para prepararlo.',
          beyond_horizon: 'Aún no aceptamos citas para tan tarde.',
          closed: 'A esa hora estamos cerrados.',
          off: 'A esa hora no trabaja nadie.',
          break: 'Esa hora cae en un descanso.',
          taken: 'Lo sentimos, acaban de ocupar esa hora.',
          held: 'Lo sentimos, otra persona está reservando esa hora.',
          service_limit: 'Ese día está completo para este servicio.',
          staff_limit: 'Ese día está completo.',
          no_such_start: 'A esa hora no empezamos ninguna cita.',
        } satisfies Record<NoSlot, string>
      )[why],
    ask_alternative: () => 'Estas son las horas libres más cercanas:',

    your_bookings: () => 'Tus próximas citas:',
    which_to_move: () => '¿Qué cita quieres cambiar?',
    which_to_cancel: () => '¿Qué cita quieres cancelar?',
    open_bookings: () => 'Citas',
    no_bookings: () => 'No tienes citas próximas.',
    your_booking: (what) => `Tu cita:\n\n${appointment(what)}`,
    moving: ({ service, date, time }) => `Cambiamos *${service}* del ${f.day(date)}, ${f.time(time)}.`,
    ask_move: ({ was, date, time }) =>
      `¿Cambiamos esta cita?\n\n${appointment(was)}\n\nNueva hora: *${f.day(date)}, ${f.time(time)}*`,
    button_do_move: () => 'Sí, cambiarla',
    button_keep: () => 'No, dejarla',
    moved: (what) => `✅ Cita cambiada.\n\n${appointment(what)}`,
    ask_cancel: (what) => `¿Cancelamos esta cita?\n\n${appointment(what)}`,
    button_do_cancel: () => 'Sí, cancelarla',
    cancelled: ({ service, date, time }) => `Cancelada: ${service}, ${f.day(date)}, ${f.time(time)}.`,
    kept: () => 'De acuerdo, todo queda como estaba.',
    nothing_was_booked: () => 'De acuerdo, no se ha reservado nada.',

    not_understood: () => 'Perdona, no lo he entendido.',
    stuck: () => 'Perdona, sigo sin entenderlo. ¿Quieres que te responda aquí alguien del equipo?',
    button_person: () => 'Hablar con alguien',
    cannot_tell: () => 'Eso no lo sé. Alguien del equipo sí: escribe *persona* y te responderá aquí.',
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
    stale: () => 'Esa opción es de un mensaje anterior y ya no vale.',
    media_unread: () => 'Gracias. Lo verá una persona; yo solo sé leer texto.',
    voice_unheard: () => 'Perdona, no puedo escuchar notas de voz. Escríbelo, por favor.',
    help: () =>
      'Puedes escribir en cualquier momento:\n• *reservar*: una cita nueva\n• *mis citas*: verlas, cambiarlas o cancelarlas\n• *lo antes posible*: la primera hora libre\n• *ubicación*: dónde estamos\n• *atrás* o *empezar de nuevo*\n• *persona*: alguien del equipo',
    person: () => 'De acuerdo. Escribe lo que necesitas y una persona del equipo te responderá aquí.',
    service_gone: () => 'Ese servicio ya no se ofrece.',
    booking_gone: () => 'Esa cita ya no está activa.',
    hold_gone: () => 'Ya no te guardamos esa hora.',
    resume: ({ service }) => `¡Hola de nuevo! Estabas reservando *${service}*. ¿Seguimos donde estabas?`,
    button_continue: () => 'Seguir',
    no_address: () => 'No tenemos la dirección aquí. Una persona del equipo te la dirá.',
    no_pictures: () => 'Todavía no hay fotos.',
    footer: () => 'Siempre: atrás · empezar de nuevo · ayuda',

    more: () => 'Más …',
    choose: () => 'Elegir',
    reply_with_number: () => 'Responde con un número.',
  };
}
