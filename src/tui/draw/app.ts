import { type SuspendTerminal, Text, Transform, useApp, useStdin } from "ink";
import { createElement, type ReactElement, useEffect, useMemo, useSyncExternalStore } from "react";

/** What the screen draws, and when. */
interface Drawn {
  readonly subscribe: (listener: () => void) => () => void;
  /** The same number, the same lines. */
  readonly version: () => number;
  /** Lines as the terminal takes them, from the top; none wider than it. */
  readonly lines: () => readonly string[];
}

interface AppProps {
  readonly drawn: Drawn;
  /** Given what hands the terminal to somebody else; Ink has it only inside of a component. */
  readonly ready: (suspend: SuspendTerminal) => void;
}

/**
 * The frame. All of it is decided elsewhere, its widths too: Ink lays out a stand-in of one sign a line and puts the
 * lines in their place when it draws. Measuring, cutting and keeping every line it ever saw is half of Ink's work.
 */
export function App({ drawn, ready }: AppProps): ReactElement {
  const { setRawMode } = useStdin();
  const { suspendTerminal } = useApp();
  useSyncExternalStore(drawn.subscribe, drawn.version, drawn.version);
  useEffect(() => {
    setRawMode(true);
    return () => setRawMode(false);
  }, [setRawMode]);
  useEffect(() => ready(suspendTerminal), [ready, suspendTerminal]);
  const lines = drawn.lines();
  const standIn = useMemo(() => Array.from({ length: lines.length }, () => ".").join("\n"), [lines.length]);
  const transform = (_sign: string, row: number): string => lines[row] ?? "";
  // oxlint-disable-next-line react/no-children-prop -- its type wants them among the properties
  return createElement(Transform, { transform, children: createElement(Text, null, standIn) });
}
