/**
 * TypeScript bindings for Orthanc plugins: everything that the C++ host gives to a plugin written in TypeScript.
 *
 * The plugin's bundle is evaluated once in each QuickJS runtime of a pool. Orthanc calls a callback on whatever thread it likes, in
 * whatever runtime is free, so *module state is per runtime*: what must be shared lives in {@link Orthanc.cache}. Every call is
 * synchronous. A callback has a deadline (time blocked in native calls does not count, that has its own limit) and a memory
 * limit; past them it is interrupted, and the host fails closed: a filter refuses, a route answers 500.
 *
 * Registrations (`filter`, `route`, `intercept`, `every`) are allowed only while the bundle is evaluated.
 */

/** What reaches Orthanc after its own method override: HEAD and OPTIONS arrive as GET, PROPPATCH as PUT, PATCH never. */
type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface FilteredRequest {
  method: HttpMethod;
  /** Percent-decoded, normalised, without the query. May still end in a slash that Orthanc's router ignores. */
  path: string;
  /** Address of the TCP peer. */
  ip: string;
  /**
   * Names in lower case. Of a repeated header only the first. This is a view of Orthanc's own memory: it cannot be changed, and throws
   * once the callback has returned.
   */
  headers: Record<string, string>;
  /** GET arguments in order, *not* percent-decoded. Empty for other methods. */
  query: [name: string, value: string][];
}

/** What a filter may answer instead of true: yes, and on whose behalf. */
interface Admission {
  /** Kept for the thread until its next request: {@link RouteRequest.context}, {@link Orthanc.requestContext}. */
  context: string;
  /** Likewise for `ip` and {@link Orthanc.requestAddress}, where a proxy stands between: the client's address. */
  address?: string;
  /** Whoever asks may see everything that routes cut which `onlyCuts`: for GET and POST they are not entered, and Orthanc's answer is given. */
  seesEverything?: boolean;
}

interface RouteRequest extends FilteredRequest {
  /** What the filter gave for this request: '' when it only said true; undefined where no filter ran (a plugin's own call on a thread of its own). */
  context: string | undefined;
  /** Capture groups of the route's pattern. */
  groups: string[];
  /** The whole body, or undefined where there is none. It is Orthanc's own memory: empty once the callback has returned. */
  body: ArrayBuffer | undefined;
}

interface RouteResponse {
  /**
   * From 200 to 599. Orthanc cannot send all of them: 301 leaves as 302, 308 as 307, 429 as 503 (same headers and body), any other
   * that it does not know as the x00 of its class. 405 keeps only `Allow`. 204 and 304 never have a body.
   */
  status: number;
  /**
   * In order; a name may repeat (`Set-Cookie`). CR, LF or NUL in a name or value makes the answer a 500. `Content-Length`,
   * `Transfer-Encoding`, `Connection` and `Keep-Alive` are Orthanc's and dropped. With a status other than 200 a body's `Content-Type`
   * costs two lines in Orthanc's log, and is text/plain on an Orthanc that does not let us set it.
   */
  headers?: [name: string, value: string][];
  /** A string is sent as UTF-8; an asset is sent from the .so's own memory without a copy. */
  body?: string | ArrayBuffer | AssetBody;
}

/** One stored form of an embedded file; see {@link Orthanc.assets}. */
interface AssetBody {
  asset: string;
  encoding: AssetEncoding;
}

type AssetEncoding = 'identity' | 'gzip' | 'br';

interface Asset {
  /** Path inside the embedded folder, such as `index.html` or `assets/app-1A2B3C4D.js`. */
  path: string;
  /** Media type, with charset for text. */
  type: string;
  /** Strong validator of the identity form, without quotes. */
  hash: string;
  /** The forms that are stored, `identity` always among them. */
  encodings: AssetEncoding[];
}

interface HttpClientRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `http://host:port/path?query`. Redirects are not followed. */
  url: string;
  headers?: [name: string, value: string][];
  body?: string | ArrayBuffer;
  /** For the whole exchange: connecting, sending, waiting, receiving. */
  timeoutMs: number;
}

interface HttpClientResponse {
  status: number;
  /** In order, names in lower case, repeated ones repeated. */
  headers: [name: string, value: string][];
  body: ArrayBuffer;
}

interface RestApiRequest {
  method: HttpMethod;
  /** Path and query of Orthanc's REST API, such as `/studies/…?expand`. */
  uri: string;
  headers?: [name: string, value: string][];
  body?: string | ArrayBuffer;
  /** True to reach routes of plugins (DICOMweb) and overridden ones too. */
  afterPlugins?: boolean;
}

interface Cached {
  value: string;
  ttlMs: number;
  /** Makes the entry one of those that `deleteTagged` forgets. */
  tag?: string;
}

/** Where an instance comes from: `OrthancPluginInstanceOrigin`. */
type InstanceOrigin = 'dimse' | 'rest' | 'plugin' | 'lua' | 'webdav' | 'unknown';

interface IncomingInstance {
  origin: InstanceOrigin;
  /** The calling AE title; empty unless it came by DICOM. */
  remoteAet: string;
  /**
   * All attributes but pixel data, as Orthanc's "simplified" JSON text: `{"StudyInstanceUID": "1.2.3", …}`. Costs about a millisecond.
   * @throws Error once the callback has returned
   */
  json(): string;
}

interface StoredInstance extends IncomingInstance {
  /** Orthanc's identifier. */
  id: string;
}

/** A C-FIND request at patient, study, series or instance level (DICOM PS3.4 § C.4.1). */
interface FindQuery {
  /** AE title of whoever asks. */
  issuerAet: string;
  calledAet: string;
  /** `gggg,eeee` in lower-case hexadecimal, and the value as UTF-8; that of a sequence is empty. */
  tags: [tag: string, value: string][];
}

interface FindAnswers {
  /**
   * Each is a JSON object `{"gggg,eeee": "value"}`, which becomes one data set in Orthanc's `DefaultEncoding`. One that Orthanc cannot
   * write (a word for a number) is left out and logged, and the answers count as incomplete.
   */
  answers: string[];
  /** False when there are more than are given. */
  complete: boolean;
}

/** A C-MOVE request (DICOM PS3.4 § C.4.2). An identifier that was not given is undefined; several are separated by backslashes. */
interface MoveRequest {
  level: 'Patient' | 'Study' | 'Series' | 'Instance' | undefined;
  patientId: string | undefined;
  accessionNumber: string | undefined;
  studyInstanceUid: string | undefined;
  seriesInstanceUid: string | undefined;
  sopInstanceUid: string | undefined;
  /** Who asks. */
  originatorAet: string;
  /** Who is asked: us. */
  sourceAet: string;
  /** Who is to receive. */
  targetAet: string;
  /** The message id of the request, as (0000,0110) has it. */
  originatorId: number;
}

interface Orthanc {
  /**
   * Decides on every HTTP request before its body is read. Returning true or an {@link Admission} lets it through, anything else answers
   * 403; so do an exception, a deadline and a lack of memory. `OrthancPluginRegisterIncomingHttpRequestFilter2`.
   */
  filter(decide: (request: FilteredRequest) => boolean | Admission): void;

  /**
   * The context of the HTTP request that this thread is serving: '' when the filter only said true, undefined on threads that serve none
   * (DICOM, jobs, background work).
   */
  requestContext(): string | undefined;

  /** Address of the TCP peer of that request; undefined where there is none. */
  requestAddress(): string | undefined;

  /**
   * Serves the paths that match a regular expression (anchored by the host), in front of Orthanc's own routes.
   * `OrthancPluginRegisterRestCallbackNoLock`.
   *
   * @param onlyCuts It gives Orthanc's own answer, which is JSON, to whoever may see everything: see {@link Admission.seesEverything}.
   */
  route(pattern: string, answer: (request: RouteRequest) => RouteResponse, onlyCuts?: boolean): void;

  /**
   * Serves POST on the paths that match, in front of other plugins' routes whichever was loaded first. `restApi` with `afterPlugins` reaches
   * theirs. A body has 16 MB at most. What comes as a form (`multipart/form-data`) goes past it: the filter must refuse it.
   * `OrthancPluginRegisterChunkedRestCallback`.
   */
  intercept(pattern: string, answer: (request: RouteRequest) => RouteResponse): void;

  /**
   * Decides on each instance before it is stored, but only on those that arrive within an HTTP request of somebody (a context that is
   * not empty): the others are kept without asking. Returning anything but true makes Orthanc answer `"Status": "FilteredOut"`, also to
   * `restApi`, and fail towards other plugins (STOW-RS), which would take that for success.
   * `OrthancPluginRegisterIncomingDicomInstanceFilter`, which must not refuse DICOM senders: they would be told Success. Orthanc runs one
   * at a time, and lets every other instance wait meanwhile, DICOM's too.
   */
  instanceFilter(decide: (instance: IncomingInstance) => boolean): void;

  /**
   * Is told of each instance that has been stored, on the thread that received it and before its sender is answered.
   * `OrthancPluginRegisterOnStoredInstanceCallback`.
   */
  storedInstance(handle: (instance: StoredInstance) => void): void;

  /**
   * Answers C-FIND in place of Orthanc, which runs one at a time. What it throws is status 0xC000 (unable to process).
   * `OrthancPluginRegisterFindCallback`.
   */
  findHandler(answer: (query: FindQuery) => FindAnswers): void;

  /**
   * Carries out C-MOVE in place of Orthanc: `prepare` gives one text for each sub-operation, `apply` carries one out, or throws. What
   * `prepare` throws fails the request as a whole. The sub-operations after one that failed are carried out all the same, for which
   * Orthanc is told of a failure with the last one only: warning 0xB000, 1 failed. `OrthancPluginRegisterMoveCallback`.
   */
  moveHandler(prepare: (request: MoveRequest) => string[], apply: (step: string) => void): void;

  /**
   * Runs `work` on a background thread, first right after Orthanc has started and then `intervalMs` after each end. It is interrupted,
   * native calls included, when Orthanc stops.
   */
  every(intervalMs: number, work: () => void): void;

  /** Waits for 0 to 1000 ms. Throws an Error when Orthanc stops meanwhile. */
  sleep(ms: number): void;

  /**
   * A small HTTP/1.1 client over kept-alive connections. Any status is an answer. Throws an Error when there is none
   * (refused, timed out, cut, not HTTP, over 256 MB). A request is sent again, once, only if an idle connection turns out to be closed
   * before any byte of the answer, and for POST only if the peer took none of its bytes. Looking a name up is not bounded by the timeout.
   */
  http(request: HttpClientRequest): HttpClientResponse;

  /**
   * Calls Orthanc's own REST API, past the filter. Any status is an answer, but Orthanc tells its plugins of failures by a code alone: the
   * body is then the JSON that Orthanc answers to clients, without `Details`. Only DELETE keeps it whole. A GET, POST or PUT that a
   * plugin's route answers other than 200 comes as 404. `OrthancPluginCallRestApi`.
   */
  restApi(request: RestApiRequest): HttpClientResponse;

  /** Key and value pairs that all runtimes share, in memory, 64 MB at most (4 MB for one): the least recently used leave first. */
  cache: {
    get(key: string): string | undefined;
    set(key: string, value: string, ttlMs: number, tag?: string): void;
    delete(key: string): void;
    /**
     * Forgets the entries whose tag begins with this; what is being computed now, whatever its tag will be, is given to those who wait
     * and not kept.
     */
    deleteTagged(prefix: string): void;
    /** Forgets everything at once, including what is being computed now. */
    clear(): void;
    /**
     * The value, or that of `compute`, which runs once however many threads ask for the key at the same time; the others wait for
     * it, 10 s at most. What `compute` throws is thrown to all of them (its message) and is not kept. `undefined` and a `ttlMs` of 0
     * are given but not kept; nor is a result if the key was set, deleted or cleared meanwhile.
     */
    getOrCompute(key: string, compute: () => Cached | undefined): string | undefined;
  };

  /**
   * Lines of text that outlive the process, in files of a folder, in order: each is with the operating system before `append` returns,
   * so that a killed process loses none (a power cut may cost those that came after the last `read`). A line that was not acknowledged
   * before the process ended is read again. A folder belongs to one process.
   */
  spool: {
    /** Names the folder, which is made if need be (0700). Once, while the bundle is evaluated, in every runtime with the same path. */
    open(folder: string): void;
    /** @throws Error when the line cannot be written (disk full, folder gone), has a line break in it or is longer than 1 MB */
    append(line: string): void;
    /**
     * Whether `key` was begun less than its window ago; then it is counted once more. What a window has counted past 1 is appended
     * as `{"id":"…","count":n}` by the first `read` after its end, or when Orthanc stops; a killed process loses it.
     */
    count(key: string): boolean;
    /**
     * Appends `line`, of the event `id`, and counts `key` from 1 for `windowMs`. Where another thread has begun it since `count` said
     * no, it only counts.
     */
    begin(key: string, windowMs: number, id: string, line: string): void;
    /**
     * The oldest lines that are not acknowledged, `maxLines` and about 4 MB at most, with the position after them; undefined where there
     * are none.
     */
    read(maxLines: number): { lines: string[]; position: string } | undefined;
    /** What was read up to this position is not needed any more. */
    acknowledge(position: string): void;
  };

  /**
   * Small values that live in Orthanc's database, by a number from 1024; not while the bundle is evaluated. Each Orthanc has its own, also
   * on a shared database. `OrthancPluginSetGlobalProperty`.
   */
  properties: {
    get(property: number): string | undefined;
    set(property: number, value: string): void;
  };

  /** Orthanc's log. No patient data, no credentials. */
  log: {
    info(message: string): void;
    warning(message: string): void;
    error(message: string): void;
  };

  /** Orthanc's whole configuration as JSON text. `OrthancPluginGetConfiguration`. */
  configuration(): string;

  /** The folder that was embedded into the .so at build time. */
  assets: {
    find(path: string): Asset | undefined;
  };

  crypto: {
    /** Version 4, from the kernel's random numbers. */
    randomUuid(): string;
    /** Lower-case hexadecimal digest of the string's UTF-8. */
    sha256(text: string): string;
  };

  /** UTF-8, WHATWG rules: malformed input and lone surrogates become U+FFFD; a byte order mark is kept. */
  utf8: {
    encode(text: string): ArrayBuffer;
    decode(bytes: ArrayBuffer): string;
  };
}

declare const orthanc: Orthanc;
