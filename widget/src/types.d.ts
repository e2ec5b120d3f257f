/** The values that the widget's modules hand to each other. Types alone: no browser loads this. */

/** The words that show something: `text` is `original[start:end]`, in code points. */
export interface Span {
  start: number
  end: number
  text: string
}

/** What the reader found in one message; docs/wire.md has the rest. */
export interface Reading {
  language: string
  unsure: boolean
  tones: {tone: string; score: number; evidence: Span[]}[]
  valence: number | null
  intensity: number
}

/** Why a card is shown: a label or a condition, and words; the customer's where `message_id` is set. */
export interface Reason {
  label: string
  words: string
  message_id?: string | null
}

/** A card as the service offers it. */
export interface Suggestion {
  suggestion_id: string
  rule: string
  kind: string
  need: string | null
  language: string
  title: string
  about: string
  text: string
  because: Reason[]
  policy: string | null
  message_id: string | null
  outranked?: {rule: string; kind: string; why: string}[]
}

/** A complaint or a request; `about` is the cue that raised it. `raised` counts how often it was told. */
export interface Issue {
  about: string
  words: string
  status: 'raised' | 'acknowledged' | 'acted' | 'resolved' | 'confirmed'
  raised: number
  brought: boolean
}

/** The books of the conversation, as `ledger.changed` has them; times are seconds since the epoch. */
export interface Ledger {
  issues: Issue[]
  questions: {words: string; asked: number}[]
  promises: {words: string; due: number | null; status: 'open' | 'near' | 'due' | 'kept' | 'broken'}[]
  deadlines: {words: string; due: number | null; status: 'open' | 'near' | 'past' | 'met'}[]
  moments: {what: 'peak' | 'turn' | 'end'; feeling: number; tone: string | null; words: string}[]
  frame: {name: string | null; words: string} | null
}

/** What the agent who takes over is told, as `handover.made` has it; `avoid` are kinds. */
export interface Handover {
  at: number
  agent: string | null
  before: string | null
  tone: string | null
  feeling: number
  ledger: Ledger
  avoid: string[]
}

/** One thing that is open; `pressing`: told or asked again, or soon due. */
export interface Entry {
  label: string
  note: string
  quote: string
  pressing: boolean
  due: number | null
}

export interface NeedState {
  need: string
  status: 'met' | 'open' | 'failing'
  because: string
}

/** How one customer message felt; `tone` is a tone of the vocabulary, `neutral` or `unsure`. */
export interface Moment {
  messageId: string
  tone: string
  words: string
  valence: number | null
  intensity: number
}

/** A card that the agent has dealt with, and may take back. */
export interface Ended {
  suggestion: Suggestion
  how: 'accepted' | 'edited' | 'dismissed'
}

/**
 * What is known of the open conversation. `displayed`: the card was seen. `at`: when the ledger last
 * moved. `handover` lies over the card until it is put `aside`.
 */
export interface View {
  tone: Moment | null
  course: readonly Moment[]
  needs: readonly NeedState[]
  ledger: Ledger | null
  at: number
  card: Suggestion | null
  displayed: boolean
  ended: Ended | null
  handover: Handover | null
  aside: Handover | null
}

export type Table = Record<string, string>

/** All words of the interface in one language. */
export interface Words {
  tones: Table
  cues: Table
  acts: Table
  needs: Record<string, Table>
  kinds: Table
  nouns: Table
  statuses: Table
  connections: Table
  conditions: Table
  quote: string
  panel: string
  listening: string
  noConversation: string
  refused: string
  suggestion: string
  policy: string
  insert: string
  dismiss: string
  understood: string
  undo: string
  bringBack: string
  inserted: string
  copied: string
  noComposer: string
  course: string
  rising: string
  falling: string
  steady: string
  books: string
  asks: string
  asksAgain: string
  promised: string
  deadline: string
  brought: string
  times: string
  left: Table
  due: string
  takeover: string
  next: string
  rows: Table
  lowest: string
  best: string
  turned: string
  over: string
}

/** What the view shows; `notice` and `trouble` are words, '' for none; `now` is in seconds. */
export interface Model {
  view: View
  words: Words
  notice: string
  trouble: string
  keys: Keys
  mac: boolean
  canUndo: boolean
  now: number
}

export interface Actions {
  insert: () => void
  dismiss: () => void
  undo: () => void
}

/** Chords such as `Alt+Enter`; '' for no key. */
export interface Keys {
  insert: string
  dismiss: string
}

export type Stroke = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

/** The last event that was applied; an offset means nothing in another epoch. */
export interface Position {
  epoch: string | null
  offset: number
}

export type Step = 'retry' | 'now' | 'token' | 'signed-out' | 'unsupported' | 'stop'

/** A token, or what fetches a new one. */
export type Token = string | (() => string | Promise<string>)

export type State = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'signed-out' | 'unsupported' | 'stopped'

/** `code` and `key` say why the connection ended. */
export interface Report {
  state: State
  code?: number
  key?: string
}

/** A frame of docs/wire.md. */
export type Frame = Record<string, any> & {t: string}

/** One event of a followed conversation; `behind` counts those of the past that are still to come. */
export interface EventDetail {
  conversation: string
  offset: number
  kind: string
  data: any
  behind: number
}

/** A message to post; `at` is in seconds since the epoch. */
export interface Message {
  message_id: string
  speaker: 'customer' | 'agent'
  text: string
  at?: number
  name?: string
  language?: string
}

/** What the platform knows beside the words; docs/wire.md says what each is. */
export interface Context {
  context_id: string
  at?: number
  customer?: string
  agent?: string
  agent_name?: string
  channel?: string
  journey?: string
  timezone?: string
  order?: string
  item?: string
  team?: string
}

/** What became of a card. */
export interface Decision {
  suggestion_id: string
  decision_id: string
  decision: 'displayed' | 'accepted' | 'edited' | 'dismissed'
}
