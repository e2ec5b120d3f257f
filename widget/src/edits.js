/** An edit of a draft -> where it belongs now, the draft after it, what takes it back. In code points. */

import {located} from './splice.js'

/** @import {Replacement} from './types' */

/**
 * The edit's place now that the agent may have typed on; null where its words are gone.
 * @param {string} value the draft as it is now
 * @param {Replacement} edit
 * @param {string} of the draft that it was found in
 * @returns {Replacement | null}
 */
export function placed(value, {start, end, text}, of) {
  const place = located(value, {start, end, of})
  if (!place) return null
  const from = [...value.slice(0, place.start)].length
  return {start: from, end: from + end - start, text}
}

/** The draft after the edit. @param {string} value @param {Replacement} edit */
export function edited(value, {start, end, text}) {
  const points = [...value]
  points.splice(start, end - start, text)
  return points.join('')
}

/** What takes the edit of this draft back. @param {string} value @param {Replacement} edit @returns {Replacement} */
export function inverse(value, {start, end, text}) {
  return {start, end: start + [...text].length, text: [...value].slice(start, end).join('')}
}
