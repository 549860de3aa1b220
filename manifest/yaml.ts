import {
  boolCoreTag,
  EVENT_ID,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
  type Event,
  type ScalarEvent,
} from "js-yaml";
import { formatPath } from "./fault";
import type { Entry, Node, ScalarNode } from "./node";
import { MOST_DEPTH, syntaxFault, type TextFault } from "./syntax";

export interface ParsedText {
  /** Absent when the text is no YAML mapping at all. */
  readonly root?: Node;
  readonly faults: readonly TextFault[];
}

/** Values that an alias repeats count again, so that a few lines cannot grow to millions of values. */
const MOST_VALUES = 20_000;

/** Faults repeat the keys above them; no service takes longer ones. */
const MOST_KEY = 255;

/** What YAML 1.1 readers (Python's among them) take for a boolean and YAML 1.2 readers for text. */
const AMBIGUOUS = /^(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/;

/** What a file is about, for the faults of one that is nothing of the sort. */
export interface Subject {
  readonly what: string;
  /** How such a file begins. */
  readonly begins: string;
}

const PROJECT: Subject = { what: "project", begins: "name: my-project" };

/** Parses one YAML 1.2 document that is a mapping. Collects what it can and stops at a syntax error. */
export function parseYaml(text: string, subject = PROJECT): ParsedText {
  let events: Event[];
  try {
    events = parseEvents(text, { maxDepth: MOST_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { faults: [syntaxFault(text, error.mark?.position ?? 0, error.reason)] };
  }
  return new TreeBuilder(text, events, subject).build();
}

class TreeBuilder {
  private readonly faults: TextFault[] = [];
  private readonly anchors = new Map<string, { node: Node; size: number }>();
  private position = 0;
  private lastOffset = 0;
  private values = 0;

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
    private readonly subject: Subject,
  ) {}

  build(): ParsedText {
    const second = this.events.findIndex((event, index) => event.type === EVENT_ID.DOCUMENT && index > 0);
    if (second > 0) {
      return this.only(
        this.startOfDocument(second),
        `this file holds more than one YAML document: keep one ${this.subject.what} a file and remove the \`---\` between them`,
      );
    }
    this.position = 1; // past the document's own event
    const first = this.events[this.position];
    if (first === undefined || first.type === EVENT_ID.POP || isEmptyScalar(first, this.text)) {
      return this.only(
        0,
        `the file is empty: describe a ${this.subject.what}, beginning with \`${this.subject.begins.split(" ")[0]}\``,
      );
    }
    const root = this.node("");
    if (root !== undefined && root.kind !== "mapping") {
      return this.only(
        root.offset,
        `a ${this.subject.what} is a mapping of keys to values: begin with \`${this.subject.begins}\`, with a space after the colon`,
      );
    }
    if (this.values > MOST_VALUES) {
      return this.only(
        0,
        `the file holds more than ${MOST_VALUES} values, counting what aliases repeat: keep data out of manifests`,
      );
    }
    return root === undefined ? { faults: this.faults } : { root, faults: this.faults };
  }

  /** The `---` before a document, or its first character where there is none. */
  private startOfDocument(index: number): number {
    const first = this.events[index + 1];
    const start =
      first?.type === EVENT_ID.SCALAR
        ? first.valueStart
        : first !== undefined && "start" in first
          ? first.start
          : -1;
    const marker = this.text.lastIndexOf("\n---", start < 0 ? this.text.length : start);
    return marker < 0 ? Math.max(start, 0) : marker + 1;
  }

  private only(offset: number, message: string): ParsedText {
    return { faults: [{ offset, path: "", message }] };
  }

  private fault(offset: number, path: string, message: string): void {
    this.faults.push({ offset, path, message });
  }

  private misread(offset: number, path: string, message: string): void {
    this.faults.push({ offset, path, message, misread: true });
  }

  /** Reads the value at the current event and steps past it. */
  private node(path: string, isKey = false): Node | undefined {
    const event = this.events[this.position++];
    if (event === undefined) return undefined;
    const before = this.values++;
    let node: Node | undefined;
    if (event.type === EVENT_ID.ALIAS) return this.alias(event.anchorStart, event.anchorEnd, path);
    if (event.type === EVENT_ID.SCALAR) node = this.scalar(event, path, isKey);
    else if (event.type === EVENT_ID.SEQUENCE) node = this.sequence(event.start, path);
    else if (event.type === EVENT_ID.MAPPING) node = this.mapping(event.start, path);
    else return undefined;
    if (event.tagStart >= 0) {
      this.misread(event.tagStart, path, "YAML tags such as `!!str` are not supported: remove the tag");
    }
    if (event.anchorStart >= 0) {
      const name = this.text.slice(event.anchorStart, event.anchorEnd);
      this.anchors.set(name, { node, size: this.values - before });
    }
    return node;
  }

  private alias(start: number, end: number, path: string): Node {
    const target = this.anchors.get(this.text.slice(start, end));
    const offset = start - 1; // at the `*`
    this.lastOffset = offset;
    if (target === undefined) {
      this.misread(
        offset,
        path,
        "this alias names an anchor that is not defined above it: write the value out",
      );
      return { kind: "scalar", offset, path, source: "", value: null };
    }
    this.values += target.size;
    // The value stands here; what is inside it stands where it was written.
    return { ...target.node, offset, path };
  }

  private sequence(offset: number, path: string): Node {
    const items: Node[] = [];
    while (!this.atEnd()) {
      const item = this.node(`${path}[${items.length}]`);
      if (item !== undefined) items.push(item);
    }
    return { kind: "sequence", offset, path, items };
  }

  private mapping(offset: number, path: string): Node {
    const entries = new Map<string, Entry>();
    while (!this.atEnd()) {
      const keyEvent = this.events[this.position];
      const key = this.key(path);
      const value = this.node(key === undefined ? path : formatPath([key], path));
      if (key === undefined || value === undefined || keyEvent?.type !== EVENT_ID.SCALAR) continue;
      const keyOffset = keyEvent.valueStart;
      if (entries.has(key)) {
        this.fault(
          keyOffset,
          formatPath([key], path),
          "this key stands twice in one mapping: keep one of them",
        );
        continue;
      }
      entries.set(key, { keyOffset, value });
    }
    return { kind: "mapping", offset, path, entries };
  }

  private key(path: string): string | undefined {
    const event = this.events[this.position];
    if (event?.type !== EVENT_ID.SCALAR) {
      const node = this.node(path);
      this.fault(
        node?.offset ?? this.lastOffset,
        path,
        "a key must be a single word or text: write `key: value`, and quote text that begins with `{` or `[`",
      );
      return undefined;
    }
    const key = getScalarValue(this.text, event);
    const refused = reasonNoKey(key);
    this.node(refused === undefined ? formatPath([key], path) : path, true);
    if (refused !== undefined) {
      this.fault(this.lastOffset, path, refused);
      return undefined;
    }
    return key;
  }

  private scalar(event: ScalarEvent, path: string, isKey: boolean): ScalarNode {
    const source = getScalarValue(this.text, event);
    // A value left out has no place of its own.
    const offset = event.valueStart < 0 ? this.lastOffset : event.valueStart;
    this.lastOffset = offset;
    if (event.style !== SCALAR_STYLE.PLAIN) return { kind: "scalar", offset, path, source, value: source };
    if (AMBIGUOUS.test(source) && isKey) {
      const text = `an unquoted ${source} is a boolean to some YAML readers: write "${source}" in quotes`;
      this.fault(offset, path, text);
    } else if (AMBIGUOUS.test(source)) {
      const meant = /^(?:yes|on)$/i.test(source) ? "true" : "false";
      this.misread(
        offset,
        path,
        `an unquoted ${source} is a boolean to some YAML readers and text to others: write ${meant}, or "${source}" in quotes if it is text`,
      );
    }
    return { kind: "scalar", offset, path, source, value: resolvePlain(source) };
  }

  private atEnd(): boolean {
    const event = this.events[this.position];
    if (event === undefined) return true;
    if (event.type !== EVENT_ID.POP) return false;
    this.position++;
    return true;
  }
}

function isEmptyScalar(event: Event, text: string): boolean {
  return (
    event.type === EVENT_ID.SCALAR &&
    event.style === SCALAR_STYLE.PLAIN &&
    event.tagStart < 0 &&
    getScalarValue(text, event) === ""
  );
}

function reasonNoKey(key: string): string | undefined {
  if (key === "<<") return "merge keys (`<<`) are not YAML 1.2: write the keys out";
  if (key === "" || key === "__proto__") return "this cannot be used as a key: give it a name";
  return key.length > MOST_KEY ? `this key is longer than ${MOST_KEY} characters: shorten it` : undefined;
}

/** The YAML 1.2 core schema: null, booleans, integers, floats, else text. */
function resolvePlain(source: string): string | number | boolean | null {
  for (const tag of [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag]) {
    const value = tag.resolve(source, false, tag.tagName);
    if (value !== NOT_RESOLVED) return value;
  }
  return source;
}
