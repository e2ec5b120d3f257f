/** What is stored -> settings that are whole; what the person typed -> what is stored. */

/** @import {Settings, Site} from './types' */

/** @type {Settings} */
export const BLANK = Object.freeze({
  server: '',
  token: '',
  endpoint: '',
  lang: '',
  theme: 'auto',
  form: 'bar',
  mirror: true,
  sites: {},
  recipes: []
})

/** @type {Site} */
export const NEW_SITE = Object.freeze({on: true, recipe: 'auto', prefix: '', platformToken: ''})

/** @param {any} stored @returns {Settings} */
export const whole = stored => ({...BLANK, ...stored})

/** @returns {Promise<Settings>} */
export async function load() {
  return whole((await chrome.storage.local.get('settings')).settings)
}

/** @param {Settings} settings */
export const save = settings => chrome.storage.local.set({settings})

/**
 * The address of the socket that a person means: `wss://host/v1/socket` for `https://host`.
 * @param {string} typed
 * @returns {string | null} null where it is no address
 */
export function serverFrom(typed) {
  const url = urlFrom(typed.trim().replace(/^(?!\S+:\/\/)/, 'wss://').replace(/^http/i, 'ws'))
  if (!url || !/^wss?:$/.test(url.protocol) || url.username || url.search) return null
  if (url.pathname === '/') url.pathname = '/v1/socket'
  url.hash = ''
  return url.href
}

/** The origin of a page that may be switched on; null for others. @param {string} address */
export function originOf(address) {
  const url = urlFrom(address)
  return url && /^https?:$/.test(url.protocol) ? url.origin : null
}

/** The origin that a person means; `https://` may be left out. @param {string} typed */
export const originFrom = typed => originOf(typed.trim().replace(/^(?!\S+:\/\/)/, 'https://'))

/** The console that an address belongs to, if it is switched on. @param {Settings} settings @param {string} url */
export function siteFor({sites}, url) {
  const origin = originOf(url)
  const site = origin ? sites[origin] : undefined
  return site?.on ? site : null
}

/** @param {string} text */
function urlFrom(text) {
  try {
    const url = new URL(text)
    return /[%\s]/.test(url.hostname) ? null : url
  } catch {
    return null
  }
}
