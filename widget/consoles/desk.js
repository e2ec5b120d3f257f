/** A console's app page -> the widget's frame in it: it follows the open conversation, and inserts by the console's own call. */

import {AssistFrame} from '../src/host.js'

/**
 * What the operator sets, in the page's address or in the app's settings. `token_url` answers a POST
 * of the signed-in agent with a token; `lang` and `theme` go before what the console says.
 * @typedef {{tenant?: string, token_url?: string, lang?: string, theme?: string}} Settings
 */
/**
 * What the console does. `insert` puts the words where the agent writes: false, or an error, where
 * there is no place. `open` asks which conversation is open right now, where it can be asked.
 * @typedef {{insert: (text: string) => unknown, open?: () => Promise<string>}} Console
 */

/** So long, in ms, may the agent read that nothing was inserted, before the widget shows the other conversation. */
const READ = 2000
const CSS = `
  body { margin: 0; background: none; }
  iframe { display: block; inline-size: 100%; block-size: 240px; border: 0; }
`

/** The widget on this page. */
export class Desk {
  #console
  #settings
  #assist
  #open = ''
  #shown = ''

  /** @param {Console} console @param {Settings} [settings] those of the page's address, unless given */
  constructor(console, settings = Object.fromEntries(new URLSearchParams(location.search))) {
    this.#console = console
    this.#settings = settings
    const frame = framed(settings)
    this.#assist = new AssistFrame(frame, {
      token: () => fetched(settings.token_url || '/assist-token'),
      open: () => this.#open,
      insert: (text, still) => this.#insert(text, still)
    })
    this.look({lang: navigator.language})
    this.#assist.addEventListener('resize', event => {
      frame.style.blockSize = `${/** @type {CustomEvent} */ (event).detail.height}px`
    })
    document.body.append(frame)
  }

  /** Hears `resize`, `card` and `connection` of the frame. @returns {EventTarget} */
  get events() {
    return this.#assist
  }

  /** Show what belongs to this conversation. @param {string} conversation its id; '' while none is open */
  show(conversation) {
    this.#open = conversation
    if (this.#shown === conversation) return
    this.#shown = conversation
    this.#assist.configure({conversation})
  }

  /** Look as the console does. @param {{lang?: string, theme?: string | null}} look */
  look(look) {
    const {lang, theme} = this.#settings
    this.#assist.configure({...look, ...(lang && {lang}), ...(theme && {theme})})
  }

  /** @param {string} text @param {() => boolean} still */
  async #insert(text, still) {
    const open = await this.#console.open?.()
    if (open !== undefined && open !== this.#open) {
      this.#open = open
      setTimeout(() => this.show(this.#open), READ)
    }
    return still() && ((await this.#console.insert(text)) ?? true)
  }
}

/** Plain words for a console whose call takes markup. @param {string} text */
export function asMarkup(text) {
  const named = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return named.replaceAll('\n', '<br>')
}

/** @param {Settings} settings */
function framed({tenant}) {
  const address = new URL('../frame.html', import.meta.url)
  if (tenant) address.searchParams.set('tenant', tenant)
  const frame = document.createElement('iframe')
  frame.title = 'Warmline'
  frame.allow = 'clipboard-write'
  frame.src = address.href
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(CSS)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  return frame
}

/** @param {string} address of the server of this script, unless it names another one */
async function fetched(address) {
  const answer = await fetch(new URL(address, import.meta.url), {method: 'POST', credentials: 'include', cache: 'no-store'})
  if (!answer.ok) throw new Error(`no token came: ${answer.status}`)
  return answer.text()
}

// Some makers' scripts do not look who speaks: here only the page around and the frame are heard.
addEventListener('message', event => {
  const source = /** @type {Window | null} */ (event.source)
  if (source !== parent && source?.parent !== window) event.stopImmediatePropagation()
})
