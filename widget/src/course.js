/** Moments of a conversation -> the points, the marks and the trend of its course line. */

import {fill, longest} from './messages.js'

/** @import {Ledger, Moment, Words} from './types' */

/** @typedef {{x: number, y: number, r: number, tone: string}} Point */
/** @typedef {Ledger['moments'][number]} Mark */

const LEAST = 1.6
const MOST = 3

/**
 * One point a message, oldest left, best mood on top. A message without a valence lies on
 * the line that the one before it left; the radius grows with the intensity.
 * @param {readonly {tone: string, valence: number | null, intensity: number}[]} moments
 * @param {number} width
 * @param {number} height
 * @returns {Point[]}
 */
export function points(moments, width, height) {
  const inner = {x: width - 2 * MOST, y: height - 2 * MOST}
  let valence = 0
  return moments.map(({tone, valence: now, intensity}, index) => {
    valence = now ?? valence
    const along = moments.length < 2 ? 1 : index / (moments.length - 1)
    return {
      x: round(MOST + along * inner.x),
      y: round(MOST + ((1 - clamp(valence, -1, 1)) / 2) * inner.y),
      r: round(LEAST + clamp(intensity, 0, 1) * (MOST - LEAST)),
      tone
    }
  })
}

/**
 * Where the mood is heading: the mean of the last third beside that of the first.
 * @param {readonly {valence: number | null}[]} moments
 * @returns {'rising' | 'falling' | 'steady'}
 */
export function trend(moments) {
  const known = moments.flatMap(({valence}) => (valence === null ? [] : [valence]))
  if (known.length < 2) return 'steady'
  const third = Math.max(1, Math.floor(known.length / 3))
  const change = mean(known.slice(-third)) - mean(known.slice(0, third))
  return change > 0.2 ? 'rising' : change < -0.2 ? 'falling' : 'steady'
}

/**
 * The peaks and the turn of the mood, by the message that they lie on; those that the course has
 * let go of are left out.
 * @param {readonly Moment[]} course
 * @param {Ledger | null} ledger
 * @returns {(readonly [place: number, mark: Mark])[]} the place in the course
 */
export function marks(course, ledger) {
  const places = new Map(course.map(({messageId}, index) => [messageId, index]))
  return (ledger?.moments ?? []).flatMap(mark => {
    const place = mark.what === 'end' ? undefined : places.get(mark.message_id)
    return place === undefined ? [] : [/** @type {const} */ ([place, mark])]
  })
}

/** A peak or a turn in words. @param {Mark} mark @param {Words} words */
export function told({what, feeling, words: said}, words) {
  const name = what === 'turn' ? words.turned : feeling < 0 ? words.lowest : words.best
  return said ? `${name} ${fill(words.quote, {words: longest(said)})}` : name
}

/** @param {number[]} values */
const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value))

/** @param {number} value */
const round = value => Math.round(value * 10) / 10
