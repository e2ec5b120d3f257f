/** A recipe and an address -> whether it suits, and which conversation is open; and what is wrong with it. */

/** @import {Recipe} from './types' */

const LONGEST_NAME = 200
const LONGEST_PATTERN = 300

/** For consoles that nobody has described: any reply field, the address names the conversation, nothing is read. */
export const GENERIC = /** @type {Recipe} */ (
  Object.freeze({
    name: 'generic',
    title: 'Any page',
    checked: 'run',
    note: 'The last visible field that can be written in. It reads no messages.',
    match: ['*'],
    composer: ['[contenteditable=true][role=textbox]', '.ProseMirror[contenteditable=true]', '[contenteditable=true]', 'textarea'],
    conversation: {url: '^[a-z]+://([^?]+)'}
  })
)

/** Whether an address matches one of the patterns, in which `*` is any run of letters. @param {Recipe} recipe @param {string} url */
export function suits({match}, url) {
  return match.some(pattern => new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(url))
}

/** @param {string} text */
const escaped = text => text.replace(/[.+?^${}()|[\]\\/]/g, '\\$&')

/**
 * What a pattern picks out of a text: its first group, else the whole match; '' for nothing.
 * @param {string} text
 * @param {string | undefined} pattern left out: the whole text
 */
export function picked(text, pattern) {
  if (!pattern) return text
  const found = new RegExp(pattern).exec(text.slice(0, 2000))
  return found ? (found[1] ?? found[0]) : ''
}

/**
 * The name of a conversation for the service: with the prefix, and not too long.
 * @param {string} prefix
 * @param {string} id
 */
export function named(prefix, id) {
  const name = prefix + id
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 9)}~${hash(name)}` : name
}

/** A short name of a text, the same each time. @param {string} text */
export function hash(text) {
  let sum = 0x811c9dc5
  for (const letter of text) sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return (sum >>> 0).toString(16).padStart(8, '0')
}

/**
 * What is wrong with a recipe, in English, each with its place; nothing for a sound one.
 * @param {any} recipe
 * @param {(selector: string) => boolean} [valid] whether the browser understands a selector
 * @returns {string[]}
 */
export function problems(recipe, valid = () => true) {
  if (!isObject(recipe)) return ['a recipe is an object: {"name": ..., "match": [...], ...}']
  const wrong = /** @type {string[]} */ ([])
  const say = (/** @type {boolean} */ sound, /** @type {string} */ words) => void (sound || wrong.push(words))
  const selector = (/** @type {any} */ value, /** @type {string} */ where) =>
    say(isText(value) && value.split('>>>').every(part => valid(part.trim() || '!')), `${where}: a CSS selector`)
  const pattern = (/** @type {any} */ value, /** @type {string} */ where) =>
    say(value === undefined || isPattern(value), `${where}: a regular expression of at most ${LONGEST_PATTERN} letters`)

  keys(recipe, ['name', 'title', 'checked', 'note', 'match', 'present', 'composer', 'conversation', 'mount', 'messages'], '', wrong)
  say(/^[a-z0-9][a-z0-9-]{0,39}$/.test(recipe.name), 'name: a to z, 0 to 9 and "-"')
  say(recipe.name !== 'generic' && recipe.name !== 'auto', 'name: another one; "auto" and "generic" are taken')
  say(isText(recipe.title), 'title: a text')
  say(['run', 'source', 'not checked'].includes(recipe.checked), 'checked: "run", "source" or "not checked"')
  say(typeof recipe.note === 'string', 'note: a text')
  say(texts(recipe.match), 'match: a list of addresses, in which * is any run of letters')
  if (recipe.present !== undefined) selector(recipe.present, 'present')
  say(texts(recipe.composer), 'composer: a list of CSS selectors')
  if (texts(recipe.composer)) for (const one of recipe.composer) selector(one, 'composer')
  const {conversation, mount, messages} = recipe
  if (!isObject(conversation)) wrong.push('conversation: an object with "url", or with "selector" or "closest" and "attribute"')
  else {
    keys(conversation, ['url', 'selector', 'closest', 'attribute', 'pattern'], 'conversation.', wrong)
    const ways = ['url', 'selector', 'closest'].filter(way => way in conversation)
    say(ways.length === 1, 'conversation: one of "url", "selector" and "closest"')
    if ('url' in conversation) say(isPattern(conversation.url), 'conversation.url: a regular expression')
    else say(isText(conversation.attribute), 'conversation.attribute: the name of an attribute')
    for (const way of ['selector', 'closest']) if (way in conversation) selector(conversation[way], `conversation.${way}`)
    pattern(conversation.pattern, 'conversation.pattern')
  }
  if (mount !== undefined) {
    say(isObject(mount) && ('before' in mount) !== ('after' in mount), 'mount: an object with "before" or "after"')
    if (isObject(mount)) selector(mount.before ?? mount.after, 'mount')
  }
  if (messages !== undefined) wrong.push(...problemsOfMessages(messages, selector, pattern))
  return wrong
}

/**
 * @param {any} messages
 * @param {(value: any, where: string) => void} selector
 * @param {(value: any, where: string) => void} pattern
 */
function problemsOfMessages(messages, selector, pattern) {
  if (!isObject(messages)) return ['messages: an object with "row", "id", "text" and "speaker"']
  const wrong = /** @type {string[]} */ ([])
  keys(messages, ['row', 'id', 'text', 'speaker', 'skip'], 'messages.', wrong)
  selector(messages.row, 'messages.row')
  selector(messages.text, 'messages.text')
  if (messages.skip !== undefined) selector(messages.skip, 'messages.skip')
  if (!isObject(messages.id) || !isText(messages.id.attribute)) wrong.push('messages.id: an object with "attribute"')
  else pattern(messages.id.pattern, 'messages.id.pattern')
  const cases = Array.isArray(messages.speaker) ? messages.speaker : []
  if (!cases.length) wrong.push('messages.speaker: a list of cases')
  cases.forEach((/** @type {any} */ one, /** @type {number} */ index) => {
    const where = `messages.speaker[${index}]`
    if (!isObject(one)) return wrong.push(`${where}: an object`)
    keys(one, ['is', 'selector', 'attribute', 'pattern'], `${where}.`, wrong)
    if (!['customer', 'agent', 'skip'].includes(one.is)) wrong.push(`${where}.is: "customer", "agent" or "skip"`)
    if (one.selector !== undefined) selector(one.selector, `${where}.selector`)
    pattern(one.pattern, `${where}.pattern`)
  })
  return wrong
}

/** @param {any} value */
const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @param {any} value @returns {value is string} */
const isText = value => typeof value === 'string' && value.trim() !== ''

/** @param {any} value @returns {value is string[]} */
const texts = value => Array.isArray(value) && value.length > 0 && value.every(isText)

/** @param {any} value */
function isPattern(value) {
  if (!isText(value) || value.length > LONGEST_PATTERN) return false
  try {
    return Boolean(new RegExp(value))
  } catch {
    return false
  }
}

/** @param {object} value @param {string[]} known @param {string} where @param {string[]} wrong */
function keys(value, known, where, wrong) {
  for (const key of Object.keys(value)) if (!known.includes(key)) wrong.push(`${where}${key}: not a field of a recipe`)
}
