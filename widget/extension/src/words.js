/** A key and a language -> the words of the extension's own pages. `_locales` holds them. */

import en from '../_locales/en/messages.json' with {type: 'json'}
import fr from '../_locales/fr/messages.json' with {type: 'json'}

/** @typedef {Record<string, {message: string}>} Table */

/** @param {string} wanted as `fr`; '' for the browser's */
export const languageOf = wanted => ((wanted || navigator.language).toLowerCase().startsWith('fr') ? 'fr' : 'en')

/** @param {string} key @param {string} language */
export function say(key, language) {
  const tables = /** @type {Record<string, Table>} */ ({en, fr})
  return tables[language]?.[key]?.message ?? tables.en?.[key]?.message ?? key
}

/** Put words into each element that names some: `data-say` its text, `data-say-label` its label. @param {ParentNode} root @param {string} language */
export function speak(root, language) {
  for (const element of root.querySelectorAll('[data-say]')) element.textContent = say(element.getAttribute('data-say') ?? '', language)
  for (const element of root.querySelectorAll('[data-say-label]')) {
    element.setAttribute('aria-label', say(element.getAttribute('data-say-label') ?? '', language))
  }
}
