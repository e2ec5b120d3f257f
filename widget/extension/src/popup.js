/** The button's small window: on or off for the site of this tab. */

import {NEW_SITE, load, originOf, save} from './settings.js'
import {languageOf, say, speak} from './words.js'

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id))
const on = /** @type {HTMLInputElement} */ (byId('on'))
const [tab] = await chrome.tabs.query({active: true, currentWindow: true})
const origin = originOf(tab?.url ?? '')
const settings = await load()
const language = languageOf(settings.lang)

document.documentElement.lang = language
speak(document, language)
byId('origin').textContent = origin ?? say('notHere', language)
byId('choice').hidden = !origin
on.checked = Boolean(origin && settings.sites[origin]?.on && (await chrome.permissions.contains(pages(origin))))
if (!settings.server) byId('notice').textContent = say('noServer', language)

/** @param {string} site */
function pages(site) {
  return {origins: [`${site}/*`]}
}

/** @param {string} site @param {boolean} wanted */
async function turn(site, wanted) {
  // Read anew: the options may have been saved since.
  const now = await load()
  await save({...now, sites: {...now.sites, [site]: {...NEW_SITE, ...now.sites[site], on: wanted}}})
}

on.addEventListener('change', async () => {
  if (!origin) return
  // The browser's question may close this window: what is wanted is stored before the answer.
  const asked = on.checked ? chrome.permissions.request(pages(origin)) : true
  await turn(origin, on.checked)
  if (await asked) return
  await turn(origin, false)
  on.checked = false
  byId('notice').textContent = say('refused', language)
})
byId('options').addEventListener('click', () => chrome.runtime.openOptionsPage())
