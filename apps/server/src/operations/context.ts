import { type Actor, type Context, type Observe, operations } from '@kinconecta/support-contracts'
import type { Call } from './call.ts'
import { type OperationDependencies, type Serve, unitOfWork } from './unit-of-work.ts'

/** Creates the context of a call. It has a method for every operation of the contract, which runs its unit of work. */
export function contextFactory(dependencies: OperationDependencies): (call: Call) => Context {
  const { observe } = dependencies
  class CallContext extends groupAt('', unitOfWork(dependencies)) {
    readonly requestId: string
    readonly actor: Actor
    readonly observe: Observe | undefined
    constructor(call: Call) {
      super(call)
      this.requestId = call.requestId
      this.actor = call.actor
      this.observe = observe
    }
  }
  return (call) => new CallContext(call) as unknown as Context
}

/**
 * Creates a class for the operations whose paths start with `prefix`: with a method for each operation, and a getter
 * for each group below. It is instantiated for every call.
 */
function groupAt(prefix: string, serve: Serve): new (call: Call) => object {
  class Group {
    readonly call: Call
    constructor(call: Call) {
      this.call = call
    }
  }
  for (const operation of operations.filter(({ path }) => path.startsWith(prefix))) {
    const [name, ...below] = operation.path.slice(prefix.length).split('.') as [string, ...string[]]
    if (Object.hasOwn(Group.prototype, name)) continue
    if (below.length === 0) {
      const method = function (this: Group, input: unknown, signal?: AbortSignal) {
        return serve(operation, this.call, input, signal)
      }
      Object.assign(Group.prototype, { [name]: method })
    } else {
      const Below = groupAt(`${prefix}${name}.`, serve)
      const get = function (this: Group) {
        return new Below(this.call)
      }
      Object.defineProperty(Group.prototype, name, { get })
    }
  }
  return Group
}
