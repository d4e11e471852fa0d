import type { Catalogue } from '../catalogue.ts'
import { plural } from '../plural.ts'
import type { deskSettings as english } from './en.ts'

/** Spanish texts of macros, calendars and policies in the settings. */
export const deskSettings = {
  macroSettings: {
    hint: 'Respuestas guardadas con cambios del ticket. Se usan en un ticket con M.',
    new: 'Nueva macro',
    uses: (count) => plural('es', count, { one: `${count} uso`, other: `${count} usos` }),
    isShared: 'Otras personas pueden usarla',
    team: 'Quién la ve',
    allStaff: 'Todo el personal',
    message: 'Escribe',
    messages: { reply: 'Una respuesta al solicitante', note: 'Una nota para el equipo', none: 'Nada' },
    body: 'Texto',
    insert: 'Insertar un dato del ticket',
    placeholders: {
      'requester.firstName': 'Nombre de pila',
      'requester.name': 'Nombre del solicitante',
      'requester.email': 'Correo',
      'ticket.id': 'Número',
      'ticket.subject': 'Asunto',
      'agent.name': 'Mi nombre',
    },
    changes: 'Cambia',
    unchanged: 'Como está',
    whoeverUses: 'Quien la usa',
    addTags: 'Añadir etickettas',
    removeTags: 'Quitar etickettas',
    tagsHint: 'Sepárelas con comas.',
  },
  calendars: {
    hint: 'Cuándo cuenta el tiempo de los niveles de servicio.',
    new: 'Nuevo calendario',
    hours: 'Horario',
    hoursHint: 'Por ejemplo 09:00-13:00, 14:00-17:30. 00:00-24:00 es todo el día.',
    closed: 'Cerrado',
    wrongHours: 'Escriba las horas como 09:00-17:30, y separe varias con comas.',
    days: {
      monday: 'Lunes',
      tuesday: 'Martes',
      wednesday: 'Miércoles',
      thursday: 'Jueves',
      friday: 'Viernes',
      saturday: 'Sábado',
      sunday: 'Domingo',
    },
    holidays: 'Festivos',
    holidaysHint: 'Fechas como 2026-12-25, una en cada línea. En ellas no cuenta el tiempo.',
  },
  policies: {
    hint: 'Con qué rapidez se responde y se resuelve. De las políticas que encajan con un ticket, se aplica la de menor rango.',
    new: 'Nueva política',
    calendar: 'Calendario',
    firstResponseMinutes: 'Primera respuesta, en minutos',
    nextResponseMinutes: 'Siguiente respuesta, en minutos',
    resolutionMinutes: 'Resolución, en minutos',
    noTarget: 'Indique al menos un tiempo.',
    warnPercent: 'Avisar tras esta parte del tiempo, en %',
    noneIsAll:
      'De lo que no elija, la política se aplica a todo. Un cambio se aplica a los objetivos que empiecen después.',
    rank: 'Rango',
    rankHint: 'El menor va primero.',
  },
} satisfies Pick<Catalogue, keyof typeof english>
