/** Positions in one conversation's stream -> which events to apply, drop, or ask for again. */

/** @import {Position} from './types' */

/** @type {Position} */
export const START = Object.freeze({epoch: null, offset: 0})

/**
 * What to do with the event at `offset`: apply it iff it is the next one.
 * @param {Position} position the last event that was applied
 * @param {number} offset
 * @param {string | null} [epoch] sent only when it changed; an offset means nothing in another one
 * @returns {'apply' | 'drop' | 'gap'}
 */
export function verdict(position, offset, epoch) {
  if (epoch && position.epoch && epoch !== position.epoch) return 'gap'
  if (offset <= position.offset) return 'drop'
  return offset === position.offset + 1 ? 'apply' : 'gap'
}

/**
 * The position after a `sub` reply: kept where the server goes on from it, else the start.
 * @param {Position} position
 * @param {{epoch?: string | null, recovered: boolean}} reply
 * @returns {Position}
 */
export function subscribed(position, reply) {
  const epoch = reply.epoch || null // '' while nobody has spoken
  return reply.recovered ? {epoch, offset: position.offset} : {epoch, offset: 0}
}
