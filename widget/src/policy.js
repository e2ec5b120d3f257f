/** What the page's Content-Security-Policy keeps from the widget -> one line in the console, with what to add. */

const SOCKET = /^ws.+(?=\/v1\/socket$)/
let told = false

/** Browsers name the rule that was broken, and not whose it is. @param {any} broken an event, or the body of a report */
function tell({effectiveDirective, blockedURI, blockedURL = blockedURI}) {
  const [origin] = SOCKET.exec(blockedURL) ?? []
  if (told || effectiveDirective !== 'connect-src' || !origin) return
  told = true
  console.error(`agent-assist: this page's Content-Security-Policy lacks connect-src ${origin}`)
}

addEventListener('securitypolicyviolation', tell)
// The first try was before this was loaded: it is told of as well, where browsers keep reports.
globalThis.ReportingObserver &&
  new ReportingObserver(reports => reports.map(({body}) => tell(body)), {types: ['csp-violation'], buffered: true}).observe()
