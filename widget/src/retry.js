/** How a connection ended -> what the client does next, and when. No timer, no socket. */

/** @import {Step} from './types' */

const FIRST_SECOND = 1000
const LONGEST = 30_000

/** @type {Record<number, Step>} */
const STEPS = {
  1000: 'stop',
  1001: 'now',
  1002: 'stop',
  1003: 'stop',
  1007: 'stop',
  1009: 'stop',
  4001: 'token',
  4003: 'signed-out',
  4004: 'unsupported',
  4005: 'signed-out',
  4008: 'signed-out',
  4204: 'token'
}

/**
 * What a close code asks for. `token`: come back with a new token, if one can be had.
 * 4000-4099 never come back unchanged, 4200-4299 come back at once, all else backs off.
 * @param {number} code
 * @returns {Step}
 */
export function stepAfter(code) {
  const known = STEPS[code]
  if (known) return known
  if (code >= 4000 && code < 4100) return 'stop'
  return code >= 4200 && code < 4300 ? 'now' : 'retry'
}

/**
 * Milliseconds until the next try: full jitter over a window that doubles up to 30 s.
 * A server that asks for us at once gets us within `retryMs`, the first time.
 * @param {Step} step
 * @param {number} attempt tries since the connection last worked, from 0
 * @param {number} random from 0 to 1
 * @param {number} [retryMs] what the server asked for
 */
export function delayBefore(step, attempt, random, retryMs) {
  const window = Math.min(LONGEST, FIRST_SECOND * 2 ** attempt)
  if (step === 'retry' || attempt > 0) return random * Math.max(window, retryMs ?? 0)
  return random * (retryMs ?? FIRST_SECOND)
}
