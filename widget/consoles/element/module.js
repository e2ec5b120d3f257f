/**
 * Element Web's module API 2.1 -> the widget's frame above the composer of the open room.
 *
 * Element's own policy runs no script from elsewhere, and takes frames and sockets from anywhere: so
 * this file is served beside Element, and the widget comes in a frame. Never run in Element; the
 * calls are those of `@element-hq/element-web-module-api` 2.1.0.
 */

import {AssistFrame} from '../../src/host.js'

/** @import {Api, Preview, Settings} from './types' */

const ROOM = /^#\/room\/(![^/?]+)/
const COMPOSER = '.mx_MessageComposer'
const HEIGHT = '44px'

export default class AgentAssistModule {
  static moduleApiVersion = '^2.1.0'

  #api
  #settings
  /** @type {AssistFrame | null} */
  #assist = null
  #room = ''
  #draft = ''

  /** @param {Api} api */
  constructor(api) {
    this.#api = api
    this.#settings = /** @type {Settings} */ (api.config.get('warmline') ?? {})
  }

  async load() {
    const {server} = this.#settings
    if (!server) throw new Error('config.json, warmline.server: write the address of the server, as https://assist.example.com')
    const {customComponents} = this.#api
    customComponents.registerComposerPreview(
      () => true,
      (preview, original) => this.#render(preview, original)
    )
    document.addEventListener('keydown', event => this.#pressed(event), {capture: true})
  }

  /**
   * Element asks anew whenever the room or the draft changes.
   * @param {Preview} preview @param {(preview: Preview) => unknown} original
   */
  #render(preview, original) {
    const {createElement} = globalThis.React
    this.#room = preview.roomId
    this.#draft = preview.text
    this.#tell()
    return createElement('div', {ref: this.#mount}, createElement('div', {key: 'links'}, original(preview)))
  }

  /** React calls it with the element when that comes, and with null when it goes. */
  #mount = (/** @type {HTMLElement | null} */ place) => {
    this.#assist?.close()
    this.#assist = null
    if (!place) return
    const frame = document.createElement('iframe')
    const address = new URL('/widget/frame.html', this.#settings.server)
    if (this.#settings.tenant) address.searchParams.set('tenant', this.#settings.tenant)
    Object.assign(frame, {title: 'Agent assist', allow: 'clipboard-write', src: address.href})
    frame.style.cssText = `display: block; width: 100%; height: ${HEIGHT}; border: 0`
    const assist = new AssistFrame(frame, {
      token: () => this.#token(),
      open: () => this.#open,
      insert: text => this.#insert(text)
    })
    assist.addEventListener('resize', event => {
      frame.style.height = `${/** @type {CustomEvent} */ (event).detail.height}px`
    })
    assist.configure({form: 'bar', lang: this.#api.i18n.language, ...this.#settings.look})
    this.#assist = assist
    this.#tell()
    place.prepend(frame)
  }

  #tell() {
    this.#assist?.configure({conversation: this.#room})
    this.#assist?.draft(this.#draft)
  }

  /** The room in the address; Element draws the preview late. An alias in the address names no room. */
  get #open() {
    const [, id] = ROOM.exec(location.hash) ?? []
    return id ? decodeURIComponent(id) : this.#room
  }

  /** @param {string} text */
  #insert(text) {
    const space = /\S$/.test(this.#draft) ? ' ' : ''
    this.#api.composer.insertPlaintextIntoComposer(space + text, {view: 'room'})
    return true
  }

  async #token() {
    const answer = await fetch(this.#settings.token_url ?? '/assist-token', {method: 'POST', credentials: 'include', cache: 'no-store'})
    if (!answer.ok) throw new Error(`no token came: ${answer.status}`)
    return answer.text()
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const {target} = event
    if (target instanceof Element && target.closest(COMPOSER)) this.#assist?.press(event)
  }
}
