import type { Catalogue } from '../catalogue.ts'
import { plural } from '../plural.ts'
import type { deskSettings as english } from './en.ts'

/** Portuguese texts of macros, calendars and policies in the settings. */
export const deskSettings = {
  macroSettings: {
    hint: 'Respostas guardadas com mudanças do ticket. Use-as num ticket com M.',
    new: 'Nova macro',
    uses: (count) => plural('pt', count, { one: `${count} uso`, other: `${count} usos` }),
    isShared: 'Outras pessoas podem usá-la',
    team: 'Quem a vê',
    allStaff: 'Toda a equipe',
    message: 'Ela escreve',
    messages: { reply: 'Uma resposta ao solicitante', note: 'Uma nota para a equipe', none: 'Nada' },
    body: 'Texto',
    insert: 'Inserir um dado do ticket',
    placeholders: {
      'requester.firstName': 'Primeiro nome',
      'requester.name': 'Nome do solicitante',
      'requester.email': 'E-mail',
      'ticket.id': 'Número',
      'ticket.subject': 'Assunto',
      'agent.name': 'Meu nome',
    },
    changes: 'Ela muda',
    unchanged: 'Como está',
    whoeverUses: 'Quem a usa',
    addTags: 'Adicionar etiquetas',
    removeTags: 'Remover etiquetas',
    tagsHint: 'Separe-as com vírgulas.',
  },
  calendars: {
    hint: 'Quando conta o tempo dos níveis de serviço.',
    new: 'Novo calendário',
    hours: 'Horário',
    hoursHint: 'Por exemplo 09:00-13:00, 14:00-17:30. 00:00-24:00 é o dia inteiro.',
    closed: 'Fechado',
    wrongHours: 'Escreva as horas como 09:00-17:30, e separe várias com vírgulas.',
    days: {
      monday: 'Segunda-feira',
      tuesday: 'Terça-feira',
      wednesday: 'Quarta-feira',
      thursday: 'Quinta-feira',
      friday: 'Sexta-feira',
      saturday: 'Sábado',
      sunday: 'Domingo',
    },
    holidays: 'Feriados',
    holidaysHint: 'Datas como 2026-12-25, uma em cada linha. Nelas o tempo não conta.',
  },
  policies: {
    hint: 'Com que rapidez se responde e se resolve. Das políticas que servem para um ticket, vale a de menor ordem.',
    new: 'Nova política',
    calendar: 'Calendário',
    firstResponseMinutes: 'Primeira resposta, em minutos',
    nextResponseMinutes: 'Próxima resposta, em minutos',
    resolutionMinutes: 'Resolução, em minutos',
    noTarget: 'Indique pelo menos um tempo.',
    warnPercent: 'Avisar depois desta parte do tempo, em %',
    noneIsAll:
      'Do que não for escolhido, a política vale para tudo. Uma mudança vale para os prazos que começam depois.',
    rank: 'Ordem',
    rankHint: 'A menor vem primeiro.',
  },
} satisfies Pick<Catalogue, keyof typeof english>
