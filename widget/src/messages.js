/** Labels of the vocabulary -> words that an agent reads, in the language of the interface. */

/** @import {Reason, Words} from './types' */

/** @type {Map<string, () => Promise<{default: Words}>>} */
const LOCALES = new Map([
  ['en', () => import('./locales/en.js')],
  ['fr', () => import('./locales/fr.js')]
])

/**
 * The language that we speak for a language tag (`fr-CA` -> `fr`); English for all others.
 * @param {string | null | undefined} tag
 */
export function languageOf(tag) {
  const language = (tag ?? '').toLowerCase().split('-')[0] ?? ''
  return LOCALES.has(language) ? language : 'en'
}

/**
 * The words of a language; only the one that is asked for is loaded.
 * @param {string} language as `languageOf` returns it
 */
export async function wordsOf(language) {
  const load = LOCALES.get(language)
  if (!load) throw new RangeError(`${language}: no words for it; one of ${[...LOCALES.keys()].join(', ')}`)
  return (await load()).default
}

/**
 * The words that a page asks for, and the language that they are in.
 * @param {string} tag as `fr-CA`
 * @param {string} address of a file with the words of another language, '' for none
 * @returns {Promise<{words: Words, lang: string}>}
 */
export async function learn(tag, address) {
  if (address) return (await import('./words.js')).wordsFrom(address, tag)
  const lang = languageOf(tag)
  return {words: await wordsOf(lang), lang}
}

/**
 * Put values into a pattern: `fill('{n} min', {n: 3})` -> `3 min`.
 * @param {string} pattern
 * @param {Record<string, string | number>} values
 */
export function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => tame(String(values[name] ?? whole)))
}

/** Somebody's words without what reaches beyond them: controls of direction, marks by the heap. @param {string} words */
const tame = words => words.replace(/[\u202a-\u202e\u2066-\u2069]|(?<=\p{M}{8})\p{M}/gu, '')

/**
 * What the widget says of itself: a state of the connection, what became of a card, a notice.
 * @param {Words} words
 * @param {string} key
 */
export function say(words, key) {
  const word = words.connections[key] ?? words.statuses[key] ?? words[/** @type {keyof Words} */ (key)]
  return typeof word === 'string' ? word : ''
}

/**
 * A reason in plain words, or '' where it would tell the agent nothing.
 * Its label is a cue, a tone or an act, or a condition: `solution is failing`, `customer waits`.
 * @param {Words} words
 * @param {Reason} reason
 */
export function meaning(words, {label, words: said}) {
  const condition = words.conditions[label]
  if (condition) return fill(condition, {time: said})
  const need = /^(\w+) is (met|open|failing)$/.exec(label)
  if (need) return words.needs[need[1] ?? '']?.[need[2] ?? ''] ?? ''
  return words.cues[label] ?? words.acts[label] ?? words.tones[label]?.toLowerCase() ?? ''
}

/**
 * What a card was shown for: the customer's own words, and what they mean.
 * Only a reason that points at a message quotes it. Two quotes and three meanings at most.
 * @param {Words} words
 * @param {readonly Reason[]} reasons
 * @returns {{quotes: string[], meanings: string[]}}
 */
export function why(words, reasons) {
  const said = reasons.filter(reason => reason.message_id).map(({words: parts}) => longest(parts))
  const quotes = said.filter(quote => quote && !said.some(other => other !== quote && other.includes(quote)))
  const meanings = reasons.map(reason => meaning(words, reason)).filter(Boolean)
  return {quotes: [...new Set(quotes)].slice(0, 2), meanings: [...new Set(meanings)].slice(0, 3)}
}

/** Words found in several places come as one text; one of them is enough to tell. @param {string} words */
export const longest = words =>
  words.split(' … ').reduce((best, part) => (part.trim().length > best.length ? part.trim() : best), '')
