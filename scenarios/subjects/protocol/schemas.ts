/** What is said by the protocol between the harness and a system under test, in either direction: JSON over HTTP on loopback. */
import * as v from 'valibot'

/** Another number means that something that was said before is said in another way. What is only added keeps it. */
export const PROTOCOL_VERSION = 1

/** The variable in the environment of a system under test that says where to listen: `127.0.0.1:0`, port 0 for any free one. */
export const LISTEN_VARIABLE = 'CASPROOF_LISTEN'

const TEXT = v.pipe(v.string('text'), v.nonEmpty('text'))
const ADDRESS = v.pipe(v.string('an address (URL)'), v.url('an address (URL)'))
const PORT = v.pipe(
  v.number('a port'),
  v.integer('a port'),
  v.minValue(1, 'a port'),
  v.maxValue(65_535, 'a port'),
)

/** What a system under test tells of itself. */
export const TOLD = v.object({
  protocol: v.number('the version of the protocol'),
  /** What it calls itself. */
  name: TEXT,
  /** `virtual`: it asks the mock for the time, and sets it forward where it waits. `real`: it lives by the machine's clock. */
  time: v.picklist(['virtual', 'real']),
  /** How its e-mail is seen: it is sent to the mail server that it is given, told when it is asked, or not at all. */
  mail: v.picklist(['smtp', 'told', 'none']),
  /** Names of the console's operations that it has. */
  operations: v.array(TEXT),
})
export type Told = v.InferOutput<typeof TOLD>

/** An application of the vendor's, as Entra ID knows it. */
const APPLICATION = v.object({
  /** `inline mode`, `API mode`, … */
  purpose: TEXT,
  displayName: TEXT,
  clientId: TEXT,
  clientSecret: TEXT,
  redirectUri: ADDRESS,
})

/** What a system under test is given before it works. It then knows nothing but what stands in `store`. */
export const SETTINGS = v.object({
  protocol: v.literal(PROTOCOL_VERSION),
  /** A file or a folder that is its alone. What it keeps stands there, or in files whose names begin so. */
  store: TEXT,
  generation: v.picklist(['cas', '2023-08', 'cecp']),
  /** Serving site of the customer; `setLicence` says it too. */
  site: TEXT,
  /** The vendor's secret, from which marks may be derived. */
  vendorKey: TEXT,
  applications: v.array(APPLICATION),
  /** Where Entra ID, Microsoft Graph and Exchange Online are. */
  microsoft: v.object({
    /** One origin that serves all three by their paths. */
    origin: ADDRESS,
    /** A forward proxy that reaches them under Microsoft's own host names, and nothing else. */
    proxy: ADDRESS,
    /** File of the certificate authority to trust, in PEM. */
    caFile: TEXT,
  }),
  /** Where Microsoft Graph reports changes: nothing listens there, `takeNotification` brings what is sent. */
  notifications: v.object({ notificationUrl: ADDRESS, lifecycleNotificationUrl: ADDRESS }),
  /** The mock's time. `GET` tells `{"now"}`; `POST` of `{"seconds"}` to `…/advance` sets it forward. */
  clock: v.exactOptional(v.object({ url: ADDRESS })),
  /** Public DNS: `…/textRecords?domain=` tells `{"texts"}`, `…/mailHosts?domain=` tells `{"hosts"}`. */
  publicDns: v.exactOptional(v.object({ url: ADDRESS })),
  /** Takes the product's own e-mail, without TLS or sign-in. */
  smtp: v.exactOptional(v.object({ host: TEXT, port: PORT, from: TEXT })),
})
export type SubjectSettings = v.InferOutput<typeof SETTINGS>

const USER = v.object({ name: TEXT, role: v.picklist(['Global administrator', 'limited', 'vendor']) })
const INPUT = v.record(v.string(), v.unknown())

/** An operation that somebody asks for, or the user of a session. */
export const ASKED = v.union(
  [v.object({ customer: TEXT, user: USER, input: INPUT }), v.object({ session: v.string(), input: INPUT })],
  '{"customer", "user": {"name", "role"}, "input"} or {"session", "input"}',
)
export type Asked = v.InferOutput<typeof ASKED>

/** What the console says. Ill-formed input of an operation is an answer with the code `ill-formed`, too. */
export const ANSWER = v.object({
  outcome: v.picklist(['done', 'pending', 'refused', 'failed']),
  code: TEXT,
  message: v.string('text'),
  data: v.record(v.string(), v.unknown()),
})

const MAIL = v.object({ to: v.array(TEXT), subject: v.string(), text: v.string() })
/** E-mail since `configure`, in order. */
export const MAILS = v.object({ mails: v.array(MAIL) })

export const NOTHING = v.object({})

/** Every answer with a status of 400 or more. */
export const REFUSAL = v.object({ error: v.object({ message: TEXT }) })
