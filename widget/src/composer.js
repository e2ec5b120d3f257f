/** Words of a card -> the agent's reply field, and back out again. It never sends. */

import {carried, located, shifted, splice, standing} from './splice.js'
import {read} from './reading.js'
import {isTextField, writerFor} from './writers.js'

/** @import {Field, Mark} from './splice.js' */
/** @import {Writer} from './writers.js' */
/** @typedef {{undo: () => Promise<boolean>}} Insertion `undo` puts back what was there */

export {located, splice, standing}

const EDITABLE = 'textarea, input[type=text], input:not([type]), [contenteditable]:not([contenteditable=false])'

/**
 * The editable element that `element` is, lies in or holds, open shadow trees included.
 * @param {Element | null} element
 * @returns {HTMLElement | null}
 */
export function editableIn(element) {
  if (!(element instanceof HTMLElement)) return null
  if (isTextField(element)) return element
  if (element.isContentEditable) return hostOf(element)
  const held = [...editables(element)]
  // Editors keep fields of their own that nobody sees, for links and for the clipboard.
  return held.find(one => one.checkVisibility()) ?? held[0] ?? null
}

/**
 * The draft as plain text: each line and each paragraph of it is a line.
 * @param {HTMLElement} element
 */
export function textOf(element) {
  return isTextField(element) ? element.value : read(element).text
}

/**
 * Insert `text` at the caret of `element`, as a person's typing would, or at its end where it has
 * none: the editor hears of it and its own undo knows it. Resolves to null where the element does
 * not take it, and where `still`, asked right before the text goes in, says no.
 * @param {HTMLElement} element
 * @param {string} text
 * @param {() => boolean} [still]
 * @returns {Promise<Insertion | null>}
 */
export async function insert(element, text, still = () => true) {
  if (!still()) return null
  const writer = writerFor(element)
  await writer.select(null)
  if (!still()) return null
  const draft = writer.draft()
  return put(writer, draft, splice(draft, writer.fit(text)).inserted)
}

/**
 * Put `text` in place of the words at `mark`; the caret stays where the agent had it. Resolves to
 * null, and changes nothing, where the place is not to be found any more.
 * @param {HTMLElement} element
 * @param {Mark} mark
 * @param {string} text
 * @param {() => boolean} [still]
 * @returns {Promise<Insertion | null>}
 */
export async function replaceText(element, mark, text, still = () => true) {
  const writer = writerFor(element)
  const {value, start, end, inside} = writer.draft()
  const span = located(value, mark)
  if (!span || !still()) return null
  if (!(await writer.select(span)) || writer.draft().value !== value || !still()) return null
  const done = await put(writer, {value, ...span}, writer.fit(text))
  if (!done || !inside) return done
  const length = writer.draft().value.length - value.length + span.end - span.start
  writer.mark({start: shifted(start, span, length), end: shifted(end, span, length)})
  return done
}

/** For where nothing can be inserted: the agent pastes. Resolves to whether it worked. @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/**
 * @param {Writer} writer
 * @param {Field} field its draft, and the selection that it has
 * @param {string} text
 * @returns {Promise<Insertion | null>}
 */
async function put(writer, {value, start, end}, text) {
  const kept = writer.keep()
  if (!(await writer.give(text))) return null
  const after = writer.draft().value
  // As the editor laid it out: some make one paragraph end of two line ends.
  const inserted = after.slice(start, after.length - (value.length - end))
  return {
    async undo() {
      const now = writer.draft().value
      const span = inserted ? standing(now, {start, inserted}) : carried({start, end: start}, after, now)
      return span !== null && (await writer.select(span)) && writer.give(value.slice(start, end), kept)
    }
  }
}

/** @param {HTMLElement} element @returns {HTMLElement} the whole editor that an editable element is part of */
function hostOf(element) {
  const parent = element.parentElement
  return parent?.isContentEditable ? hostOf(parent) : element
}

/** @param {Element | ShadowRoot} tree @returns {Generator<HTMLElement>} */
function* editables(tree) {
  for (const element of tree.querySelectorAll('*')) {
    if (element instanceof HTMLElement && element.matches(EDITABLE)) yield element
    if (element.shadowRoot) yield* editables(element.shadowRoot)
  }
  if (tree instanceof Element && tree.shadowRoot) yield* editables(tree.shadowRoot)
}
