import { z } from 'zod'
import { Id, VersionedRef } from '../core/ids.ts'
import { ResolutionCode } from './desk-fields.ts'
import { TRANSITION_NAMES, type TransitionName, TRANSITIONS } from './transitions.ts'

/** The name of a transition. */
export const TicketTransitionName = z
  .enum(TRANSITION_NAMES)
  .meta({ id: 'TicketTransitionName', description: 'A way to change the status of a ticket.' })

const FIELDS = {
  resolutionCode: ResolutionCode.exclude(['DUPLICATE']).meta({
    description: 'How the ticket was resolved. A duplicate is closed with `close_as_duplicate`.',
  }),
  duplicateOf: Id.meta({ description: 'Another ticket, which is not a duplicate itself.' }),
}

type Shape<Name extends TransitionName> = { name: z.ZodLiteral<Name> } & Pick<
  typeof FIELDS,
  (typeof TRANSITIONS)[Name]['needs'][number]
>
type Option = { [Name in TransitionName]: z.ZodObject<Shape<Name>> }[TransitionName]

function optionOf(name: TransitionName) {
  const fields = TRANSITIONS[name].needs.map((field) => [field, FIELDS[field]])
  return z.object({ name: z.literal(name), ...Object.fromEntries(fields) })
}

/** A transition with the fields that must come with it, made from {@link TRANSITIONS}. */
export const TicketTransition = z
  .discriminatedUnion('name', TRANSITION_NAMES.map(optionOf) as unknown as readonly [Option, ...Option[]])
  .meta({ id: 'TicketTransition', description: 'A transition, with the fields that must come with it.' })
export type TicketTransition = z.infer<typeof TicketTransition>

/** The input that changes the status of a ticket by a transition. */
export const TicketTransitionRequest = z
  .object({ ...VersionedRef.shape, transition: TicketTransition })
  .meta({ id: 'TicketTransitionRequest', examples: [{ transition: { name: 'resolve', resolutionCode: 'SOLVED' } }] })
export type TicketTransitionRequest = z.infer<typeof TicketTransitionRequest>
