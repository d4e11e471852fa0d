import { plural } from '../plural.ts'
import type { MergingTexts } from './merging-en.ts'

const one = (count: number, singular: string, others: string) => plural('es', count, { one: singular, other: others })

/** The texts of merging, linking and splitting tickets, and of editing messages, in Spanish. */
export const merging: MergingTexts = {
  findTicket: {
    label: 'Número del otro ticket, o palabras en él',
    results: (count) => one(count, '1 ticket', `${count} tickets`),
    none: 'No se encontró ningún ticket. Pruebe con su número o con otras palabras.',
    searching: 'Buscando…',
    problems: {
      QUERY_TOO_EXPENSIVE: 'Demasiados tickets tienen estas palabras. Use palabras menos comunes, o el número.',
    },
  },
  merge: {
    action: 'Fusionar',
    title: 'Fusionar con otro ticket',
    closes: 'Se cierra como duplicado',
    receives: 'Recibe los mensajes',
    preview: 'Qué se mueve',
    messages: (count) => one(count, '1 mensaje', `${count} mensajes`),
    files: (count) => one(count, '1 archivo', `${count} archivos`),
    followers: (count) => one(count, '1 seguidor', `${count} seguidores`),
    stays: 'Las etiquetas, el agente y la prioridad no cambian. La fusión se puede deshacer durante 24 horas.',
    confirm: (source, target) => `Fusionar #${source} en #${target}`,
    turn: 'Al revés',
    another: 'Elegir otro ticket',
    instead: (id) => `Tomar el ticket ${id} en su lugar`,
    done: (source) => `El ticket ${source} se fusionó en este.`,
    written: (target) =>
      `Su mensaje está en el ticket ${target}, que tiene los mensajes de este. Allí puede retirar una respuesta.`,
    mergedInto: (target) => `Este ticket se fusionó en el ticket ${target}. Lo que escriba aquí llega allí.`,
    undo: 'Deshacer la fusión',
    undone: 'Se deshizo la fusión. Cada ticket tiene de nuevo sus mensajes.',
    problems: {
      SAME_TICKET: 'Es el mismo ticket. Elija otro.',
      SOURCE_MERGED: 'El ticket que se cerraría ya está fusionado. Abra el ticket en el que se fusionó.',
      TARGET_MERGED: 'El ticket que recibe los mensajes ya está fusionado. Elija el ticket en el que se fusionó.',
      TARGET_DONE: 'El ticket que recibe los mensajes está resuelto o cerrado. Reábralo primero, o fusione al revés.',
      REQUESTER_MISMATCH:
        'Los tickets son de solicitantes distintos, que no deben ver los mensajes del otro. Enlácelos en su lugar.',
      STATUS_CONFLICT: 'Entretanto se cerró o se fusionó uno de los tickets. Mire ambos e inténtelo de nuevo.',
      MESSAGE_LIMIT_REACHED:
        'Juntos, los tickets tienen demasiados mensajes para un solo ticket. Enlácelos en su lugar.',
      FILE_LIMIT_REACHED: 'El ticket tiene demasiados archivos para fusionarlo. Fusione al revés, o enlácelos.',
      FOLLOWER_LIMIT_REACHED:
        'Juntos, los tickets tienen demasiados seguidores. Algunos deben dejar de seguirlos primero.',
      PRECONDITION_FAILED: 'Entretanto cambió uno de los tickets. Mírelo como está ahora y fusione de nuevo.',
      TICKET_NOT_FOUND: 'Uno de los tickets fue eliminado. Elija otro.',
    },
    undoProblems: {
      STATUS_CONFLICT:
        'El otro ticket también se fusionó, o esta fusión ya se deshizo. Deshaga primero la fusión posterior.',
      MERGE_UNDO_EXPIRED:
        'Una fusión se puede deshacer durante 24 horas, mientras existan ambos tickets. Reabra el ticket en su lugar.',
    },
  },
  links: {
    title: 'Tickets enlazados',
    none: 'No hay tickets enlazados.',
    add: 'Enlazar un ticket',
    relation: 'Este ticket',
    relations: {
      relates: 'Está relacionado con',
      duplicates: 'Es duplicado de',
      duplicated_by: 'Tiene como duplicado',
      blocks: 'Bloquea',
      blocked_by: 'Está bloqueado por',
    },
    remove: (other) => `Quitar el enlace con el ticket ${other}`,
    removed: (other) => `Se quitó el enlace con el ticket ${other}.`,
    undo: 'Restaurar el enlace',
    problems: {
      INVALID_INPUT: 'Un ticket no se puede enlazar consigo mismo. Elija otro.',
      TICKET_NOT_FOUND: 'El otro ticket fue eliminado. Elija otro.',
      LINK_LIMIT_REACHED: 'Un ticket tiene como máximo 50 enlaces. Quite uno primero, aquí o en el otro ticket.',
    },
  },
  split: {
    action: 'Separar en un ticket nuevo',
    title: 'Separar un mensaje en un ticket nuevo',
    explains: 'El mensaje también se queda aquí. Los tickets quedan enlazados.',
    files: (count) => one(count, 'Su archivo pasa al ticket nuevo.', `Sus ${count} archivos pasan al ticket nuevo.`),
    subject: 'Asunto del ticket nuevo',
    create: 'Crear el ticket',
    done: (from) => `Este ticket se hizo con un mensaje del ticket ${from}.`,
    problems: {
      INVALID_INPUT:
        'Solo un mensaje del solicitante puede ser un ticket, con un asunto de 180 caracteres como máximo.',
      MESSAGE_NOT_FOUND: 'El mensaje está ahora en otro ticket, por una fusión. Sepárelo allí.',
      TICKET_NOT_FOUND: 'Entretanto se eliminó el ticket.',
      LINK_LIMIT_REACHED: 'El ticket tiene todos los enlaces posibles. Quite uno primero.',
    },
  },
  edit: {
    actions: (author) => `Más para el mensaje de ${author}`,
    action: 'Editar el mensaje',
    title: 'Editar el mensaje',
    text: 'Texto',
    until: (time) => `Lo puede editar hasta las ${time}; el equipo puede leer el texto anterior.`,
    kept: 'Lo que escribió antes sigue aquí.',
    unsaved: 'Edición sin guardar',
    discard: 'Descartar mis cambios',
    elsewhere: 'Este mensaje se editó entretanto en otro lugar. Si guarda, su texto lo reemplaza:',
    asNew: 'Escribirlo como mensaje nuevo',
    versions: 'Mostrar los textos anteriores',
    versionsTitle: 'Textos anteriores',
    now: 'Como está ahora',
    replaced: 'Reemplazado',
    problems: {
      MESSAGE_NOT_EDITABLE:
        'Un mensaje se puede editar durante 15 minutos, 50 veces como máximo. Su texto no se pierde: puede escribirlo como mensaje nuevo.',
      MESSAGE_NOT_FOUND: 'El mensaje está ahora en otro ticket, por una fusión. Su texto sigue aquí; edítelo allí.',
      TICKET_NOT_FOUND: 'El ticket fue eliminado. Copie su texto antes de cerrar.',
    },
  },
}
