/** The options page: what the person sets <-> what is stored. */

import {RECIPES} from './recipes.js'
import {problems} from './recipe.js'
import {NEW_SITE, load, originFrom, save, serverFrom} from './settings.js'
import {languageOf, say, speak} from './words.js'

/** @import {Recipe, Settings, Site} from './types' */

/** @template {HTMLElement} T @param {string} id @param {new () => T} type @returns {T} */
function byId(id, type) {
  const element = document.getElementById(id)
  if (!(element instanceof type)) throw new Error(`no #${id}`)
  return element
}

const field = (/** @type {string} */ id) => byId(id, HTMLInputElement)
const choice = (/** @type {string} */ id) => byId(id, HTMLSelectElement)
const sites = byId('sites', HTMLDivElement)
const notice = byId('notice', HTMLSpanElement)
const list = byId('problems', HTMLUListElement)
let language = 'en'

/** @param {Settings} settings */
function show(settings) {
  language = languageOf(settings.lang)
  document.documentElement.lang = language
  byId('own', HTMLElement).textContent = location.origin
  for (const id of /** @type {const} */ (['server', 'token', 'endpoint'])) field(id).value = settings[id]
  choice('lang').value = settings.lang
  choice('theme').value = settings.theme
  choice('shape').value = settings.form
  field('mirror').checked = settings.mirror
  byId('recipes', HTMLTextAreaElement).value = settings.recipes.length ? JSON.stringify(settings.recipes, null, 2) : ''
  sites.replaceChildren()
  for (const [origin, site] of Object.entries(settings.sites)) add(origin, site, settings.recipes)
  speak(document, language)
}

/** @param {string} origin @param {Site} site @param {readonly Recipe[]} own */
function add(origin, site, own) {
  const {content} = byId('site', HTMLTemplateElement)
  const fieldset = /** @type {HTMLFieldSetElement} */ (/** @type {DocumentFragment} */ (content.cloneNode(true)).querySelector('fieldset'))
  const recipes = part(fieldset, 'recipe')
  for (const {name, title} of [...own, ...RECIPES]) recipes.append(new Option(title, name))
  part(fieldset, 'origin').value = origin
  part(fieldset, 'prefix').value = site.prefix
  part(fieldset, 'platformToken').value = site.platformToken
  part(fieldset, 'on').checked = site.on
  recipes.value = site.recipe
  part(fieldset, 'remove').addEventListener('click', () => fieldset.remove())
  speak(fieldset, language)
  sites.append(fieldset)
  return fieldset
}

/** @param {HTMLFieldSetElement} fieldset @param {string} name */
const part = (fieldset, name) => /** @type {HTMLInputElement} */ (fieldset.elements.namedItem(name))

/** What the page says, and what is wrong with it. @returns {{settings: Settings, wrong: string[]}} */
function read() {
  const wrong = /** @type {string[]} */ ([])
  const typed = field('server').value.trim()
  const server = typed ? serverFrom(typed) : ''
  if (server === null) wrong.push(say('badServer', language))
  const endpoint = field('endpoint').value.trim()
  if (endpoint && !originFrom(endpoint)) wrong.push(say('badEndpoint', language))
  const recipes = recipesOf(byId('recipes', HTMLTextAreaElement).value.trim(), wrong)
  /** @type {Settings} */
  const settings = {
    server: server ?? '',
    token: field('token').value.trim(),
    endpoint,
    lang: choice('lang').value,
    theme: choice('theme').value,
    form: /** @type {Settings['form']} */ (choice('shape').value),
    mirror: field('mirror').checked,
    sites: sitesOf(wrong),
    recipes
  }
  return {settings, wrong}
}

/** @param {string[]} wrong */
function sitesOf(wrong) {
  const found = /** @type {Record<string, Site>} */ ({})
  for (const fieldset of sites.querySelectorAll('fieldset')) {
    const origin = originFrom(part(fieldset, 'origin').value)
    if (!origin) wrong.push(`${part(fieldset, 'origin').value}: ${say('badOrigin', language)}`)
    else {
      found[origin] = {
        on: part(fieldset, 'on').checked,
        recipe: part(fieldset, 'recipe').value,
        prefix: part(fieldset, 'prefix').value.trim(),
        platformToken: part(fieldset, 'platformToken').value.trim()
      }
    }
  }
  return found
}

/** @param {string} text @param {string[]} wrong @returns {Recipe[]} */
function recipesOf(text, wrong) {
  if (!text) return []
  const found = /** @type {string[]} */ ([])
  let recipes = []
  try {
    const value = JSON.parse(text)
    recipes = Array.isArray(value) ? value : [value]
    recipes.forEach((recipe, index) => found.push(...problems(recipe, valid).map(one => `${recipe?.name ?? index + 1}: ${one}`)))
  } catch (error) {
    found.push(String(error))
  }
  if (found.length) wrong.push(say('badRecipes', language), ...found)
  return recipes
}

/** @param {string} selector */
function valid(selector) {
  try {
    document.createDocumentFragment().querySelector(selector)
    return true
  } catch {
    return false
  }
}

/** Ask for the pages that are to be on, all at once: one question. @param {Settings} settings */
async function allowed({sites: wanted, endpoint}) {
  const on = Object.entries(wanted).filter(([, site]) => site.on).map(([origin]) => `${origin}/*`)
  const asks = endpoint ? [`${originFrom(endpoint)}/*`] : []
  return chrome.permissions.request({origins: [...on, ...asks]})
}

/** @param {string} origin */
const permitted = origin => chrome.permissions.contains({origins: [`${origin}/*`]})

byId('form', HTMLFormElement).addEventListener('submit', async event => {
  event.preventDefault()
  notice.textContent = ''
  const {settings, wrong} = read()
  list.replaceChildren(
    ...wrong.map(words => {
      const item = document.createElement('li')
      item.textContent = words
      return item
    })
  )
  if (wrong.length) return list.scrollIntoView()
  const granted = await allowed(settings)
  if (!granted) for (const [origin, site] of Object.entries(settings.sites)) site.on &&= await permitted(origin)
  await save(settings)
  show(settings)
  notice.textContent = say(granted ? 'saved' : 'refused', language)
})
byId('add', HTMLButtonElement).addEventListener('click', () => part(add('', NEW_SITE, []), 'origin').focus())

show(await load())
