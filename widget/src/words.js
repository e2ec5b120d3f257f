/** A page's own file of words -> all words of the interface, in English what it lacks. */

import {wordsOf} from './messages.js'

/** @import {Words} from './types' */

/**
 * The words of a file, and the language that they are in.
 * @param {string} address of a JSON file
 * @param {string} tag as `pt-BR`
 * @returns {Promise<{words: Words, lang: string}>}
 */
export async function wordsFrom(address, tag) {
  const english = await wordsOf('en')
  const wrong = (/** @type {string} */ what) => console.warn(`agent-assist: words="${address}": ${what}; English is used there`)
  try {
    const response = await fetch(new URL(address, document.baseURI))
    if (!response.ok) throw new Error(`the server answers ${response.status}`)
    return {words: filled(english, await response.json(), wrong), lang: tag}
  } catch (error) {
    wrong(error instanceof Error ? error.message : 'it cannot be read')
    return {words: english, lang: 'en'}
  }
}

/**
 * `given` where it has a text in the same place, with the same values in it, else `base`.
 * @template {object} T
 * @param {T} base
 * @param {any} given
 * @param {(what: string) => void} wrong hears what is no text or has no place
 * @param {string} [path]
 * @returns {T}
 */
export function filled(base, given, wrong, path = '') {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    wrong(`${path ? path.slice(0, -1) : 'the file'} is not an object {"key": ...}`)
    return base
  }
  for (const key of Object.keys(given)) if (!Object.hasOwn(base, key)) wrong(`${path}${key} is no key of ours`)
  const found = Object.entries(base).map(([key, own]) => {
    const other = Object.hasOwn(given, key) ? given[key] : own
    if (typeof own !== 'string') return [key, filled(own, other, wrong, `${path}${key}.`)]
    const lacks = typeof other !== 'string' || !other.trim() ? 'is no text' : missing(own, other)
    if (lacks) wrong(`${path}${key} ${lacks}`)
    return [key, lacks ? own : other]
  })
  return Object.fromEntries(found)
}

/** @param {string} own @param {string} other */
function missing(own, other) {
  const value = own.match(/\{\w+\}/g)?.find(name => !other.includes(name))
  return value ? `lacks ${value}` : ''
}
