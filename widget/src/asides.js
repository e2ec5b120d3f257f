/** A draft and what was found in it -> what of that is on show: what was put aside stays aside. */

/** @import {DraftFinding} from './types' */

/** @typedef {{read: string, findings: readonly DraftFinding[], aside: readonly string[]}} Draft `read`: what the findings are about */

/** The longest draft that is read, in UTF-16 units. */
export const LONGEST = 8000
const MOST_ASIDE = 40

/** @type {Draft} */
export const BLANK = Object.freeze({read: '', findings: [], aside: []})

/** Whether there is enough to read, and not too much. @param {string} text */
export function worthReading(text) {
  const words = text.trim()
  return text.length <= LONGEST && (words.length >= 12 || /\S\s+\S/.test(words))
}

/**
 * The draft once `read` was read: what was put aside in it does not come back, and where the same
 * is found again the opened one stays open.
 * @param {Draft} draft
 * @param {string} read
 * @param {readonly DraftFinding[]} found
 * @returns {Draft}
 */
export function answered(draft, read, found) {
  const findings = found.filter(finding => !draft.aside.includes(keyOf(finding)))
  const keys = draft.findings.map(keyOf)
  const place = (/** @type {DraftFinding} */ finding) => keys.indexOf(keyOf(finding))
  const same = findings.length === keys.length && findings.every(finding => place(finding) >= 0)
  return {...draft, read, findings: same ? findings.toSorted((one, other) => place(one) - place(other)) : findings}
}

/** The draft once its first finding is put aside. @param {Draft} draft @returns {Draft} */
export function putAside(draft) {
  const [first, ...findings] = draft.findings
  return first ? {...draft, findings, aside: [...draft.aside, keyOf(first)].slice(-MOST_ASIDE)} : draft
}

/** The draft with its other finding opened. @param {Draft} draft @returns {Draft} */
export const turned = draft => ({...draft, findings: draft.findings.toReversed()})

/** The same finding with the same words. @param {DraftFinding} finding */
function keyOf({finding, evidence, about}) {
  return JSON.stringify([finding, about, ...evidence.map(({text}) => text)])
}
