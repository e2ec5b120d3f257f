/** A console's page and a recipe -> the open chat: its reply field, its name, its messages. */

import {closest, findAll, open} from './find.js'
import {GENERIC, named, picked, suits} from './recipe.js'

/** @import {Case, Messages, Naming, Open, PageConfig, Recipe, Row} from './types' */

const LONGEST = 65_536

/** What is open on this page now, or null. @param {PageConfig} config @returns {Open | null} */
export function openOn({recipes, generic, prefix}) {
  const here = recipes.filter(recipe => suits(recipe, location.href) && (!recipe.present || findAll(recipe.present).length))
  // A page of a known console without a chat on it is no page of an unknown console.
  for (const recipe of here.length || !generic ? here : [GENERIC]) {
    const composer = composerOf(recipe)
    const id = composer && idOf(recipe.conversation, composer)
    if (composer && id) return {conversation: named(prefix, id), composer, recipe}
  }
  return null
}

/** The last one that can be written in: older ones above it belong to dialogs and to the past. @param {Recipe} recipe */
function composerOf({composer}) {
  for (const selector of composer) {
    const found = findAll(selector).findLast(open)
    if (found) return found
  }
  return null
}

/** @param {Naming} naming @param {HTMLElement} composer */
function idOf({url, selector, closest: around, attribute = '', pattern}, composer) {
  if (url) return picked(location.href, url)
  const element = around ? closest(composer, around) : selector ? findAll(selector)[0] : null
  return picked(element?.getAttribute(attribute) ?? '', pattern)
}

/** The messages on the page, in its order; what has no id, or nobody speaks, is none. @param {Messages} messages @returns {Row[]} */
export function rowsOf(messages) {
  const rows = /** @type {Row[]} */ ([])
  for (const row of findAll(messages.row)) {
    if (!row.checkVisibility() || (messages.skip && row.matches(messages.skip))) continue
    const id = picked(row.getAttribute(messages.id.attribute) ?? '', messages.id.pattern)
    const speaker = speakerOf(row, messages.speaker)
    if (id && id.length <= 200 && speaker !== 'skip') rows.push({id, speaker, text: textOf(row, messages.text)})
  }
  return rows
}

/** @param {HTMLElement} row @param {readonly Case[]} cases */
function speakerOf(row, cases) {
  const holds = (/** @type {Case} */ {selector, attribute, pattern}) =>
    (!selector || row.matches(selector) || row.querySelector(selector) !== null) &&
    (!attribute || (row.hasAttribute(attribute) && (!pattern || picked(row.getAttribute(attribute) ?? '', pattern) !== '')))
  return cases.find(holds)?.is ?? 'skip'
}

/** @param {HTMLElement} row @param {string} selector */
function textOf(row, selector) {
  const parts = row.matches(selector) ? [row] : findAll(selector, row)
  const outer = parts.filter(part => !parts.some(other => other !== part && other.contains(part)))
  return outer.map(part => part.innerText.trim()).filter(Boolean).join('\n').slice(0, LONGEST)
}
