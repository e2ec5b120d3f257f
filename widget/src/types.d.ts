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

/** What is known of the open conversation. `displayed`: the card on show was seen. */
export interface View {
  tone: Moment | null
  course: readonly Moment[]
  needs: readonly NeedState[]
  card: Suggestion | null
  displayed: boolean
  ended: Ended | null
}

export type Table = Record<string, string>

/** All words of the interface in one language. */
export interface Words {
  tones: Table
  cues: Table
  acts: Table
  needs: Record<string, Table>
  kinds: Table
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
}

/** What the view shows; `notice` and `trouble` are words, '' for none. */
export interface Model {
  view: View
  words: Words
  notice: string
  trouble: string
  keys: Keys
  mac: boolean
  canUndo: boolean
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

/** What became of a card. */
export interface Decision {
  suggestion_id: string
  decision_id: string
  decision: 'displayed' | 'accepted' | 'edited' | 'dismissed'
}
