/** A plain chat console: its list, its log, its reply field. The widget is told which chat is open. */

import {newId} from '/widget/client.js'

import {Chats, config, current, listed, remember, setCurrent} from './chats.js'
import {byId, clock, make, onSend, showLog} from './log.js'
import {Player, scripts} from './play.js'
import {language, speak, word} from './words.js'

speak()
const list = byId('chats', HTMLUListElement)
const log = byId('log', HTMLDivElement)
const status = byId('status', HTMLParagraphElement)
const widget = /** @type {import('/widget/element.js').AgentAssistElement} */ (document.querySelector('agent-assist'))
const settings = await config()
const chats = new Chats(settings)
const server = new URL(settings.socket, location.href)
let open = ''
/** @type {Map<string, number>} how many messages of each conversation have been looked at */
const looked = new Map()

/** @param {string} id */
function select(id) {
  open = id
  widget.setAttribute('conversation', id)
  showLog(log, [], 'agent')
  const link = byId('customer', HTMLAnchorElement)
  link.href = `/demo/customer.html?c=${encodeURIComponent(id)}`
  link.hidden = false
  show()
}

function show() {
  const messages = chats.messages(open)
  looked.set(open, messages.length)
  showLog(log, messages, 'agent')
  const chat = listed().find(({id}) => id === open)
  byId('who', HTMLHeadingElement).textContent = chat ? nameOf(chat) : ''
  const begun = listed().filter(({id}) => chats.messages(id).length)
  list.replaceChildren(...begun.map(row))
  widget.setAttribute('conversations', begun.map(({id}) => id).join(' '))
  widget.names = Object.fromEntries(begun.map(each => [each.id, nameOf(each)]))
  if (chats.client.connection.state === 'live') status.textContent = open ? '' : word('console.empty')
}

/** @param {import('./chats.js').Chat} chat */
function nameOf({id, name}) {
  const said = chats.messages(id).findLast(({speaker, name: given}) => speaker === 'customer' && given)
  return said?.name || name || `${word('console.somebody')} ${id.slice(0, 3).toUpperCase()}`
}

/** @param {import('./chats.js').Chat} chat */
function row(chat) {
  const messages = chats.messages(chat.id)
  const last = messages.at(-1)
  const button = make('button', 'chat-row')
  button.setAttribute('type', 'button')
  button.setAttribute('aria-current', String(chat.id === open))
  button.dataset.id = chat.id
  button.append(make('strong', '', nameOf(chat)), make('span', 'time', last ? clock(last.at) : ''), make('span', 'last', last?.text))
  const unread = messages.length - (looked.get(chat.id) ?? 0)
  if (unread > 0 && chat.id !== open) button.append(make('span', 'unread', String(unread)))
  button.addEventListener('click', () => select(chat.id))
  const item = make('li')
  item.append(button)
  return item
}

function follow() {
  for (const {id} of listed()) chats.follow(id)
  show()
}

chats.addEventListener('said', event => {
  const {conversation, message} = /** @type {CustomEvent} */ (event).detail
  if (conversation === playing && message.speaker === 'agent') player?.answered()
  if (!open) select(conversation)
})
chats.addEventListener('changed', show)
chats.addEventListener('connection', () => {
  if (chats.client.connection.state === 'live') show()
  else if (chats.client.connection.state !== 'connecting') status.textContent = word('offline')
})
addEventListener('storage', follow)
onSend(byId('form', HTMLFormElement), byId('composer', HTMLTextAreaElement), async text => {
  if (!open) return
  try {
    await chats.post(open, {speaker: 'agent', text})
  } catch {
    status.textContent = `${word('failed')}: ${text}`
  }
})

// The widget, through its public attributes alone.
server.protocol = server.protocol.replace('http', 'ws')
widget.setAttribute('server', server.href)
widget.setAttribute('token', settings.tokens.agent)
widget.addEventListener('agent-assist-switch', event => {
  event.preventDefault()
  select(/** @type {CustomEvent} */ (event).detail.conversation)
})

// Play a chat.
const choice = byId('script', HTMLSelectElement)
const playButton = byId('play', HTMLButtonElement)
const stepButton = byId('step', HTMLButtonElement)
const self = byId('self', HTMLInputElement)
const speed = byId('speed', HTMLSelectElement)
const progress = byId('progress', HTMLOutputElement)
/** @type {Player | null} */
let player = null
let playing = ''
const all = await scripts()
choice.append(new Option(word('play.choose'), ''))
for (const code of /** @type {const} */ (['en', 'fr'])) {
  const group = Object.assign(document.createElement('optgroup'), {label: word(`group.${code}`)})
  group.append(...all.filter(script => script.language === code).map(({id, title}) => new Option(title, id)))
  choice.append(group)
}

/** Make the chosen chat ready in a conversation of its own, on both pages. */
function load() {
  player?.stop()
  player = null
  const script = all.find(({id}) => id === choice.value)
  if (!script) return showPlayer()
  const id = (playing = newId())
  const say = async (/** @type {import('./play.js').Turn | import('./play.js').Known} */ turn) => {
    if ('context' in turn) return chats.tell(id, turn.context)
    const {speaker, text} = turn
    const who = speaker === 'customer' ? {name: script.name} : {}
    await chats.post(id, {speaker, text, language: script.language, ...who})
    if (current() !== id) begin(id, script.name)
  }
  player = new Player(script, say)
  player.self = self.checked
  player.speed = Number(speed.value)
  player.addEventListener('change', showPlayer)
  showPlayer()
}

/** Show a conversation that has just begun, on both pages. @param {string} id @param {string} name */
function begin(id, name) {
  remember({id, name, started: Date.now()})
  setCurrent(id)
  chats.follow(id)
  select(id)
  showPlayer()
}

function showPlayer() {
  const state = player?.state ?? 'done'
  const going = state === 'playing'
  playButton.textContent = word(going ? 'play.pause' : 'play.play')
  playButton.disabled = !player || state === 'yours'
  stepButton.disabled = !player || state === 'yours' || state === 'done'
  const ends = {yours: word('play.yours'), done: word('play.done')}
  const count = player ? `${player.next}/${player.script.turns.length}` : ''
  progress.textContent = player ? (ends[/** @type {'done'} */ (state)] ?? count) : ''
  byId('about', HTMLParagraphElement).textContent = open === playing ? (player?.script.about ?? '') : ''
}

choice.addEventListener('change', load)
playButton.addEventListener('click', () => {
  if (player?.state === 'playing') return player.pause()
  if (player?.state === 'done') load()
  player?.play()
})
stepButton.addEventListener('click', () => player?.step())
self.addEventListener('change', () => player && (player.self = self.checked))
speed.addEventListener('change', () => player && (player.speed = Number(speed.value)))

// Theme, form and language.
const theme = byId('theme', HTMLSelectElement)
const shape = byId('shape', HTMLSelectElement)
const setShape = () => {
  localStorage.setItem('warmline.form', shape.value)
  widget.setAttribute('form', shape.value)
}
shape.value = new URLSearchParams(location.search).get('form') ?? localStorage.getItem('warmline.form') ?? 'panel'
shape.addEventListener('change', setShape)
setShape()
const tongue = byId('language', HTMLSelectElement)
const setTheme = () => {
  localStorage.setItem('warmline.theme', theme.value)
  document.documentElement.dataset.theme = theme.value
  widget.setAttribute('theme', theme.value)
}
theme.value = new URLSearchParams(location.search).get('theme') ?? localStorage.getItem('warmline.theme') ?? 'auto'
theme.addEventListener('change', setTheme)
setTheme()
tongue.value = language()
tongue.addEventListener('change', () => location.assign(`?lang=${tongue.value}`))

follow()
const asked = new URLSearchParams(location.search).get('play')
if (asked) {
  choice.value = asked
  load()
  playButton.click()
}
