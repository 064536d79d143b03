// jsdom brings no types; these are the parts that the tests use.
declare module "jsdom" {
  export interface Attribute {
    readonly name: string;
    readonly value: string;
  }
  export interface DomNode {
    readonly nodeType: number;
    readonly childNodes: Iterable<DomNode>;
    readonly textContent: string;
  }
  export interface DomElement extends DomNode {
    readonly localName: string;
    readonly id: string;
    readonly attributes: Iterable<Attribute>;
    readonly children: Iterable<DomElement>;
    readonly outerHTML: string;
    hidden: boolean;
    value: string;
    getAttribute(name: string): string | null;
    closest(selector: string): DomElement | null;
    querySelector(selector: string): DomElement | null;
    querySelectorAll(selector: string): Iterable<DomElement>;
    dispatchEvent(event: unknown): boolean;
    click(): void;
  }
  export interface DomDocument extends DomElement {
    readonly documentElement: DomElement;
    getElementById(id: string): DomElement | null;
  }
  export class JSDOM {
    constructor(
      html: string,
      options?: { readonly runScripts?: "dangerously" | "outside-only"; readonly url?: string },
    );
    readonly window: {
      readonly document: DomDocument;
      readonly Event: new (name: string, options?: { readonly bubbles?: boolean }) => unknown;
      location: { hash: string };
      eval(source: string): unknown;
      close(): void;
    };
  }
}
