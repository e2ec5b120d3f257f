/** The service worker: registers the consoles that are switched on, and joins each page with its panel. */

import {RECIPES} from './recipes.js'
import {load, originOf, siteFor} from './settings.js'

/** @import {PageConfig, PanelConfig, Said, Settings, Site} from './types' */

/**
 * @typedef {{port: chrome.runtime.Port, origin: string, ready: boolean}} End
 * @typedef {{page: End | null, panel: End | null}} Pair
 */

const SECRET = /^(page|panel):([0-9a-f]{32})$/
// Not `getURL`: what pages are given changes with each session, so that none can ask for it.
const OWN = `chrome-extension://${chrome.runtime.id}`
const PANEL = `${OWN}/panel.html`
/** What an end may say to the other; all else is dropped. */
const SAYS = {page: ['open', 'draft', 'said', 'key', 'done', 'fold'], panel: ['insert', 'mend', 'undo', 'armed', 'size']}
const REGISTERED = 'site:'

/** @type {Map<string, Pair>} by tab and secret */
const pairs = new Map()

// Tokens are in there: pages' processes may not read it.
chrome.storage.local.setAccessLevel({accessLevel: 'TRUSTED_CONTEXTS'})
chrome.runtime.onInstalled.addListener(() => register())
chrome.runtime.onStartup.addListener(() => register())
chrome.permissions.onAdded.addListener(() => register())
chrome.permissions.onRemoved.addListener(() => register())
chrome.storage.onChanged.addListener(() => register())
chrome.runtime.onConnect.addListener(port => void join(port))

/** @param {chrome.runtime.Port} port */
async function join(port) {
  const {sender, name} = port
  const [, role, secret] = SECRET.exec(name) ?? []
  const tab = sender?.tab?.id
  // A page can show our panel in a frame of its own, but not know the secret of a pair.
  const sound = sender?.id === chrome.runtime.id && isRole(role) && (role === 'panel') === (sender.url?.split('#')[0] === PANEL)
  if (!sound || tab === undefined) return refuse(port)
  const key = `${tab}:${secret}`
  const pair = pairs.get(key) ?? {page: null, panel: null}
  if (pair[role]) return port.disconnect()
  const end = {port, origin: role === 'panel' ? OWN : (originOf(sender.url ?? '') ?? ''), ready: false}
  pairs.set(key, {...pair, [role]: end})
  port.onMessage.addListener(message => void pass(key, role, message))
  port.onDisconnect.addListener(() => leave(key, role, end))
  await introduce(key)
}

/** @param {chrome.runtime.Port} port */
function refuse(port) {
  port.postMessage({t: 'off'})
  port.disconnect()
}

/** Once both ends of a pair are there each is told what it needs; a page that is switched off is told so. @param {string} key */
async function introduce(key) {
  const settings = await load()
  const pair = pairs.get(key)
  if (!pair?.page) return
  const site = siteFor(settings, pair.page.origin)
  if (!site) {
    say(pair.page, {t: 'off'})
    return
  }
  say(pair.page, {t: 'configure', ...forPage(settings, site)})
  if (!pair.panel) return
  say(pair.panel, {t: 'configure', ...forPanel(settings, site)})
  if (pair.page.ready && pair.panel.ready) return
  pair.page.ready = pair.panel.ready = true
  say(pair.panel, {t: 'paired'})
  say(pair.page, {t: 'paired'})
}

/** @param {string} key @param {'page' | 'panel'} role @param {End} end */
function leave(key, role, end) {
  const pair = pairs.get(key)
  if (pair?.[role] !== end) return
  const other = role === 'page' ? pair.panel : pair.page
  if (!other) return void pairs.delete(key)
  pairs.set(key, {...pair, [role]: null})
  other.ready = false
  say(other, {t: 'alone'})
}

/** @param {string} key @param {'page' | 'panel'} role @param {Said} message */
async function pass(key, role, message) {
  const pair = pairs.get(key)
  if (!pair || typeof message !== 'object' || message === null) return
  if (role === 'panel' && message.t === 'token' && pair.page && pair.panel) return hand(pair.panel, pair.page.origin, message)
  const other = role === 'page' ? pair.panel : pair.page
  if (other && SAYS[role].includes(message.t)) say(other, message)
}

/** Give the panel a token: the agent's, or the platform's for this console. @param {End} panel @param {string} origin @param {Said} message */
async function hand(panel, origin, {n, role}) {
  const settings = await load()
  const token = role === 'platform' ? (siteFor(settings, origin)?.platformToken ?? '') : await agentToken(settings).catch(() => null)
  say(panel, {t: 'token', n, token})
}

/** @param {Settings} settings */
async function agentToken({token, endpoint}) {
  if (!endpoint) return token
  const answer = await fetch(endpoint, {credentials: 'include', cache: 'no-store'})
  if (!answer.ok) throw new Error(`${endpoint}: ${answer.status}`)
  const text = (await answer.text()).trim()
  return text.startsWith('{') ? String(JSON.parse(text).token ?? '') : text
}

/** @param {Settings} settings @param {Site} site @returns {PageConfig} */
function forPage(settings, site) {
  const all = [...settings.recipes, ...RECIPES]
  const recipes = site.recipe === 'auto' ? all : all.filter(({name}) => name === site.recipe).slice(0, 1)
  return {
    recipes,
    generic: site.recipe === 'auto' || site.recipe === 'generic',
    prefix: site.prefix,
    reads: site.platformToken !== '',
    mirror: settings.mirror,
    form: settings.form,
    lang: settings.lang
  }
}

/** @param {Settings} settings @param {Site} site @returns {PanelConfig} */
const forPanel = ({server, lang, theme, form}, {platformToken}) => ({server, lang, theme, form, reads: platformToken !== ''})

/** @param {End} end @param {Said} message */
function say({port}, message) {
  try {
    port.postMessage(message)
  } catch {
    // It is gone; its `onDisconnect` tells.
  }
}

/** @param {string | undefined} role @returns {role is 'page' | 'panel'} */
const isRole = role => role === 'page' || role === 'panel'

let registering = Promise.resolve()

/** Bring the registered scripts in line with the consoles that are switched on and allowed. */
function register() {
  registering = registering.then(update, update)
}

async function update() {
  const {sites} = await load()
  const wanted = new Set()
  for (const [origin, {on}] of Object.entries(sites)) {
    if (on && (await chrome.permissions.contains({origins: [`${origin}/*`]}))) wanted.add(origin)
  }
  const there = new Set((await chrome.scripting.getRegisteredContentScripts()).map(({id}) => id.slice(REGISTERED.length)))
  const gone = [...there].filter(origin => !wanted.has(origin))
  if (gone.length) await chrome.scripting.unregisterContentScripts({ids: gone.map(origin => REGISTERED + origin)})
  for (const origin of [...wanted].filter(one => !there.has(one))) await begin(origin)
  for (const key of pairs.keys()) await introduce(key)
}

/** A console begins: at its next page, and in the tabs that are open. @param {string} origin */
async function begin(origin) {
  const matches = [`${origin}/*`]
  const script = {id: REGISTERED + origin, matches, js: ['content.js'], allFrames: true, runAt: /** @type {const} */ ('document_idle')}
  await chrome.scripting.registerContentScripts([script])
  for (const {id} of await chrome.tabs.query({url: matches})) {
    if (id === undefined) continue
    // A tab that cannot be entered, as an error page, takes the script at its next load.
    await chrome.scripting.executeScript({target: {tabId: id, allFrames: true}, files: ['content.js']}).catch(() => undefined)
  }
}
