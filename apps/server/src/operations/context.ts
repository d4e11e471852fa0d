import { type Context, operations } from '@kinconecta/support-contracts'
import type { Call } from './call.ts'
import { type Resource, verbOf } from './services.ts'
import { type OperationDependencies, type Serve, unitOfWork } from './unit-of-work.ts'

/** Creates the context of a call. It has a method for every operation of the contract, which runs its unit of work. */
export function contextFactory(dependencies: OperationDependencies): (call: Call) => Context {
  const serve = unitOfWork(dependencies)
  const Tickets = resourceOf('tickets', serve)
  const Attachments = resourceOf('attachments', serve)
  const Events = resourceOf('events', serve)
  const Webhooks = resourceOf('webhooks', serve)
  return (call) => {
    const { requestId, actor } = call
    const resources = {
      tickets: new Tickets(call),
      attachments: new Attachments(call),
      events: new Events(call),
      webhooks: new Webhooks(call),
    }
    return { requestId, actor, observe: dependencies.observe, ...resources } as unknown as Context
  }
}

/** Creates a class with a method for every operation of the resource. It is instantiated for every call. */
function resourceOf(resource: Resource, serve: Serve): new (call: Call) => object {
  class OfCall {
    readonly call: Call
    constructor(call: Call) {
      this.call = call
    }
  }
  for (const operation of operations.filter(({ path }) => path.startsWith(`${resource}.`))) {
    const method = function (this: OfCall, input: unknown, signal?: AbortSignal) {
      return serve(operation, this.call, input, signal)
    }
    Object.assign(OfCall.prototype, { [verbOf(operation)]: method })
  }
  return OfCall
}
