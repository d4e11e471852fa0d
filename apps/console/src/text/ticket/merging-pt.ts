import { plural } from '../plural.ts'
import type { MergingTexts } from './merging-en.ts'

const one = (count: number, singular: string, others: string) => plural('pt', count, { one: singular, other: others })

/** The texts of merging, linking and splitting tickets, and of editing messages, in Portuguese. */
export const merging: MergingTexts = {
  findTicket: {
    label: 'Número do outro ticket, ou palavras nele',
    results: (count) => one(count, '1 ticket', `${count} tickets`),
    none: 'Nenhum ticket foi encontrado. Tente o número, ou outras palavras.',
    searching: 'Procurando…',
    problems: { QUERY_TOO_EXPENSIVE: 'Tickets demais têm estas palavras. Use palavras menos comuns, ou o número.' },
  },
  merge: {
    action: 'Mesclar',
    title: 'Mesclar com outro ticket',
    closes: 'É fechado como duplicado',
    receives: 'Recebe as mensagens',
    preview: 'O que muda de lugar',
    messages: (count) => one(count, '1 mensagem', `${count} mensagens`),
    files: (count) => one(count, '1 arquivo', `${count} arquivos`),
    followers: (count) => one(count, '1 seguidor', `${count} seguidores`),
    stays: 'Etiquetas, responsável e prioridade não mudam. A mesclagem pode ser desfeita por 24 horas.',
    confirm: (source, target) => `Mesclar #${source} em #${target}`,
    turn: 'No sentido contrário',
    another: 'Escolher outro ticket',
    instead: (id) => `Usar o ticket ${id} no lugar dele`,
    done: (source) => `O ticket ${source} foi mesclado neste.`,
    written: (target) =>
      `A sua mensagem está no ticket ${target}, que tem as mensagens deste. Lá você pode retirar uma resposta.`,
    mergedInto: (target) => `Este ticket foi mesclado no ticket ${target}. O que você escrever aqui vai para lá.`,
    undo: 'Desfazer a mesclagem',
    undone: 'A mesclagem foi desfeita. Cada ticket tem de novo as suas mensagens.',
    problems: {
      SAME_TICKET: 'É o próprio ticket. Escolha outro.',
      SOURCE_MERGED: 'O ticket que seria fechado já está mesclado. Abra o ticket em que ele foi mesclado.',
      TARGET_MERGED: 'O ticket que recebe as mensagens já está mesclado. Escolha o ticket em que ele foi mesclado.',
      TARGET_DONE:
        'O ticket que recebe as mensagens está resolvido ou fechado. Reabra-o primeiro, ou mescle no sentido contrário.',
      REQUESTER_MISMATCH:
        'Os tickets são de solicitantes diferentes, que não devem ver as mensagens um do outro. Vincule-os.',
      STATUS_CONFLICT: 'Enquanto isso, um dos tickets foi fechado ou mesclado. Veja os dois e tente de novo.',
      MESSAGE_LIMIT_REACHED: 'Juntos, os tickets têm mensagens demais para um só ticket. Vincule-os.',
      FILE_LIMIT_REACHED: 'O ticket tem arquivos demais para ser mesclado. Mescle no sentido contrário, ou vincule-os.',
      FOLLOWER_LIMIT_REACHED: 'Juntos, os tickets têm seguidores demais. Alguns precisam deixar de seguir primeiro.',
      PRECONDITION_FAILED: 'Enquanto isso, um dos tickets mudou. Veja como ele está agora e mescle de novo.',
      TICKET_NOT_FOUND: 'Um dos tickets foi excluído. Escolha outro.',
    },
    undoProblems: {
      STATUS_CONFLICT:
        'O outro ticket também foi mesclado, ou esta mesclagem já foi desfeita. Desfaça primeiro a mesclagem posterior.',
      MERGE_UNDO_EXPIRED:
        'Uma mesclagem pode ser desfeita por 24 horas, enquanto os dois tickets existirem. Reabra o ticket.',
    },
  },
  links: {
    title: 'Tickets vinculados',
    none: 'Não há tickets vinculados.',
    add: 'Vincular um ticket',
    relation: 'Este ticket',
    relations: {
      relates: 'Está relacionado a',
      duplicates: 'É duplicado de',
      duplicated_by: 'Tem como duplicado',
      blocks: 'Bloqueia',
      blocked_by: 'Está bloqueado por',
    },
    remove: (other) => `Remover o vínculo com o ticket ${other}`,
    removed: (other) => `O vínculo com o ticket ${other} foi removido.`,
    undo: 'Restaurar o vínculo',
    problems: {
      INVALID_INPUT: 'Um ticket não pode ser vinculado a si mesmo. Escolha outro.',
      TICKET_NOT_FOUND: 'O outro ticket foi excluído. Escolha outro.',
      LINK_LIMIT_REACHED: 'Um ticket tem no máximo 50 vínculos. Remova um primeiro, aqui ou no outro ticket.',
    },
  },
  split: {
    action: 'Separar em um novo ticket',
    title: 'Separar uma mensagem em um novo ticket',
    explains: 'A mensagem também fica aqui. Os tickets ficam vinculados.',
    files: (count) =>
      one(count, 'O arquivo dela vai para o novo ticket.', `Os ${count} arquivos dela vão para o novo ticket.`),
    subject: 'Assunto do novo ticket',
    create: 'Criar o ticket',
    done: (from) => `Este ticket foi feito de uma mensagem do ticket ${from}.`,
    problems: {
      INVALID_INPUT: 'Só uma mensagem do solicitante pode virar ticket, com um assunto de até 180 caracteres.',
      MESSAGE_NOT_FOUND: 'A mensagem está agora em outro ticket, por causa de uma mesclagem. Separe-a lá.',
      TICKET_NOT_FOUND: 'Enquanto isso, o ticket foi excluído.',
      LINK_LIMIT_REACHED: 'O ticket tem todos os vínculos possíveis. Remova um primeiro.',
    },
  },
  edit: {
    actions: (author) => `Mais para a mensagem de ${author}`,
    action: 'Editar a mensagem',
    title: 'Editar a mensagem',
    text: 'Texto',
    until: (time) => `Você pode editá-la até as ${time}; a equipe pode ler o texto anterior.`,
    kept: 'O que você digitou antes ainda está aqui.',
    unsaved: 'Edição não salva',
    discard: 'Descartar as minhas mudanças',
    elsewhere: 'Enquanto isso, esta mensagem foi editada em outro lugar. Se você salvar, o seu texto a substitui:',
    asNew: 'Escrever como nova mensagem',
    versions: 'Mostrar os textos anteriores',
    versionsTitle: 'Textos anteriores',
    now: 'Como está agora',
    replaced: 'Substituído',
    problems: {
      MESSAGE_NOT_EDITABLE:
        'Uma mensagem pode ser editada por 15 minutos, até 50 vezes. O seu texto não se perde: você pode escrevê-lo como nova mensagem.',
      MESSAGE_NOT_FOUND:
        'A mensagem está agora em outro ticket, por causa de uma mesclagem. O seu texto fica aqui; edite-a lá.',
      TICKET_NOT_FOUND: 'O ticket foi excluído. Copie o seu texto antes de fechar.',
    },
  },
}
