/** A draft as text, and a place in it -> where words go, and where they are after more typing. */

/**
 * @typedef {{start: number, end: number}} Span in UTF-16 units
 * @typedef {Span & {value: string}} Field the text and its selection
 * @typedef {Field & {inserted: string, replaced: string}} Splice
 */
/**
 * A place in a draft, in code points. `of` is the draft that it was found in, where the agent may
 * have typed on since.
 * @typedef {{start: number, end: number, of?: string}} Mark
 */

/**
 * Put `text` in place of the selection, with a space where it would touch a word.
 * `start` and `end` bound what was inserted: the caret belongs at `end`.
 * @param {Field} field
 * @param {string} text
 * @returns {Splice}
 */
export function splice({value, start, end}, text) {
  const before = value.slice(0, start)
  const rest = value.slice(end)
  const inserted = (/\S$/.test(before) ? ' ' : '') + text + (/^\S/.test(rest) && !/\s$/.test(text) ? ' ' : '')
  return {
    value: before + inserted + rest,
    start,
    end: start + inserted.length,
    inserted,
    replaced: value.slice(start, end)
  }
}

/**
 * Where an insertion still stands unchanged in a text that may have been edited around it.
 * @param {string} value
 * @param {{start: number, inserted: string}} done
 * @returns {Span | null}
 */
export function standing(value, {start, inserted}) {
  const here = value.startsWith(inserted, start) ? start : value.indexOf(inserted)
  return here < 0 ? null : {start: here, end: here + inserted.length}
}

/**
 * Where a marked place is now; null where the draft was changed just there, or never had it.
 * @param {string} value the draft as it is now
 * @param {Mark} mark
 * @returns {Span | null}
 */
export function located(value, {start, end, of = value}) {
  const points = [...of]
  if (!(start >= 0 && start <= end && end <= points.length)) return null
  const from = points.slice(0, start).join('').length
  return carried({start: from, end: from + points.slice(start, end).join('').length}, of, value)
}

/**
 * @param {Span} span of `was`
 * @param {string} was
 * @param {string} now
 * @returns {Span | null} the same letters in `now`, where one edit made it of `was`
 */
export function carried({start, end}, was, now) {
  if (was === now) return {start, end}
  const shorter = Math.min(was.length, now.length)
  let head = 0
  while (head < shorter && was[head] === now[head]) head += 1
  let tail = 0
  while (tail < shorter - head && was.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  // What was typed beside a bare place may have made one word of both sides.
  const bare = start === end ? 1 : 0
  if (end + bare <= head) return {start, end}
  const shift = now.length - was.length
  return start - bare >= was.length - tail ? {start: start + shift, end: end + shift} : null
}

/**
 * Where a caret goes when `length` letters take the place of `span`.
 * @param {number} caret
 * @param {Span} span
 * @param {number} length
 */
export function shifted(caret, {start, end}, length) {
  if (caret <= start) return caret
  return caret < end ? start + length : caret - (end - start) + length
}
